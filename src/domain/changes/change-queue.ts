import type { LoggedChange } from './change.ts'
import type { TailListener } from './project-tail.ts'

/** Past this many the queue gives up, and its reader goes on from the change log at its own pace. */
const MOST_WAITING = 1024

/** What a queue has for its reader. */
export type Next = LoggedChange[] | 'quiet' | 'overflowed' | 'closed'

/** Changes on their way to one subscriber: filled by the tail, emptied by the reader, never without bound. */
export class ChangeQueue {
  readonly listener: TailListener
  #waiting: LoggedChange[] = []
  #overflowed = false
  #closed = false
  #wake: (() => void) | undefined
  #leave: (() => void) | undefined

  /** `leave` is called once: when the queue overflows or its reader goes. */
  constructor(leave: (listener: TailListener) => void) {
    this.listener = (changes) => this.#push(changes)
    this.#leave = () => {
      this.#leave = undefined
      leave(this.listener)
    }
  }

  /** All changes that wait, or `quiet` when none came within `patience` milliseconds. */
  async next(patience: number): Promise<Next> {
    const deadline = Date.now() + patience
    for (;;) {
      if (this.#closed) return 'closed'
      if (this.#waiting.length > 0) return this.#waiting.splice(0)
      if (this.#overflowed) return 'overflowed'
      if (Date.now() >= deadline) return 'quiet'
      await this.#sleep(deadline - Date.now())
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#waiting = []
    this.#leave?.()
    this.#wake?.()
  }

  #push(changes: readonly LoggedChange[]): void {
    if (this.#waiting.length + changes.length > MOST_WAITING) {
      this.#overflowed = true
      this.#leave?.()
    } else this.#waiting.push(...changes)
    this.#wake?.()
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      // First a name: V8 makes function literals that are assigned to a property in the old generation, where they
      // keep what the waiting reader holds until the next full collection (src/infra/ask.ts).
      const wake = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
      this.#wake = wake
    })
  }
}
