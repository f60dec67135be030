/** Meta's error objects: …/whatsapp/support/error-codes */
import type { InboundEvent, Json } from '../inbound.ts'
import { unknown } from '../shared/events.ts'
import { isObject } from '../shared/json.ts'
import { failure } from './payload.ts'

/** The code decides what is done; the message is for people. */
export function readFailure(raw: Json | undefined): { code: string; message: string } | undefined {
  const parsed = failure.safeParse(raw)
  if (!parsed.success) return undefined
  const { code, title, message, details, error_data } = parsed.data
  const texts = new Set([message ?? title, error_data?.details ?? details])
  const known = [...texts].filter((text) => text !== undefined)
  return { code, message: known.length > 0 ? known.join(': ') : `error ${code}` }
}

/** One error as a reason names it. */
export function messageOf(raw: Json): string {
  const error = readFailure(raw)
  return error ? `error ${error.code}: ${error.message}` : 'an unreadable error'
}

/** `value.errors[]`: what went wrong with the account or the app, not with one message. */
export function readAccountError(raw: Json, at: Date | null): InboundEvent {
  if (!isObject(raw)) return unknown(at, 'the error is not an object')
  return { kind: 'account', at, subject: 'errors', data: raw }
}
