import pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { Statement } from '../infra/database.ts'
import type { Logger } from '../infra/logger.ts'
import { type JobName, type JobPayload, jobs } from './catalog.ts'

const HEARTBEAT_SECONDS = 10

export interface QueueOptions {
  /** A direct connection: LISTEN and session state do not survive a transaction pooler. */
  url: string
  logger: Logger
  /** Looks for jobs whose worker died and runs the schedule; every worker does. */
  supervise: boolean
}

/** Work to be done later, stored in PostgreSQL by pg-boss. */
export class Queue {
  readonly boss: PgBoss
  readonly #url: string

  constructor(options: QueueOptions) {
    this.#url = options.url
    this.boss = new PgBoss({
      connectionString: options.url,
      max: 4,
      useListenNotify: true,
      supervise: options.supervise,
      schedule: options.supervise,
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 1,
      warningQueueSize: 100_000,
    })
    this.boss.on('error', (error) => options.logger.warn({ err: error }, 'the queue had an error'))
    this.boss.on('warning', (warning) => options.logger.debug({ warning }, 'the queue warns'))
  }

  async start(): Promise<void> {
    await this.boss.start()
    for (const [name, job] of Object.entries(jobs)) {
      const options = {
        retryLimit: job.retryLimit,
        retryDelay: job.retryDelay,
        retryBackoff: true,
        retryDelayMax: job.retryDelayMax,
        expireInSeconds: job.expireInSeconds,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        deleteAfterSeconds: 3600,
        notify: true,
      }
      await this.boss.createQueue(name, options)
      await this.boss.updateQueue(name, options)
      if ('schedule' in job) await this.boss.schedule(name, job.schedule, {}, { tz: 'UTC' })
    }
    await grantToWorkerRole(this.#url)
  }

  /** Queues jobs in a transaction of their own. */
  async insert<Name extends JobName>(name: Name, payloads: JobPayload<Name>[]): Promise<void> {
    const data = payloads.map((payload) => ({ data: jobs[name].payload.parse(payload) }))
    if (data.length > 0) await this.boss.insert(name, data)
  }

  /** The statement that queues jobs, to be sent inside a transaction that stores what they are about. */
  async statement<Name extends JobName>(
    name: Name,
    payloads: JobPayload<Name>[],
    /** Seconds until they are due. */
    startAfter = 0,
  ): Promise<Statement> {
    let captured: Statement | undefined
    const executeSql = async (text: string, values?: unknown[]) => {
      // Its text is the same each time, and long: prepared once, it costs a fraction.
      captured = { name: `queue-${name}`, text, ...(values && { values }) }
      return { rows: [] }
    }
    await this.boss.insert(
      name,
      payloads.map((data) => ({ data, ...(startAfter > 0 && { startAfter }) })),
      { db: { executeSql } },
    )
    if (!captured) throw new Error(`pg-boss made no statement for ${name}`)
    return captured
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 10_000 })
  }
}

/** Webhooks are accepted as parley_worker, which queues the job in the same transaction. */
async function grantToWorkerRole(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`
      BEGIN;
      SELECT pg_advisory_xact_lock(hashtext('parley_queue_grants'));
      GRANT USAGE ON SCHEMA pgboss TO parley_worker;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO parley_worker;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO parley_worker;
      COMMIT;`)
  } finally {
    await client.end()
  }
}
