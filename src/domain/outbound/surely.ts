import { setTimeout as delay } from 'node:timers/promises'
import { isTransient } from '../../infra/database-errors.ts'
import type { Logger } from '../../infra/logger.ts'
import { LEASE_SECONDS } from './lanes.ts'

const SETTLE_AGAIN_MS = 200

/** What came of a call is known here alone: it is written down even if the database is away for a moment. */
export async function surely<T>({ logger }: { logger: Logger }, write: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + (LEASE_SECONDS * 1000) / 2
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!isTransient(error) || Date.now() > deadline) throw error
      logger.warn({ err: error }, 'what came of a call could not be written down; trying again')
      await delay(SETTLE_AGAIN_MS)
    }
  }
}
