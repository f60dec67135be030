import type { InboundEvent, Json, ReportedStatus } from '../inbound.ts'
import { noted, quote, unknown, whyNot } from '../shared/events.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { readTime } from '../shared/time.ts'
import { readFailure } from './failures.ts'
import * as payload from './payload.ts'

/** `played` is a voice message listened to: more than read, and no state of its own in the graph. */
const STATUSES: ReadonlyMap<string, ReportedStatus> = new Map([
  ['sent', 'SENT'],
  ['delivered', 'DELIVERED'],
  ['read', 'READ'],
  ['played', 'READ'],
  ['failed', 'FAILED'],
])

/** An element of `statuses`: …/whatsapp/webhooks/reference/messages/status */
export function readStatus(raw: Json): InboundEvent {
  if (!isObject(raw)) return unknown(null, 'the status is not an object')
  const at = readTime(raw.timestamp)
  const parsed = payload.status.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('status', parsed.error))
  // Of an order paid in the chat, not of the message: …/whatsapp/payments
  if (parsed.data.type === 'payment') return noted(at, 'payment')
  const status = STATUSES.get(parsed.data.status)
  if (!status) return unknown(at, `status ${quote(parsed.data.status)} is not known`)
  const [error] = status === 'FAILED' ? listAt(raw, 'errors') : []
  return {
    kind: 'status',
    at,
    messageExternalId: parsed.data.id,
    status,
    ...present({
      error: readFailure(error),
      clientReference: parsed.data.biz_opaque_callback_data,
      data: dataOf(raw, parsed.data),
    }),
  }
}

type Data = { [key: string]: Json }

function dataOf(raw: JsonObject, status: { [key: string]: unknown; status: string }): Data | undefined {
  const participant = raw.recipient_participant_id ?? raw.recipient_participant_user_id ?? undefined
  const data = present({
    pricing: isObject(raw.pricing) ? raw.pricing : undefined,
    conversation: isObject(raw.conversation) ? raw.conversation : undefined,
    played: status.status === 'played' ? true : undefined,
    participant,
  })
  return Object.keys(data).length > 0 ? data : undefined
}
