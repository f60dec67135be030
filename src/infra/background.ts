import { AsyncLocalStorage } from 'node:async_hooks'

const nowhere = AsyncLocalStorage.snapshot()

/**
 * Runs work that belongs to no request, whoever happens to set it going: a loop that a request woke would else name
 * that request in its log lines, and write into its audit entry, for as long as it runs.
 */
export function inBackground<T>(run: () => T): T {
  return nowhere(run)
}
