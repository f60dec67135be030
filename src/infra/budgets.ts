import { Redis } from 'ioredis'
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import type { Logger } from './logger.ts'

/** Points that may be spent in each span. */
export interface Budget {
  points: number
  seconds: number
}

/** What is left of a budget after asking for some of it. */
export interface Spending {
  granted: boolean
  limit: number
  remaining: number
  /** Milliseconds until the span ends and the budget is whole again. */
  resetMs: number
}

/** Budgets of many holders. Where a limit protects us and no one else, a lost counter must refuse nobody. */
export interface Budgets {
  spend(holder: string, points: number): Promise<Spending>
}

export interface BudgetsOptions {
  /** Tells these budgets from others in the same Redis. */
  name: string
  budget: Budget
  /** Shared by all processes; absent: each process counts for itself. */
  redis?: Redis | undefined
}

/** A connection for budgets: an outage is told at once, and the memory of the process counts meanwhile. */
export function budgetsRedis(url: string, logger: Logger): Redis {
  const client = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false })
  client.on('error', (error) => logger.warn({ err: error }, 'the request limits cannot reach Redis'))
  return client
}

export function openBudgets({ name, budget, redis }: BudgetsOptions): Budgets {
  const { points, seconds: duration } = budget
  const memory = new RateLimiterMemory({ points, duration })
  const limiter: RateLimiterAbstract = redis
    ? new RateLimiterRedis({
        storeClient: redis,
        points,
        duration,
        keyPrefix: `parley:budget:${name}:${points}/${duration}`,
        insuranceLimiter: memory,
      })
    : memory
  return {
    spend: async (holder, asked) => spending(points, await take(limiter, holder, asked)),
  }
}

async function take(limiter: RateLimiterAbstract, holder: string, points: number) {
  try {
    return { granted: true, state: await limiter.consume(holder, points) }
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return { granted: false, state: refusal }
    throw refusal
  }
}

function spending(limit: number, { granted, state }: { granted: boolean; state: RateLimiterRes }): Spending {
  return {
    granted,
    limit,
    remaining: granted ? Math.max(0, state.remainingPoints) : 0,
    resetMs: Math.max(1, state.msBeforeNext),
  }
}
