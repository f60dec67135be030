import { inBackground } from '../../infra/background.ts'
import type { DeliverDependencies } from './deliver-dependencies.ts'
import { deliverLane } from './deliver-lane.ts'
import { dueLanes, type Lane, putOff } from './lanes.ts'
import { releaseScheduled } from './release-scheduled.ts'

/** Lanes that one process works on at the same time: each waits for a network most of the time. */
const MOST_LANES = 64
/** How often lanes are looked for that are due and that nobody woke: retries, limits, dead workers. */
const LOOK_EVERY_MS = 1000
/** Before a lane that failed is looked at again. */
const PUT_OFF_MS = 10_000
/** A moment that is nearer than this is waited for here; later ones are found by looking. */
const NEAR_MS = 2000

const nameOf = ({ projectId, conversationId }: Lane) => `${projectId} ${conversationId}`

/** Sends what is due in this process: lanes that it is told of, and those it finds. */
export class Delivery {
  readonly #deps: DeliverDependencies
  readonly #waiting = new Map<string, Lane>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #again = new Set<string>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #looking: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(deps: DeliverDependencies) {
    this.#deps = deps
    this.#lookLater()
  }

  /** There may be something to send in the lane. */
  wake(lane: Lane): void {
    if (this.#stopped) return
    const name = nameOf(lane)
    if (this.#running.has(name)) this.#again.add(name)
    else this.#waiting.set(name, lane)
    inBackground(() => this.#start())
  }

  /** Takes nothing new and waits for the calls under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#waiting.clear()
    await this.#looking
    await Promise.all(this.#running.values())
  }

  #start(): void {
    for (const [name, lane] of this.#waiting) {
      if (this.#running.size >= MOST_LANES) return
      this.#waiting.delete(name)
      this.#running.set(name, this.#work(name, lane))
    }
  }

  async #work(name: string, lane: Lane): Promise<void> {
    try {
      const { dueAt } = await deliverLane(this.#deps, lane, () => this.#stopped)
      if (dueAt) this.#wakeAt(lane, dueAt)
    } catch (error) {
      this.#deps.logger.warn({ err: error, ...lane }, 'a lane could not be worked on; it is found again')
      await this.#putOff(lane)
    } finally {
      this.#running.delete(name)
      if (this.#again.delete(name) && !this.#stopped) this.#waiting.set(name, lane)
      this.#start()
    }
  }

  #wakeAt(lane: Lane, at: Date): void {
    const inMs = at.getTime() - Date.now()
    if (inMs < NEAR_MS) this.#after(Math.max(0, inMs), () => this.wake(lane))
  }

  /** One that fails again and again must not stand before all others that are due. */
  async #putOff(lane: Lane): Promise<void> {
    const dueAt = new Date(Date.now() + PUT_OFF_MS)
    await this.#deps.database
      .worker(async (transaction) => putOff(transaction, lane, dueAt))
      .catch((error: unknown) => this.#deps.logger.debug({ err: error }, 'a lane could not be put off'))
  }

  #lookLater(): void {
    this.#after(LOOK_EVERY_MS, () => {
      this.#looking = this.#release().then(() => this.#look())
    })
  }

  async #release(): Promise<void> {
    try {
      await releaseScheduled(this.#deps, () => this.#stopped)
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'scheduled messages could not be released')
    }
  }

  async #look(): Promise<void> {
    try {
      const free = MOST_LANES - this.#running.size
      const lanes = free > 0 ? await dueLanes(this.#deps.database, free) : []
      for (const lane of lanes) if (!this.#running.has(nameOf(lane))) this.wake(lane)
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'lanes that are due could not be looked for')
    } finally {
      if (!this.#stopped) this.#lookLater()
    }
  }

  #after(ms: number, run: () => void): void {
    if (this.#stopped) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
  }
}
