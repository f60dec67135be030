import { inBackground } from '../../infra/background.ts'
import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import type { LoggedChange } from './change.ts'
import { readChanges } from './read-changes.ts'

const PAGE = 1000

/** Hears every change of the project after the position it was given when it joined. */
export type TailListener = (changes: readonly LoggedChange[]) => void

/**
 * Follows one project's change log for all subscribers of this process: PostgreSQL is read once per change and
 * not once per subscriber. Reads again whenever it is woken; what this process wrote itself it is given.
 */
export class ProjectTail {
  readonly listeners = new Set<TailListener>()
  #position: number
  #reading = false
  #again = false
  readonly #projectId: string
  readonly #database: Database
  readonly #logger: Logger

  constructor(projectId: string, position: number, database: Database, logger: Logger) {
    this.#projectId = projectId
    this.#position = position
    this.#database = database
    this.#logger = logger
  }

  /** Everything up to here was given to the listeners. */
  get position(): number {
    return this.#position
  }

  /** `upTo`: where the log stands, if that is known. */
  wake(upTo?: number): void {
    if (upTo !== undefined && upTo <= this.#position) return
    this.#again = true
    if (!this.#reading) void inBackground(() => this.#read())
  }

  /**
   * Changes that were just committed. Taken only if they are the very next: positions are dense and in the order of
   * commit, so nothing lies between. Otherwise, and of more than the listeners hold, the wake-up that follows makes
   * the tail read.
   */
  give(changes: readonly LoggedChange[]): void {
    if (this.#reading || changes.length > PAGE || changes[0]?.position !== this.#position + 1) return
    this.#tell(changes)
  }

  #tell(changes: readonly LoggedChange[]): void {
    this.#position = changes.at(-1)?.position ?? this.#position
    for (const listener of this.listeners) listener(changes)
  }

  async #read(): Promise<void> {
    this.#reading = true
    try {
      while (this.#again) {
        this.#again = false
        const changes = await readChanges(this.#database, this.#projectId, this.#position, PAGE)
        if (changes.length === PAGE) this.#again = true
        if (changes.length > 0) this.#tell(changes)
      }
    } catch (error) {
      // Nothing is lost: the position stands, and the tail is woken again within a second.
      this.#logger.warn(
        { err: error, projectId: this.#projectId },
        'the change log could not be read; trying again',
      )
    } finally {
      this.#reading = false
    }
  }
}
