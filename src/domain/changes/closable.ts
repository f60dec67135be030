/**
 * An async generator that can be ended while it waits. `return()` of a plain one stays queued behind the wait,
 * which for a quiet subscription is for ever. `start` registers what ends its waits.
 */
export function closable<T>(
  start: (onClose: (close: () => void) => void) => AsyncGenerator<T, void, undefined>,
): AsyncIterableIterator<T, void, undefined> {
  let close: (() => void) | undefined
  let closed = false
  const generator = start((wanted) => {
    close = wanted
    if (closed) wanted()
  })
  const end = () => {
    closed = true
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
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
