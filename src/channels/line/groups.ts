import type { InboundEvent, Party } from '../inbound.ts'
import { unknown, whyNot } from '../shared/events.ts'
import type { LineEvent } from './event.ts'
import * as payload from './payload.ts'
import type { Place } from './place.ts'

/** The account itself comes or goes: …/messaging-api/#join-event, #leave-event */
export function readPresence(kind: 'join' | 'leave') {
  return ({ at }: LineEvent, { thread }: Place): InboundEvent => ({ kind, at, thread })
}

/** People come or go: …/messaging-api/#member-joined-event, #member-left-event */
export function readMembers(change: 'joined' | 'left') {
  return ({ raw, at }: LineEvent, { thread }: Place): InboundEvent => {
    const parsed = payload.members.safeParse(raw[change])
    if (!parsed.success) return unknown(at, whyNot(change, parsed.error))
    return { kind: 'members', at, thread, [change]: parsed.data.members.flatMap(partyOf) }
  }
}

function partyOf(raw: unknown): Party[] {
  const parsed = payload.member.safeParse(raw)
  return parsed.success ? [{ externalId: parsed.data.userId }] : []
}
