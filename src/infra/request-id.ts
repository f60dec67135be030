import { AsyncLocalStorage } from 'node:async_hooks'
import { newId } from './uuid.ts'

const storage = new AsyncLocalStorage<string>()

/** What a proxy in front may name a request: anything else could be forged lines in a log. */
const GIVEN = /^[\w.:-]{8,128}$/

/** The id that a proxy gave the request, if it is one; else a new one. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && GIVEN.test(header) ? header : newId()
}

/** Whatever runs inside, log lines included, belongs to the request. */
export function withinRequest<T>(requestId: string, run: () => T): T {
  return storage.run(requestId, run)
}

/** The request that the code at hand runs for; undefined outside of any. */
export function currentRequestId(): string | undefined {
  return storage.getStore()
}
