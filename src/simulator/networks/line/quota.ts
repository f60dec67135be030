/**
 * Messages of the month: developers.line.biz/en/reference/messaging-api/#get-quota. Only pushes count, each
 * recipient once per call however many message objects it has; replies are free.
 */
import { type Account, perAccount } from '../../network.ts'
import { answer, refused } from './refusals.ts'
import type { LineRequest } from './request.ts'

const usage = perAccount(() => ({ month: '', used: 0 }))

function usedThisMonth(account: Account, now: number): number {
  const held = usage(account)
  const month = monthOf(now)
  if (held.month !== month) Object.assign(held, { month, used: 0 })
  return held.used
}

/** Months of the platform's home, as in LINE's documents: UTC+9. */
function monthOf(now: number): string {
  return new Date(now + 9 * 3_600_000).toISOString().slice(0, 7)
}

export function requireQuota(account: Account, now: number): void {
  const { quota } = account.rates
  if (quota !== undefined && usedThisMonth(account, now) >= quota) {
    throw refused(429, 'You have reached your monthly limit.')
  }
}

export function countPush(account: Account, now: number): void {
  usedThisMonth(account, now)
  usage(account).used += 1
}

export function readQuota({ account }: LineRequest) {
  const { quota } = account.rates
  return { answer: answer(200, quota === undefined ? { type: 'none' } : { type: 'limited', value: quota }) }
}

export function readConsumption({ account, world }: LineRequest) {
  return { answer: answer(200, { totalUsage: usedThisMonth(account, world.now()) }) }
}
