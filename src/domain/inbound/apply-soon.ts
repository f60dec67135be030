import { type ApplyDependencies, applyEvents } from './apply-events.ts'

/** Projects applied at the same time; the others wait for a place. */
const MOST_AT_ONCE = 4

interface Due {
  eventIds: string[]
}

/**
 * Applies what this process has just accepted, without the way through the queue: in a process that both accepts
 * and applies, the job of a flush is the safety net and not the way. Whatever is missed here, as by a kill, the
 * job finds a moment later.
 */
export class ApplySoon {
  readonly #deps: ApplyDependencies
  readonly #due = new Map<string, Due>()
  readonly #running = new Map<string, Promise<void>>()

  constructor(deps: ApplyDependencies) {
    this.#deps = deps
  }

  /** Events of a project were committed. */
  accepted(projectId: string, eventIds: readonly string[]): void {
    const first = eventIds[0]
    if (first === undefined) return
    const due = this.#due.get(projectId)
    if (due) due.eventIds.push(first)
    else this.#due.set(projectId, { eventIds: [first] })
    this.#start()
  }

  /** Waits for what is under way. */
  async drain(): Promise<void> {
    this.#due.clear()
    await Promise.all(this.#running.values())
  }

  #start(): void {
    for (const [projectId, { eventIds }] of this.#due) {
      if (this.#running.size >= MOST_AT_ONCE) return
      if (this.#running.has(projectId)) continue
      this.#due.delete(projectId)
      this.#running.set(projectId, this.#apply(projectId, eventIds))
    }
  }

  async #apply(projectId: string, eventIds: string[]): Promise<void> {
    try {
      const isMoreDue = await applyEvents(this.#deps, projectId, eventIds)
      if (isMoreDue && !this.#due.has(projectId)) this.#due.set(projectId, { eventIds })
    } catch (error) {
      this.#deps.logger.warn({ err: error, projectId }, 'events could not be applied at once; their job will')
    } finally {
      this.#running.delete(projectId)
      this.#start()
    }
  }
}
