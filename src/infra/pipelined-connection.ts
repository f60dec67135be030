import { Socket } from 'node:net'
import pg from 'pg'
import { ask } from './ask.ts'
import { Cork } from './corked.ts'
import type { Statement } from './database.ts'
import { isTransient } from './database-errors.ts'
import type { Logger } from './logger.ts'

/** The server must answer within this, milliseconds: networks give up on a webhook after two to five seconds. */
const ANSWER_WITHIN = 4000

/**
 * Gives up a little earlier than we: else what waits for a lock would go on there, and keep its connection. Said in the
 * transaction, since poolers refuse it when a connection begins.
 */
const AS_WORKER: Statement = {
  text: `SELECT set_config('role', 'parley_worker', true), set_config('statement_timeout', '${ANSWER_WITHIN - 500}', true)`,
}

interface Connected {
  client: pg.Client
  socket: Socket
}

/**
 * One connection of the worker role whose transactions travel in one trip each: BEGIN, the statements and
 * COMMIT are all on the wire before the first answer. It opens itself again after a break.
 */
export class PipelinedConnection {
  readonly #url: string
  readonly #logger: Logger
  readonly #named: boolean
  #connected: Connected | undefined

  constructor(options: { url: string; pgbouncer: boolean; logger: Logger }) {
    this.#url = options.url
    this.#named = !options.pgbouncer
    this.#logger = options.logger
  }

  /** Commits all of the statements or none. Rejects also when the outcome is unknown. */
  async transact(statements: Statement[]): Promise<void> {
    const connected = this.#connected ?? (await this.#open())
    const send: Statement[] = [
      { text: 'BEGIN' },
      AS_WORKER,
      ...statements.map(({ name, text, values }) => ({
        ...(this.#named && name && { name }),
        text,
        ...(values && { values }),
      })),
      { text: 'COMMIT' },
    ]
    const outcomes = await inTime(connected, async () => {
      const cork = new Cork(connected.client)
      cork.hold()
      const answers = Promise.allSettled(
        send.map(async (statement) => await ask(connected.client, statement)),
      )
      cork.letGo()
      return await answers
    })
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (!failure) return
    // Whatever the database itself did not say leaves the connection in doubt.
    if (!(failure.reason instanceof pg.DatabaseError) || this.isUnavailable(failure.reason))
      this.#drop(connected)
    throw failure.reason
  }

  /** True when the failure says nothing about the statements: the connection or the server is gone. */
  isUnavailable(error: unknown): boolean {
    return isTransient(error)
  }

  async close(): Promise<void> {
    await this.#connected?.client.end().catch(() => undefined)
    this.#connected = undefined
  }

  async #open(): Promise<Connected> {
    const socket = new Socket()
    const client = new pg.Client({
      connectionString: this.#url,
      pipeline: true,
      connectionTimeoutMillis: ANSWER_WITHIN,
      stream: () => socket,
    })
    const connected = { client, socket }
    client.on('error', (error) => {
      this.#logger.warn({ err: error }, 'the connection that accepts webhooks ended')
      this.#drop(connected)
    })
    await client.connect()
    this.#connected = connected
    return connected
  }

  #drop(connected: Connected): void {
    if (this.#connected === connected) this.#connected = undefined
    connected.client.end().catch(() => undefined)
  }
}

/** Ends the connection, and with it all that waits for its answers, when they do not come in time. */
async function inTime<T>({ socket }: Connected, work: () => Promise<T>): Promise<T> {
  const patience = setTimeout(() => {
    socket.destroy(new Error(`timeout exceeded: the database did not answer within ${ANSWER_WITHIN} ms`))
  }, ANSWER_WITHIN)
  try {
    return await work()
  } finally {
    clearTimeout(patience)
  }
}
