import { Redis } from 'ioredis'
import pg from 'pg'
import {
  type RateLimiterAbstract,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import type { Logger } from './logger.ts'

/** `points` in each span of `seconds`. */
export interface Rate {
  points: number
  seconds: number
}

/** What came of asking for one point. */
export type Permit =
  /** Granted: how many were taken in this span before, and how long the span has been running, ms. */
  | { granted: true; before: number; elapsedMs: number }
  /** The span is used up. */
  | { granted: false; retryInMs: number }

/** Counts over all processes: in Redis where there is one, else in PostgreSQL. */
export interface Rates {
  take(key: string, rate: Rate): Promise<Permit>
  /** A point that was granted and not used. */
  giveBack(key: string, rate: Rate): Promise<void>
  /** Removes counters of spans that are over, and tells how many. Redis does so by itself. */
  forgetPast(now: Date): Promise<number>
  close(): Promise<void>
}

/** What differs from one place of the counters to another. */
interface Counters {
  make(rate: Rate): RateLimiterAbstract
  forgetPast(now: Date): Promise<number>
  close(): Promise<void>
}

export interface RatesOptions {
  redisUrl: string | undefined
  databaseUrl: string
  logger: Logger
}

export function openRates({ redisUrl, databaseUrl, logger }: RatesOptions): Rates {
  return redisUrl ? redisRates(redisUrl, logger) : postgresRates(databaseUrl, logger)
}

function redisRates(url: string, logger: Logger): Rates {
  // An outage is told after one try, and the lane comes again: commands must not pile up in memory.
  const client = new Redis(url, { maxRetriesPerRequest: 1 })
  client.on('error', (error) => logger.warn({ err: error }, 'the sending limits cannot reach Redis'))
  const counters: Counters = {
    make: ({ points, seconds }) =>
      new RateLimiterRedis({
        storeClient: client,
        points,
        duration: seconds,
        keyPrefix: `parley:rate:${points}/${seconds}`,
      }),
    forgetPast: async () => 0,
    close: async () => void client.disconnect(),
  }
  return limitersOf(counters, logger)
}

function postgresRates(url: string, logger: Logger): Rates {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle connection of the sending limits ended'))
  const counters: Counters = {
    make: ({ points, seconds }) =>
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: 'send_rates',
        tableCreated: true,
        points,
        duration: seconds,
        keyPrefix: `${points}/${seconds}`,
        // By a job instead: a timer of each process would do it as often as there are processes.
        clearExpiredByTimeout: false,
      }),
    forgetPast: async (now) =>
      (await pool.query('DELETE FROM send_rates WHERE expire < $1', [now.getTime() - KEPT_MS])).rowCount ?? 0,
    close: () => pool.end(),
  }
  return limitersOf(counters, logger)
}

const UNCOUNTED_RETRY_MS = 1000
/** Clocks of machines differ: nobody still counts in a span that ended this long ago. */
const KEPT_MS = 60_000

function limitersOf({ make, forgetPast, close }: Counters, logger: Logger): Rates {
  const limiters = new Map<string, RateLimiterAbstract>()
  const limiterOf = (rate: Rate): RateLimiterAbstract => {
    const name = `${rate.points}/${rate.seconds}`
    const limiter = limiters.get(name) ?? make(rate)
    limiters.set(name, limiter)
    return limiter
  }
  return {
    giveBack: async (key, rate) => {
      await limiterOf(rate).reward(key)
    },
    take: async (key, rate) => {
      const limiter = limiterOf(rate)
      try {
        const { consumedPoints, msBeforeNext } = await limiter.consume(key)
        const elapsedMs = Math.max(0, rate.seconds * 1000 - msBeforeNext)
        return { granted: true, before: consumedPoints - 1, elapsedMs }
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes)
          return { granted: false, retryInMs: Math.max(1, refusal.msBeforeNext) }
        // Without its counters a limit cannot be kept: nothing is sent until they are back.
        logger.warn({ err: refusal }, 'the sending limits cannot be counted; trying again')
        return { granted: false, retryInMs: UNCOUNTED_RETRY_MS }
      }
    },
    forgetPast,
    close,
  }
}
