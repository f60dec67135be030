import type { Channel } from '../../channels/channel.ts'
import type { NativeRequest } from '../../channels/outbound.ts'
import type { Permit, Rate, Rates } from '../../infra/rates.ts'

/** Whom a send counts for. */
export interface SendsTo {
  channel: Channel
  platformId: string
  conversationId: string
  isGroup: boolean
  request: NativeRequest
  /** Set lower than the network's own by the platform's owner. */
  accountRate: Rate | null
}

/** `waitMs`: send after so long. `retryInMs`: ask again after so long; nothing was taken. */
export type Pace = { waitMs: number } | { retryInMs: number }

/**
 * Takes one send from the limits of the recipient, of its kind and of the account. The account's are spread evenly over
 * their span, the n-th send of a span waiting for its n-th part, so that no second of any alignment holds more than the
 * limit; a recipient's few may come at once.
 */
export async function paceSend(rates: Rates, sends: SendsTo): Promise<Pace> {
  const { channel, platformId, conversationId, isGroup, request } = sends
  const { limits, kindLimits } = channel.outbound ?? {}
  if (!limits) return { waitMs: 0 }
  const own = isGroup ? (limits.group ?? limits.recipient) : limits.recipient
  return await takeAll(rates, [
    ...(own ? [{ key: `${platformId}:${conversationId}`, rate: own, isSpread: false }] : []),
    ...(kindLimits?.(request) ?? []).map(({ name, rate }) => ({
      key: `${platformId}:${name}`,
      ...parted(rate),
    })),
    { key: platformId, rate: narrowed(lower(limits.account, sends.accountRate)), isSpread: true },
  ])
}

interface Budget {
  key: string
  rate: Rate
  /** Over its span, instead of all at once. */
  isSpread: boolean
}

/** All of them, or none: what was taken before a refusal is given back. */
async function takeAll(rates: Rates, budgets: readonly Budget[]): Promise<Pace> {
  let waitMs = 0
  for (const [index, { key, rate, isSpread }] of budgets.entries()) {
    const permit = await rates.take(key, rate)
    if (!permit.granted) {
      for (const taken of budgets.slice(0, index)) await rates.giveBack(taken.key, taken.rate)
      return permit
    }
    if (isSpread) waitMs = Math.max(waitMs, waitOf(permit, rate))
  }
  return { waitMs }
}

/** Of a long span, such as an hour. */
const PIECES = 12

/**
 * What is limited by the hour may come many at once, in a piece of it: as many that no hour of any alignment, which
 * touches one piece more than it has, holds more than the limit.
 */
function parted({ points, seconds }: Rate): Pick<Budget, 'rate' | 'isSpread'> {
  if (seconds < PIECES) return { rate: narrowed({ points, seconds }), isSpread: true }
  const rate = {
    points: Math.max(1, Math.floor(points / (PIECES + 1))),
    seconds: Math.ceil(seconds / PIECES),
  }
  return { rate, isSpread: false }
}

/** The same rate over a span so short that its last send can be waited for: ten a minute are one in six seconds. */
function narrowed({ points, seconds }: Rate): Rate {
  if (seconds <= 1) return { points, seconds }
  return points > seconds
    ? { points: Math.floor(points / seconds), seconds: 1 }
    : { points: 1, seconds: Math.ceil(seconds / points) }
}

function lower(limit: Rate, wanted: Rate | null): Rate {
  if (!wanted) return limit
  return wanted.points / wanted.seconds < limit.points / limit.seconds ? wanted : limit
}

function waitOf(
  { before, elapsedMs }: Extract<Permit, { granted: true }>,
  { points, seconds }: Rate,
): number {
  return Math.max(0, (before * seconds * 1000) / points - elapsedMs)
}
