import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import { NOBODY, type Principal } from './principal.ts'

const EVERY_MS = 10_000

/** Notes who was here, off the way of their requests and at most once a minute for each. Lost at kill -9, which is fine. */
export class LastUse {
  readonly #database: Database
  readonly #logger: Logger
  readonly #timer: NodeJS.Timeout
  #keys = new Set<string>()
  #members = new Set<string>()

  constructor(database: Database, logger: Logger, everyMs = EVERY_MS) {
    this.#database = database
    this.#logger = logger
    this.#timer = setInterval(() => void this.flush(), everyMs)
    this.#timer.unref()
  }

  note({ kind, id }: Principal): void {
    if (kind === 'API_KEY') this.#keys.add(id)
    if (kind === 'MEMBER' && id !== NOBODY) this.#members.add(id)
  }

  async flush(): Promise<void> {
    const values = [[...this.#keys], [...this.#members]]
    if (this.#keys.size + this.#members.size === 0) return
    this.#keys = new Set()
    this.#members = new Set()
    try {
      await this.#database.anonymous({ text: 'SELECT note_use($1::uuid[], $2::uuid[])', values })
    } catch (error) {
      this.#logger.warn({ err: error }, 'the last use of keys could not be noted')
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }
}
