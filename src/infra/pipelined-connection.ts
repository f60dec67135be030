import pg from 'pg'
import { Cork } from './corked.ts'
import { isTransient, type Statement } from './database.ts'
import type { Logger } from './logger.ts'

/** The server must answer within this, milliseconds: networks give up on a webhook after two to five seconds. */
const ANSWER_WITHIN = 4000

/**
 * One connection of the worker role whose transactions travel in one trip each: BEGIN, the statements and
 * COMMIT are all on the wire before the first answer. It opens itself again after a break.
 */
export class PipelinedConnection {
  readonly #url: string
  readonly #logger: Logger
  readonly #named: boolean
  #client: pg.Client | undefined

  constructor(options: { url: string; pgbouncer: boolean; logger: Logger }) {
    this.#url = options.url
    this.#named = !options.pgbouncer
    this.#logger = options.logger
  }

  /** Commits all of the statements or none. Rejects also when the outcome is unknown. */
  async transact(statements: Statement[]): Promise<void> {
    const client = this.#client ?? (await this.#open())
    const send = [
      () => client.query('BEGIN'),
      () => client.query('SET LOCAL ROLE parley_worker'),
      ...statements.map(
        ({ name, ...rest }) =>
          () =>
            client.query(this.#named && name ? { name, ...rest } : rest),
      ),
      () => client.query('COMMIT'),
    ]
    // Each may fail before it is sent, too: then as a promise, like any other.
    const cork = new Cork(client)
    cork.hold()
    const answers = Promise.allSettled(send.map(async (query) => await query()))
    cork.letGo()
    const outcomes = await answers
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (!failure) return
    // Whatever the database itself did not say leaves the connection in doubt.
    if (!(failure.reason instanceof pg.DatabaseError) || this.isUnavailable(failure.reason))
      this.#drop(client)
    throw failure.reason
  }

  /** True when the failure says nothing about the statements: the connection or the server is gone. */
  isUnavailable(error: unknown): boolean {
    return isTransient(error)
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => undefined)
    this.#client = undefined
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      pipeline: true,
      connectionTimeoutMillis: ANSWER_WITHIN,
      query_timeout: ANSWER_WITHIN,
    })
    client.on('error', (error) => {
      this.#logger.warn({ err: error }, 'the connection that accepts webhooks ended')
      this.#drop(client)
    })
    await client.connect()
    this.#client = client
    return client
  }

  #drop(client: pg.Client): void {
    if (this.#client === client) this.#client = undefined
    client.end().catch(() => undefined)
  }
}
