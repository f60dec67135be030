import type { Json } from '../inbound.ts'
import type { AccountProfile, ChannelError, NativeRequest, NativeResponse, SendResult } from '../outbound.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { errorOf } from './errors.ts'
import { externalIdOf, fullName } from './parties.ts'
import { PlacedMessage, User } from './payload.ts'
import { call } from './requests.ts'

/** Paths of files begin so: they lie beside the methods. core.telegram.org/bots/api#getfile */
export const FILES = '/file/'

/** The token is part of the path: the request is not to be logged any more. */
export function authorize(request: NativeRequest, token: string): NativeRequest {
  // A colon is in every token, and slashes or question marks, which would change the path, in none.
  const segment = encodeURIComponent(token.toWellFormed()).replaceAll('%3A', ':')
  if (request.path.startsWith(FILES))
    return { ...request, path: `${FILES}bot${segment}/${request.path.slice(FILES.length)}` }
  return { ...request, path: `/bot${segment}${request.path}` }
}

/** core.telegram.org/bots/api#making-requests: `result` is the message, the messages of an album, or true. */
export function read(response: NativeResponse, request: NativeRequest): SendResult {
  const result = resultOf(response)
  if (result === undefined) return failure(response, request)
  const body = isObject(request.body) ? request.body : {}
  const results = Array.isArray(result) ? result : [result]
  const externalIds = results.flatMap((message) => messageId(message, body))
  if (externalIds.length > 0 || !sendsMessage(request)) return { ok: true, externalIds }
  return { ok: false, error: { ...unreadable(response), mayBeAccepted: true } }
}

function failure(response: NativeResponse, request: NativeRequest): SendResult {
  const error = errorOf(response)
  // Somebody made the same edit before, or an attempt whose answer was lost.
  const done = request.path.includes('/edit') && error.message.includes('message is not modified')
  return done ? { ok: true, externalIds: [] } : { ok: false, error }
}

function resultOf({ status, body }: NativeResponse): Json | undefined {
  return status >= 200 && status < 300 && isObject(body) && body.ok === true ? body.result : undefined
}

/** The id under which an echo, an edit or a reaction will name the message. */
function messageId(message: Json, { business_connection_id = null }: JsonObject): string[] {
  if (!isObject(message)) return []
  const connection = message.business_connection_id ?? business_connection_id
  const { data } = PlacedMessage.safeParse({ ...message, business_connection_id: connection })
  return data ? [externalIdOf(data)] : []
}

function sendsMessage({ path }: NativeRequest): boolean {
  return /\/send\w+$/.test(path) && !path.endsWith('/sendChatAction')
}

function unreadable({ status }: NativeResponse): ChannelError {
  return {
    class: 'TRANSIENT',
    code: String(status),
    message: 'Telegram answered without what was asked for.',
  }
}

/** core.telegram.org/bots/api#getme */
export function identify(): NativeRequest {
  return call('getMe', {})
}

export function readIdentity(response: NativeResponse): AccountProfile | ChannelError {
  const result = resultOf(response)
  if (result === undefined) return errorOf(response)
  const { data: bot } = User.safeParse(result)
  if (!bot) return unreadable(response)
  const externalId = String(bot.id)
  const name = fullName(bot.first_name, bot.last_name) || externalId
  return { externalId, name, ...(bot.username !== undefined && { username: bot.username }) }
}
