/** What answers that are no file mean, by status and class and never by words, for all networks alike. */
import type { MediaStep } from '../media.ts'
import type { ChannelError, NativeResponse } from '../outbound.ts'
import { readRetryAfter } from './retry-after.ts'

export const EXTERNAL: MediaStep = { kind: 'external' }

/** Of a class that passes: begun again, no sooner than the network asks. */
export function waitFor(reason: string, afterMs = 0): MediaStep {
  return { kind: 'wait', afterMs, reason }
}

export function failed(reason: string): MediaStep {
  return { kind: 'failed', reason }
}

export function expired(reason: string): MediaStep {
  return { kind: 'expired', reason }
}

/** What the error of an API call means for the file that was asked for. */
export function stepOfError(network: string, error: ChannelError): MediaStep {
  const told = `${error.code}: ${error.message}`
  switch (error.class) {
    case 'RATE_LIMITED':
    case 'TRANSIENT':
      return waitFor(`${network} answered ${told}`, error.retryAfterMs)
    case 'AUTH_EXPIRED':
      return failed(
        `${network} refuses the account's token (${told}). Renew it, and have the file copied again.`,
      )
    case 'PERMISSION':
      return failed(
        `${network} does not let the account read the file (${told}). Grant it, and have the file copied again.`,
      )
    default:
      return failed(`${network} refuses the file (${told}).`)
  }
}

const PASSING = new Set([408, 425, 429])

/** What a download's status means; `gone` are those by which the network says that it has the file no longer. */
export function stepOfStatus(network: string, response: NativeResponse, gone: readonly number[]): MediaStep {
  const { status, headers } = response
  if (gone.includes(status)) return expired(`${network} has the file no longer: it answered ${status}.`)
  // Neither a file nor a refusal, such as an empty success, passes like a fault of the server.
  if (status < 400 || status >= 500 || PASSING.has(status))
    return waitFor(`${network} answered ${status} instead of the file`, readRetryAfter(headers))
  if (status === 401)
    return failed(`${network} refuses the account's token (401). Renew it, and have the file copied again.`)
  return failed(`${network} refuses the file: it answered ${status}.`)
}
