/** Group webhooks: …/whatsapp/groups/webhooks */
import type * as z from 'zod'
import type { InboundEvent, Json, Party, Thread } from '../inbound.ts'
import { noted, quote, unknown, whyNot } from '../shared/events.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { readTime } from '../shared/time.ts'
import { partyOf } from './party.ts'
import * as payload from './payload.ts'

type Group = z.output<typeof payload.group>

/** An element of `groups`, in whichever of the group fields it came. */
export function readGroup(raw: Json): InboundEvent {
  if (!isObject(raw)) return unknown(null, 'the group is not an object')
  const at = readTime(raw.timestamp)
  const parsed = payload.group.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('group', parsed.error))
  const group = parsed.data
  switch (group.type) {
    case 'group_create':
      return readLifecycle('join', group, raw, at)
    case 'group_delete':
      return readLifecycle('leave', group, raw, at)
    case 'group_participants_add':
    case 'group_participants_remove':
      return readParticipants(group, at)
    case 'group_settings_update':
      return readSettings(group, at)
    // Asking to join is not joining; a suspended group keeps its people and its name.
    case 'group_join_request_created':
    case 'group_join_request_revoked':
    case 'group_suspend':
    case 'group_suspend_cleared':
      return noted(at, group.type)
    default:
      return unknown(at, `group event ${quote(group.type)} is not known`)
  }
}

/** The business is in the groups that it creates, and in no others. */
function readLifecycle(kind: 'join' | 'leave', group: Group, raw: JsonObject, at: Date | null): InboundEvent {
  // Our own request for it failed, and nothing changed.
  if (listAt(raw, 'errors').length > 0) return noted(at, group.type)
  return { kind, at, thread: threadOf(group, group.subject) }
}

function readParticipants(group: Group, at: Date | null): InboundEvent {
  const joined = partiesOf(group.added_participants)
  const left = partiesOf(group.removed_participants)
  if (joined.length === 0 && left.length === 0) return noted(at, group.type)
  return {
    kind: 'members',
    at,
    thread: threadOf(group),
    ...present({
      joined: joined.length > 0 ? joined : undefined,
      left: left.length > 0 ? left : undefined,
    }),
  }
}

function readSettings(group: Group, at: Date | null): InboundEvent {
  const subject = group.group_subject
  if (subject?.text === undefined || subject.update_successful === false) return noted(at, group.type)
  return { kind: 'thread', at, thread: threadOf(group, subject.text) }
}

function threadOf(group: Group, title?: string): Thread {
  return { type: 'GROUP', externalId: group.group_id, ...present({ title }) }
}

function partiesOf(participants: Group['added_participants'] = []): Party[] {
  return participants.flatMap(({ wa_id, user_id, parent_user_id, input, username }) => {
    // A phone number may be given as people write it, a user id never starts so.
    const phone = input && /^\+?[\d ()-]+$/.test(input) ? input.replace(/\D/g, '') : undefined
    const ids = {
      waId: wa_id ?? (user_id ? undefined : phone),
      userId: user_id ?? (phone ? undefined : input),
    }
    return partyOf({ ...ids, parentId: parent_user_id, username }) ?? []
  })
}
