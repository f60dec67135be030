import type { ChannelError } from '../../channels/outbound.ts'

/** What a failed attempt leads to. */
export type Plan =
  | { next: 'RETRY'; afterMs: number; countsAsTry: boolean }
  /** With another request, since the token for a free answer is spent. */
  | { next: 'WITHOUT_TOKEN' }
  | { next: 'UNCONFIRMED' }
  | { next: 'FAIL' }

export interface Circumstances {
  /** Attempts known not to have been taken, before this one. */
  tries: number
  mostTries: number
  /** The network takes the same request once, however often it is made. */
  isRepeatable: boolean
  /** Since the part was first to be sent, milliseconds. */
  ageMs: number
}

/** Where the network asks for patience and does not say how long. */
const PATIENCE_MS = 60_000
const FIRST_BACKOFF_MS = 3000
const LONGEST_BACKOFF_MS = 300_000
/** A message that still could not be sent after so long is news no more. */
const OLDEST_MS = 24 * 3_600_000

/**
 * Whether and when a part is tried again. Pure; `random` in [0, 1) spreads retries. Tries count only attempts known
 * not to have been taken; being asked to wait is none.
 */
export function planRetry(error: ChannelError, at: Circumstances, random: number): Plan {
  if (error.class === 'REPLY_TOKEN_SPENT') return { next: 'WITHOUT_TOKEN' }
  if (error.mayBeAccepted && !at.isRepeatable) return { next: 'UNCONFIRMED' }
  if (at.ageMs > OLDEST_MS) return { next: 'FAIL' }
  if (error.class === 'RATE_LIMITED')
    return { next: 'RETRY', afterMs: patience(error, at, random), countsAsTry: false }
  if (error.class !== 'TRANSIENT') return { next: 'FAIL' }
  if (at.tries + 1 >= at.mostTries) return { next: 'FAIL' }
  const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** at.tries)
  return {
    next: 'RETRY',
    afterMs: Math.max(error.retryAfterMs ?? 0, backoff * (0.5 + random)),
    countsAsTry: true,
  }
}

/** For one recipient a network may ask for 4^n seconds without saying so: the wait grows with the age. */
function patience({ retryAfterMs, scope }: ChannelError, { ageMs }: Circumstances, random: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs + random * 250
  if (scope !== 'RECIPIENT') return PATIENCE_MS * (1 + random * 0.1)
  return Math.min(PATIENCE_MS * 10, Math.max(4000, ageMs * 4)) * (1 + random * 0.1)
}
