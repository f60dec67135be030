import { type Account, perAccount, type Rate } from './network.ts'

interface Bucket {
  points: number
  at: number
}

/** Recipients come and go; a bucket that was dropped is a full one. */
const MAX_BUCKETS = 10_000

const bucketsOf = perAccount(() => new Map<string, Bucket>())

/**
 * Takes a point from a bucket that holds `rate.points` and fills up evenly within `rate.seconds`: so
 * `{ points: 45, seconds: 270 }` is WhatsApp's "one message in 6 seconds, bursts of 45". Answers the seconds to
 * wait when it is empty, null when there was a point.
 */
export function takePoint(account: Account, key: string, rate: Rate, now: number): number | null {
  const buckets = bucketsOf(account)
  const before = buckets.get(key) ?? { points: rate.points, at: now }
  const perMs = rate.points / (rate.seconds * 1000)
  const points = Math.min(rate.points, before.points + (now - before.at) * perMs)
  const isEmpty = points < 1
  buckets.delete(key)
  buckets.set(key, { points: isEmpty ? points : points - 1, at: now })
  const oldest = buckets.keys().next().value
  if (buckets.size > MAX_BUCKETS && oldest !== undefined) buckets.delete(oldest)
  return isEmpty ? (1 - points) / perMs / 1000 : null
}
