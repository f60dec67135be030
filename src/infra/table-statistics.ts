import type { Database } from './database.ts'
import type { Logger } from './logger.ts'

/** How often tables are looked at, ms: a looking costs less than a millisecond. */
const EVERY_MS = 1000

/**
 * Tables that grew fourfold since their statistics were taken, up to where autovacuum is soon enough: it looks once
 * a minute, and a new database, or a month's new partition, takes its first ten thousand rows before that. A table
 * without statistics is believed to hold a row or two of each project, so that any index which begins with the
 * project looks as good as the right one, and each look-up reads all that the project has.
 */
const GROWN = `
SELECT quote_ident(s.nspname) || '.' || quote_ident(t.relname) AS name
FROM pg_class t JOIN pg_namespace s ON s.oid = t.relnamespace,
  LATERAL (SELECT pg_relation_size(t.oid) / current_setting('block_size')::int AS pages) size
WHERE s.nspname = current_schema() AND t.relkind = 'r'
  AND size.pages BETWEEN 16 AND 4096 AND size.pages >= 4 * greatest(t.relpages, 4)`

/** Enough to tell few from many; what autovacuum takes later is finer. */
const SAMPLE = 'SET LOCAL default_statistics_target = 10'

/** Keeps the planner's idea of young tables near the truth. */
export class TableStatistics {
  readonly #database: Database
  readonly #logger: Logger
  readonly #timer: NodeJS.Timeout
  #underWay: Promise<void> | undefined

  constructor(database: Database, logger: Logger) {
    this.#database = database
    this.#logger = logger
    this.#timer = setInterval(() => {
      this.#underWay ??= this.#lookQuietly().finally(() => {
        this.#underWay = undefined
      })
    }, EVERY_MS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#underWay
  }

  /** Returns the tables of which statistics were taken. */
  async look(): Promise<string[]> {
    const rows = await this.#database.owner<{ name: string }>([{ name: 'grown-tables', text: GROWN }])
    const names = rows.map(({ name }) => name)
    // Another process may be at it.
    if (names.length > 0)
      await this.#database.owner([{ text: SAMPLE }, { text: `ANALYZE (SKIP_LOCKED) ${names.join(', ')}` }])
    return names
  }

  async #lookQuietly(): Promise<void> {
    try {
      const tables = await this.look()
      if (tables.length > 0) this.#logger.debug({ tables }, 'statistics of grown tables were taken')
    } catch (error) {
      this.#logger.warn({ err: error }, 'statistics of grown tables could not be taken; trying again')
    }
  }
}
