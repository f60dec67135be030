/** System messages about a person: …/whatsapp/webhooks/reference/messages/system */

import type * as z from 'zod'
import type { InboundEvent } from '../inbound.ts'
import { noted, quote, unknown, whyNot } from '../shared/events.ts'
import type { JsonObject } from '../shared/json.ts'
import { partyOf } from './party.ts'
import * as payload from './payload.ts'

type System = z.output<typeof payload.system>

export function readSystem(raw: JsonObject, message: payload.Message, at: Date | null): InboundEvent {
  const parsed = payload.system.safeParse(raw.system)
  if (!parsed.success) return unknown(at, whyNot('system', parsed.error))
  switch (parsed.data.type) {
    case 'user_changed_number':
    case 'customer_changed_number':
      return readNewNumber(parsed.data, message, at)
    case 'user_changed_user_id':
      return readNewUserId(parsed.data, message, at)
    // Another device or a reinstalled app: the same person under the same ids.
    case 'customer_identity_changed':
    case 'user_identity_changed':
      return noted(at, parsed.data.type)
    default:
      return unknown(at, `system message ${quote(parsed.data.type)} is not known`)
  }
}

function readNewNumber(system: System, message: payload.Message, at: Date | null): InboundEvent {
  const previous = message.from ?? system.customer ?? message.from_user_id ?? system.user_id
  const waId = system.wa_id ?? system.new_wa_id
  const current = waId === undefined ? null : partyOf({ ...idsOf(system), waId })
  if (previous === undefined || !current)
    return unknown(at, 'a changed number without the old or the new one')
  return { kind: 'identity', at, previous, current }
}

/**
 * Only the new id is a field of its own; the old one is told in the text. Read at the very end, which Meta
 * writes: the beginning is the person's name, and a name must not be able to speak for another person.
 */
const CHANGED_AT_END = /changed from (\S+) to (\S+)$/

function readNewUserId(system: System, message: payload.Message, at: Date | null): InboundEvent {
  const current = partyOf({ ...idsOf(system), waId: message.from ?? system.wa_id })
  const [, from, to] = CHANGED_AT_END.exec(system.body ?? '') ?? []
  const told = to !== undefined && to === system.user_id ? from : undefined
  const previous = told ?? message.from ?? message.from_user_id
  if (!current || previous === undefined) return noted(at, 'user_changed_user_id')
  return { kind: 'identity', at, previous, current }
}

function idsOf(system: System) {
  return { userId: system.user_id, parentId: system.parent_user_id }
}
