/** The calls besides their content: what they answer, and whose the token is. */
import type { Json } from '../inbound.ts'
import type { AccountProfile, ChannelError, NativeRequest, NativeResponse, SendResult } from '../outbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { present } from '../shared/present.ts'
import { readError } from './errors.ts'

/** Accepted is not delivered: how far a message comes is told by status webhooks. */
export function read(response: NativeResponse, request: NativeRequest): SendResult {
  const success = successOf(response)
  const [message] = success ? listAt(success, 'messages') : []
  const id = isObject(message) ? idOf(message.id) : undefined
  if (success && id !== undefined) {
    const usage = usageOf(success, message)
    return { ok: true, externalIds: [id], ...(Object.keys(usage).length > 0 && { usage }) }
  }
  if (success?.success === true && marksRead(request)) return { ok: true, externalIds: [] }
  return { ok: false, error: readError(response) }
}

/** Whom WhatsApp took the recipient for, and whether the message waits for a check of its template's quality. */
function usageOf(success: JsonObject, message: Json | undefined): JsonObject {
  const [contact] = listAt(success, 'contacts')
  const { wa_id, user_id } = isObject(contact) ? contact : {}
  const status = isObject(message) ? message.message_status : undefined
  return present({ wa_id: idOf(wa_id), user_id: idOf(user_id), message_status: idOf(status) })
}

/** Marking as read makes no message, and the answer names none. */
function marksRead({ body }: NativeRequest): boolean {
  return isObject(body) && body.status === 'read'
}

/** …/whatsapp-business-phone-number: the account is a phone number of the business. */
export function identify({ externalId }: { externalId: string }): NativeRequest {
  const fields = 'id,verified_name,display_phone_number,quality_rating'
  return { method: 'GET', host: 'api', path: `${graphPath(externalId)}?fields=${fields}` }
}

export function readIdentity(response: NativeResponse): AccountProfile | ChannelError {
  const success = successOf(response)
  const externalId = idOf(success?.id)
  if (!success || externalId === undefined) return readError(response)
  return { externalId, name: idOf(success.verified_name) ?? idOf(success.display_phone_number) ?? externalId }
}

function successOf({ status, body }: NativeResponse): JsonObject | null {
  return status >= 200 && status < 300 && isObject(body) ? body : null
}

function idOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
