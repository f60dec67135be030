import type { ChannelError } from '../../channels/outbound.ts'

const MOST_TRIES = 8
const FIRST_MS = 2000
const LONGEST_MS = 3_600_000
/** Until somebody has renewed the token, or given the right. */
const PERSON_MS = 3_600_000

/**
 * After how long the network is asked again who somebody is; null when it will not say. `error` is null where there was
 * no answer. Pure; `random` in [0, 1) spreads the calls.
 */
export function planProfile(error: ChannelError | null, tries: number, random: number): number | null {
  if (tries + 1 >= MOST_TRIES) return null
  const afterMs = Math.min(LONGEST_MS, FIRST_MS * 4 ** tries) * (0.5 + random)
  switch (error?.class ?? 'TRANSIENT') {
    case 'TRANSIENT':
    case 'RATE_LIMITED':
      return Math.max(error?.retryAfterMs ?? 0, afterMs)
    case 'AUTH_EXPIRED':
    case 'PERMISSION':
      return PERSON_MS * (0.5 + random)
    default:
      return null
  }
}
