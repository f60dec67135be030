import type { Channel } from '../../channels/channel.ts'
import type { Permit, Rate, Rates } from '../../infra/rates.ts'

/** Whom a send counts for. */
export interface SendsTo {
  channel: Channel
  platformId: string
  conversationId: string
  isGroup: boolean
  /** Set lower than the network's own by the platform's owner. */
  accountRate: Rate | null
}

/** `waitMs`: send after so long. `retryInMs`: ask again after so long; nothing was taken. */
export type Pace = { waitMs: number } | { retryInMs: number }

/**
 * Takes one send from the limits of the recipient and of the account. The account's are spread evenly over their
 * span, the n-th send of a span waiting for its n-th part, so that no second of any alignment holds more than the
 * limit; a recipient's few may come at once.
 */
export async function paceSend(rates: Rates, sends: SendsTo): Promise<Pace> {
  const { channel, platformId, conversationId, isGroup } = sends
  const limits = channel.outbound?.limits
  if (!limits) return { waitMs: 0 }
  const own = isGroup ? (limits.group ?? limits.recipient) : limits.recipient
  const recipient = `${platformId}:${conversationId}`
  if (own) {
    const permit = await rates.take(recipient, own)
    if (!permit.granted) return permit
  }
  const rate = narrowed(lower(limits.account, sends.accountRate))
  const permit = await rates.take(platformId, rate)
  if (permit.granted) return { waitMs: waitOf(permit, rate) }
  if (own) await rates.giveBack(recipient, own)
  return permit
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
