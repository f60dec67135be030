import type { InboundEvent } from '../inbound.ts'
import { noted, quote, unknown, whyNot } from '../shared/events.ts'
import type { LineEvent } from './event.ts'
import * as payload from './payload.ts'
import type { Place } from './place.ts'

/** Added as a friend or unblocked, or blocked: …/messaging-api/#follow-event, #unfollow-event */
export function readStanding(kind: 'follow' | 'unfollow' | 'link') {
  return ({ at }: LineEvent, { customer }: Place): InboundEvent =>
    customer ? { kind, at, customer } : unknown(at, 'the source names no user')
}

/** The nonce is the secret of the business's own login, and not told: …/messaging-api/#account-link-event */
export function readLink(event: LineEvent, place: Place): InboundEvent {
  const parsed = payload.link.safeParse(event.raw.link)
  if (!parsed.success) return unknown(event.at, whyNot('link', parsed.error))
  const { result } = parsed.data
  if (result === 'ok') return readStanding('link')(event, place)
  if (result === 'failed') return noted(event.at, `${event.type}.failed`)
  return unknown(event.at, `link result ${quote(result)} is not known`)
}
