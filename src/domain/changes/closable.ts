import type { Feed } from './change.ts'

/** What a feed's generator shares with its reader. */
export interface FeedHandle<T> {
  /** Registers what ends the wait that the generator is about to begin. */
  onClose(close: () => void): void
  /** Items that were read and not yet given: the generator gives them first. */
  readonly waiting: T[]
}

/**
 * An async generator that can be ended while it waits, and asked for what it holds. `return()` of a plain one
 * stays queued behind the wait, which for a quiet subscription is for ever.
 */
export function closable<T>(start: (handle: FeedHandle<T>) => AsyncGenerator<T, void, undefined>): Feed<T> {
  let close: (() => void) | undefined
  let closed = false
  const waiting: T[] = []
  const onClose = (wanted: () => void) => {
    close = wanted
    if (closed) wanted()
  }
  const generator = start({ onClose, waiting })
  const end = () => {
    closed = true
    waiting.length = 0
    close?.()
  }
  return {
    next: () => generator.next(),
    return: () => {
      end()
      return generator.return()
    },
    throw: (error) => {
      end()
      return generator.throw(error)
    },
    ready: (most) => waiting.splice(0, most),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
