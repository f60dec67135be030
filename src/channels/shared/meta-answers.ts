/** Answers of Graph to what we sent. */
import type { AccountProfile, ChannelError, NativeRequest, NativeResponse, SendResult } from '../outbound.ts'
import { isObject, type JsonObject } from './json.ts'
import { readFailure, type Subcodes } from './meta-errors.ts'
import { isPrivateRecipient } from './meta-private-replies.ts'
import { present } from './present.ts'

export function readAnswer(response: NativeResponse, request: NativeRequest, subcodes: Subcodes): SendResult {
  const { status, body } = response
  if (!isSuccess(status) || !isObject(body) || 'error' in body)
    return { ok: false, error: readFailure(response, subcodes) }
  const id = textAt(body, 'message_id') ?? textAt(body, 'id')
  if (id !== undefined) return { ok: true, externalIds: [id], ...namedRecipient(request, body) }
  const code = String(status)
  if (body.success === false)
    return { ok: false, error: { class: 'INVALID_REQUEST', code, message: 'The answer is "success": false' } }
  // Edits, removals, reactions and the like make nothing that had an id.
  if (!creates(request)) return { ok: true, externalIds: [] }
  const message = 'The answer names no message'
  return { ok: false, error: { class: 'TRANSIENT', code, message, mayBeAccepted: true } }
}

/** A message, or a comment below another. */
function creates({ method, path, body }: NativeRequest): boolean {
  if (method !== 'POST') return false
  return (
    /\/(comments|replies)$/.test(path) ||
    (isObject(body) && body.message !== undefined && path.endsWith('/messages'))
  )
}

/** Whoever is answered in private was named by their comment: the answer tells who it is. */
function namedRecipient({ body }: NativeRequest, answer: JsonObject): { recipientId?: string } {
  if (!isObject(body) || !isPrivateRecipient(body.recipient)) return {}
  return present({ recipientId: textAt(answer, 'recipient_id') })
}

/** What `/me` answers: its members, whose names differ, or why there are none. */
export function readProfile(
  response: NativeResponse,
  subcodes: Subcodes,
  profile: (body: JsonObject) => AccountProfile | null,
): AccountProfile | ChannelError {
  const { status, body } = response
  const read = isSuccess(status) && isObject(body) ? profile(body) : null
  if (read !== null) return read
  if (!isSuccess(status) || (isObject(body) && 'error' in body)) return readFailure(response, subcodes)
  return { class: 'TRANSIENT', code: String(status), message: 'The answer names no account' }
}

export function textAt(object: JsonObject, key: string): string | undefined {
  const value = object[key]
  // Documented as strings, and in places answered as numbers.
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function numberAt(object: JsonObject, key: string): number | undefined {
  const value = object[key]
  return typeof value === 'number' ? value : undefined
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}
