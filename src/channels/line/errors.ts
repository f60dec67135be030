/**
 * LINE's errors have a status and a message, and no codes: what the status leaves open is read from the messages
 * that the document lists. developers.line.biz/en/reference/messaging-api/#error-messages
 */
import type { Json } from '../inbound.ts'
import type { ChannelError, ErrorClass, NativeResponse } from '../outbound.ts'
import { isObject, listAt } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { readRetryAfter } from '../shared/retry-after.ts'

/** A message is for logs and people: no longer than they read. */
const MAX_MESSAGE = 500

export function errorOf(response: NativeResponse): ChannelError {
  const { status } = response
  const told = messageOf(response.body)
  const error = { code: String(status), message: (told || `HTTP ${status}`).slice(0, MAX_MESSAGE) }
  if (status === 429)
    return { ...error, ...limitReached(told), ...present({ retryAfterMs: readRetryAfter(response.headers) }) }
  // "Even if you get such error, there is a possibility that your message was delivered": 5xx, whatever the body.
  // …/docs/messaging-api/retrying-api-request
  if (status < 400 || status >= 500) return { ...error, class: 'TRANSIENT', mayBeAccepted: true }
  return { ...error, class: refusedBecause(status, told) }
}

/** "One reason this may appear is if the user ID specified doesn't exist"; the second is an id of no form. */
const UNREACHABLE = ['Failed to send messages', "The property, 'to', in the request body is invalid"]

function refusedBecause(status: number, told: string): ErrorClass {
  if (status === 401) return 'AUTH_EXPIRED'
  if (status === 403) return 'PERMISSION'
  if (told.startsWith('Invalid reply token')) return 'REPLY_TOKEN_SPENT'
  return UNREACHABLE.some((beginning) => told.startsWith(beginning))
    ? 'RECIPIENT_UNAVAILABLE'
    : 'INVALID_REQUEST'
}

/**
 * A push meets a 429 for three reasons: the month's messages are used up, which waiting does not mend before the
 * next month; the endpoint's rate; and "a large number of messages were sent to the same user", for which no
 * message is documented. …/messaging-api/#send-push-message-error-response
 */
function limitReached(told: string): Pick<ChannelError, 'class' | 'scope'> {
  if (told.startsWith('You have reached your monthly limit'))
    return { class: 'QUOTA_EXHAUSTED', scope: 'ACCOUNT' }
  if (told.startsWith('The API rate limit')) return { class: 'RATE_LIMITED', scope: 'ACCOUNT' }
  return { class: 'RATE_LIMITED', scope: told === '' ? 'ACCOUNT' : 'RECIPIENT' }
}

/** The message, with where in the request the faults are. */
function messageOf(body: Json): string {
  if (!isObject(body) || typeof body.message !== 'string') return ''
  const details = listAt(body, 'details').filter(isObject)
  const faults = details.map(({ property, message }) => [property, message].filter(Boolean).join(': '))
  return [body.message, ...faults].join('; ')
}
