import type { InboundEvent, Json } from '../inbound.ts'
import { noted, quote, unknown } from '../shared/events.ts'
import { isObject } from '../shared/json.ts'
import { readTime } from '../shared/time.ts'
import { readAccountChange, readControl } from './account.ts'
import { type EventReader, inThread, subjectOf } from './event.ts'
import { readMembers, readPresence } from './groups.ts'
import { readEdit, readMessage, readUnsend } from './messages.ts'
import { readLink, readStanding } from './people.ts'
import { readPostback } from './postback.ts'

const note: EventReader = (event) => noted(event.at, subjectOf(event))

/**
 * By `type`: …/messaging-api/#webhook-event-objects. `delivery` is of notification messages, which are sent
 * to phone numbers, and the last five are of module channels: …/reference/partner-docs
 */
const READERS: ReadonlyMap<string, EventReader> = new Map([
  ['message', inThread(readMessage)],
  ['messageEdited', inThread(readEdit)],
  ['unsend', readUnsend],
  ['postback', inThread(readPostback)],
  ['follow', inThread(readStanding('follow'))],
  ['unfollow', inThread(readStanding('unfollow'))],
  ['accountLink', inThread(readLink)],
  ['join', inThread(readPresence('join'))],
  ['leave', inThread(readPresence('leave'))],
  ['memberJoined', inThread(readMembers('joined'))],
  ['memberLeft', inThread(readMembers('left'))],
  ['videoPlayComplete', note],
  ['beacon', note],
  ['membership', note],
  ['things', note],
  ['delivery', note],
  ['activated', readControl('SELF')],
  ['deactivated', readControl('OTHER')],
  ['module', readAccountChange],
  ['botSuspended', readAccountChange],
  ['botResumed', readAccountChange],
])

export function normalize(item: Json): InboundEvent {
  if (!isObject(item)) return unknown(null, 'the item is not an object')
  if (typeof item.unreadable === 'string') return unknown(null, item.unreadable)
  const { event } = item
  if (!isObject(event)) return unknown(null, 'the event is not an object')
  const { type } = event
  const at = readTime(event.timestamp)
  const read = typeof type === 'string' ? READERS.get(type) : undefined
  if (typeof type !== 'string' || !read) return unknown(at, `event type ${quote(type)} is not known`)
  return read({ type, raw: event, at })
}
