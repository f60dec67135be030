/**
 * Telegram's error codes are HTTP's, "subject to change", and say little: what 400 and 403 leave open is read from
 * the description. core.telegram.org/bots/api#making-requests
 */
import type { ChannelError, ErrorClass, NativeResponse } from '../outbound.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { readRetryAfter } from '../shared/retry-after.ts'

/** A message is for logs and people: no longer than they read. */
const MAX_MESSAGE = 500

export function errorOf({ status, headers, body }: NativeResponse): ChannelError {
  const answer = isObject(body) && body.ok === false ? body : null
  // What is not Telegram's own word, as of a gateway before it, does not tell what became of the request.
  if (!answer && (status < 400 || status >= 500)) return unanswered(status)
  const code = typeof answer?.error_code === 'number' ? answer.error_code : status
  const told = typeof answer?.description === 'string' ? answer.description : `HTTP ${status}`
  const error = { code: String(code), message: told.slice(0, MAX_MESSAGE) }
  if (code === 429)
    return { ...error, ...present({ retryAfterMs: readRetryAfter(headers) }), ...floodControl(answer) }
  if (code >= 500) return { ...error, class: 'TRANSIENT' }
  return { ...error, class: answer ? refusedBecause(code, told) : 'INVALID_REQUEST' }
}

function unanswered(status: number): ChannelError {
  return {
    class: 'TRANSIENT',
    code: String(status),
    message: `HTTP ${status} without an answer of Telegram.`,
    mayBeAccepted: true,
  }
}

/**
 * Whose limit it was is not told. All calls of the account are kept below its limit here, so that it is the chat's:
 * one message a second, and 20 a minute in a group. core.telegram.org/bots/faq#my-bot-is-hitting-limits
 */
function floodControl(answer: JsonObject | null): Pick<ChannelError, 'class' | 'scope' | 'retryAfterMs'> {
  const { retry_after: seconds } = isObject(answer?.parameters) ? answer.parameters : {}
  const told = typeof seconds === 'number' && seconds >= 0
  return { class: 'RATE_LIMITED', scope: 'RECIPIENT', ...(told && { retryAfterMs: seconds * 1000 }) }
}

/**
 * Of code 400: chats that are unknown, moved, or closed to the bot. A group that became a supergroup names its new
 * id in `parameters.migrate_to_chat_id`, and both chats are told by a message.
 */
const UNREACHABLE = new RegExp(
  [
    'chat not found',
    'user not found',
    'user is deactivated',
    'PEER_ID_INVALID',
    'CHANNEL_PRIVATE',
    'upgraded to a supergroup',
    'have no rights to send',
    'not enough rights to send text',
    'need administrator rights',
    'CHAT_RESTRICTED',
    'CHAT_WRITE_FORBIDDEN',
    'BUSINESS_(?:CONNECTION|PEER)_\\w+',
    'business connection not found',
  ].join('|'),
  'i',
)

function refusedBecause(code: number, told: string): ErrorClass {
  // A token of no form is not even found: "Not Found" is all that is said of it.
  if (code === 401 || (code === 404 && told === 'Not Found')) return 'AUTH_EXPIRED'
  // Blocked by the person, a deleted account, not or no longer in the chat: it is this chat, not the bot.
  if (code === 403 || UNREACHABLE.test(told)) return 'RECIPIENT_UNAVAILABLE'
  return 'INVALID_REQUEST'
}
