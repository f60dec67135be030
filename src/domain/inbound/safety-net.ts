/** When a job that is a safety net looks for what should have been applied long ago, seconds. */
export const SAFETY_NET_SECONDS = 3

/** A job must begin well after the commit of whatever relies on it, ms. */
const MARGIN_MS = 1000

/**
 * Which projects have a committed job under them that is still to come. Such a job takes whatever is due when it
 * runs, so that the flushes of one busy second need one and not hundreds.
 */
export class SafetyNet {
  readonly #dueAt = new Map<string, number>()

  holds(projectId: string, now = Date.now()): boolean {
    return (this.#dueAt.get(projectId) ?? 0) - now > MARGIN_MS
  }

  /** A job was committed, queued no earlier than `queuedAt`. */
  spread(projectId: string, queuedAt: number): void {
    if (this.#dueAt.size > 10_000) this.#dueAt.clear()
    this.#dueAt.set(projectId, queuedAt + SAFETY_NET_SECONDS * 1000)
  }
}
