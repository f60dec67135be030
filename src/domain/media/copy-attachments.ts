import { inBackground } from '../../infra/background.ts'
import type { Database } from '../../infra/database.ts'
import { unlessDeadlocked } from '../../infra/database-errors.ts'
import type { Logger } from '../../infra/logger.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import { type CopyTask, claimCopies, LEASE_SECONDS, releaseClaim, renewClaim } from './copy-claims.ts'
import { type CopyFileDependencies, copyFile } from './copy-file.ts'
import { type CopyOutcome, MOST_TRIES, planCopy } from './copy-plan.ts'
import { FileSwept, settleCopy } from './copy-settle.ts'
import { StorageFailed } from './stored-file.ts'

export interface CopyDependencies extends CopyFileDependencies {
  database: Database
  wakeUps: WakeUps
  logger: Logger
}

/** Files that one process copies at the same time: each is a connection and a file being written. */
const MOST_COPIES = 6
/** How often those are looked for that are due and that nobody told of: retries, dead workers. */
const LOOK_EVERY_MS = 1000
const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3

/** Copies what customers sent into our storage while the networks still have it. */
export class Copying {
  readonly #deps: CopyDependencies
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #again = false

  constructor(deps: CopyDependencies) {
    this.#deps = deps
    this.#lookLater()
  }

  /** There may be something to copy. */
  wake(): void {
    if (this.#stopping.signal.aborted) return
    if (this.#looking !== undefined) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#looking = inBackground(() => this.#look()).finally(() => {
      this.#looking = undefined
      if (!this.#again) return this.#lookLater()
      this.#again = false
      this.wake()
    })
  }

  /** Takes nothing new and gives back what is under way: another process begins it again. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    await this.#looking
    await Promise.all(this.#running)
  }

  #lookLater(): void {
    if (this.#stopping.signal.aborted) return
    this.#timer = setTimeout(() => this.wake(), LOOK_EVERY_MS)
  }

  async #look(): Promise<void> {
    const free = MOST_COPIES - this.#running.size
    if (free <= 0) return
    try {
      const tasks = await this.#deps.database.worker((transaction) => claimCopies(transaction, free))
      for (const task of tasks) this.#start(task)
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'files that are to be copied could not be looked for')
    }
  }

  #start(task: CopyTask): void {
    const work = this.#work(task).finally(() => {
      this.#running.delete(work)
      // The next one, without waiting for the clock.
      this.wake()
    })
    this.#running.add(work)
  }

  async #work(task: CopyTask): Promise<void> {
    const { id: attachmentId, network } = task
    const log = this.#deps.logger.child({ attachmentId, network, tries: task.tries })
    const started = performance.now()
    const lease = new Lease(this.#deps.database, task, this.#stopping.signal)
    try {
      const outcome = await this.#copy(task, lease.signal)
      if (this.#stopping.signal.aborted && outcome.kind === 'again') return await this.#giveBack(task)
      const kind = await this.#settle(task, outcome)
      const reason = 'reason' in outcome ? outcome.reason : undefined
      log.debug({ kind, reason, ms: Math.round(performance.now() - started) }, 'a file was copied, or not')
    } catch (error) {
      // Due again when the lease ends.
      log.warn({ err: error }, 'a file could not be copied; it is found again')
    } finally {
      lease.end()
    }
  }

  async #copy(task: CopyTask, signal: AbortSignal): Promise<CopyOutcome> {
    // It was begun too often without coming to an end: whatever it is, it brings workers down.
    if (task.tries > MOST_TRIES) return { kind: 'again', reason: 'No try came to an end.', afterMs: 0 }
    try {
      return await copyFile(this.#deps, task, signal)
    } catch (error) {
      if (!signal.aborted)
        this.#deps.logger.warn({ err: error, attachmentId: task.id }, 'a file could not be stored')
      const reason = 'It could not be stored; the log says more.'
      return error instanceof StorageFailed && !signal.aborted
        ? { kind: 'hindered', reason }
        : { kind: 'again', reason, afterMs: 0 }
    }
  }

  async #settle(task: CopyTask, outcome: CopyOutcome): Promise<string> {
    const plan = planCopy(outcome, task.tries, Math.random())
    try {
      const { database, wakeUps } = this.#deps
      const counted = await unlessDeadlocked(() =>
        database.worker((transaction) => settleCopy(transaction, task, plan)),
      )
      if (counted && plan.kind !== 'again') wakeUps.wake(task.projectId)
      return counted ? plan.kind : 'gone'
    } catch (error) {
      if (!(error instanceof FileSwept)) throw error
      return await this.#settle(task, { kind: 'again', reason: error.message, afterMs: 0 })
    }
  }

  async #giveBack(task: CopyTask): Promise<void> {
    await this.#deps.database.worker(async (transaction) => releaseClaim(transaction, task))
  }
}

/** Tells others that this worker lives, and the worker when there is nothing left to copy for. */
class Lease {
  readonly signal: AbortSignal
  readonly #lost = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(database: Database, task: CopyTask, stopping: AbortSignal) {
    this.signal = AbortSignal.any([stopping, this.#lost.signal])
    this.#timer = setInterval(() => {
      database
        .worker((transaction) => renewClaim(transaction, task))
        .then((holds) => holds || this.#lost.abort())
        // The next one may reach the database; if none does, the lease runs out.
        .catch(() => undefined)
    }, RENEW_EVERY_MS)
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
