import type { InboundEvent, Json } from '../inbound.ts'
import { noted, quote, unknown, whyNot } from '../shared/events.ts'
import { isObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { readTime } from '../shared/time.ts'
import { partyOf } from './party.ts'
import * as payload from './payload.ts'

/** An element of `user_preferences`: …/whatsapp/webhooks/reference/user_preferences */
export function readPreference(raw: Json, contacts: readonly Json[]): InboundEvent {
  const at = isObject(raw) ? readTime(raw.timestamp) : null
  const parsed = payload.preference.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('user_preferences', parsed.error))
  const { wa_id, user_id, parent_user_id, category, value } = parsed.data
  const customer = partyOf({ waId: wa_id, userId: user_id, parentId: parent_user_id }, contacts)
  if (!customer) return unknown(at, 'the preference names no person')
  if (value !== 'stop' && value !== 'resume') return unknown(at, `preference ${quote(value)} is not known`)
  return { kind: value === 'stop' ? 'optout' : 'optin', at, customer, ...present({ purpose: category }) }
}

/** An element of `user_id_update`: a person's business-scoped user id was replaced. */
export function readUserIdUpdate(raw: Json, contacts: readonly Json[]): InboundEvent {
  const at = isObject(raw) ? readTime(raw.timestamp) : null
  const parsed = payload.userIdUpdate.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('user_id_update', parsed.error))
  const { wa_id, user_id, parent_user_id } = parsed.data
  // The parent id is no id that we know people by.
  if (user_id?.current === undefined) return noted(at, 'user_id_update')
  const current = partyOf(
    { waId: wa_id, userId: user_id.current, parentId: parent_user_id?.current },
    contacts,
  )
  const previous = user_id.previous ?? wa_id
  if (!current || previous === undefined) return noted(at, 'user_id_update')
  return { kind: 'identity', at, previous, current }
}
