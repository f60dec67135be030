import type { Json } from '../inbound.ts'
import type {
  AccountProfile,
  ChannelError,
  ChannelOutbound,
  NativeRequest,
  NativeResponse,
  SendResult,
} from '../outbound.ts'
import { isObject, listAt } from '../shared/json.ts'
import { errorOf } from './errors.ts'
import { get, isMessage, isPush } from './requests.ts'

export function authorize(request: NativeRequest, token: string): NativeRequest {
  return { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } }
}

/** The ids of all messages of the request, in their order: …/messaging-api/#send-push-message-response */
export function read(response: NativeResponse, request: NativeRequest): SendResult {
  const accepted = isAcceptedBefore(response, request)
  if (!accepted && !isSuccess(response)) return { ok: false, error: errorOf(response) }
  const externalIds = sentIds(response.body)
  if (externalIds.length > 0 || accepted || !isMessage(request)) return { ok: true, externalIds }
  return { ok: false, error: { ...unreadable(response), mayBeAccepted: true } }
}

/**
 * The key was used by an earlier attempt, so that the message is sent; the body repeats its ids, and the header
 * `x-line-accepted-request-id` is "not always included". …/messaging-api/#response-headers
 */
function isAcceptedBefore(response: NativeResponse, request: NativeRequest): boolean {
  return response.status === 409 && isPush(request)
}

function isSuccess({ status }: NativeResponse): boolean {
  return status >= 200 && status < 300
}

function sentIds(body: Json): string[] {
  if (!isObject(body)) return []
  const ids = listAt(body, 'sentMessages').map((sent) => (isObject(sent) ? sent.id : undefined))
  return ids.filter((id) => typeof id === 'string' || typeof id === 'number').map(String)
}

function unreadable({ status }: NativeResponse): ChannelError {
  return { class: 'TRANSIENT', code: String(status), message: 'LINE answered without what was asked for.' }
}

/** …/messaging-api/#get-bot-info */
export function identify(): NativeRequest {
  return get('/v2/bot/info')
}

/** `userId` is what webhooks name as their destination. */
export function readIdentity(response: NativeResponse): AccountProfile | ChannelError {
  if (!isSuccess(response)) return errorOf(response)
  const { userId, displayName, basicId, pictureUrl } = isObject(response.body) ? response.body : {}
  if (typeof userId !== 'string') return unreadable(response)
  return {
    externalId: userId,
    name: typeof displayName === 'string' ? displayName : userId,
    ...(typeof basicId === 'string' && { username: basicId }),
    ...(typeof pictureUrl === 'string' && { avatarUrl: pictureUrl }),
  }
}

/** What the plan and the owner allow for a month, and what was pushed: …/messaging-api/#get-quota, #get-consumption */
export const quota: NonNullable<ChannelOutbound['quota']> = {
  requests: () => [get('/v2/bot/message/quota'), get('/v2/bot/message/quota/consumption')],
  read([allowed, consumed]) {
    const plan = allowed && isSuccess(allowed) && isObject(allowed.body) ? allowed.body : null
    const usage = consumed && isSuccess(consumed) && isObject(consumed.body) ? consumed.body : null
    if (!plan || typeof usage?.totalUsage !== 'number') return null
    // The type is `none` where nothing limits.
    const limit = plan.type === 'limited' && typeof plan.value === 'number' ? plan.value : null
    return { limit, used: usage.totalUsage, unit: 'messages of the month' }
  },
}
