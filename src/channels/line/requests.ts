import type { Json } from '../inbound.ts'
import type { NativeRequest } from '../outbound.ts'
import type { LineMessage } from './draft.ts'

const REPLY = '/v2/bot/message/reply'
const PUSH = '/v2/bot/message/push'
const RETRY_KEY = 'X-Line-Retry-Key'

export function get(path: string): NativeRequest {
  return { method: 'GET', host: 'api', path }
}

export function post(path: string, body: Json): NativeRequest {
  return { method: 'POST', host: 'api', path, body }
}

/** Free, once, and soon; a retry key is refused here: …/messaging-api/#send-reply-message */
export function replyRequest(replyToken: string, messages: LineMessage[]): NativeRequest {
  return post(REPLY, { replyToken, messages })
}

/** "Specify the retry key always", from the first attempt on: …/docs/messaging-api/retrying-api-request */
export function pushRequest(to: string, messages: LineMessage[], retryKey: string): NativeRequest {
  return { ...post(PUSH, { to, messages }), headers: { [RETRY_KEY]: retryKey } }
}

export function isPush(request: NativeRequest): boolean {
  return request.path === PUSH
}

export function isMessage(request: NativeRequest): boolean {
  return isPush(request) || request.path === REPLY
}

/** Within 24 hours LINE takes a push once, however often it comes with its key. */
export function repeatable(request: NativeRequest): boolean {
  return isPush(request) && request.headers?.[RETRY_KEY] !== undefined
}
