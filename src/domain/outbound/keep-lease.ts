import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import { type Lane, LEASE_SECONDS, renewLease } from './lanes.ts'

const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 4

/**
 * Holds the lane while a file goes out, which takes longer than a lease. The signal ends the call when another
 * worker has the lane, and when `isStopping` says so: `Symbol.asyncDispose` ends the holding.
 */
export function keepLease(
  { database, logger }: { database: Database; logger: Logger },
  lane: Lane,
  owner: string,
  isStopping: () => boolean = () => false,
): AsyncDisposable & { signal: AbortSignal } {
  const lost = new AbortController()
  let renewing: Promise<void> = Promise.resolve()
  let nextAt = Date.now() + RENEW_EVERY_MS
  const renew = async () => {
    try {
      const isOurs = await database.worker((transaction) => renewLease(transaction, lane, owner))
      if (!isOurs) lost.abort(new Error('another worker has the lane'))
    } catch (error) {
      logger.debug({ err: error }, 'a lease could not be renewed; trying again')
    }
  }
  const timer = setInterval(() => {
    if (isStopping()) lost.abort(new Error('stopping'))
    if (Date.now() < nextAt) return
    nextAt = Date.now() + RENEW_EVERY_MS
    renewing = renewing.then(renew)
  }, 250)
  return {
    signal: lost.signal,
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      await renewing
    },
  }
}
