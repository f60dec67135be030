import type { InboundEvent } from '../inbound.ts'
import { noted, unknown, whyNot } from './events.ts'
import type { JsonObject } from './json.ts'
import * as payload from './meta-payload.ts'
import { referralOf } from './meta-referral.ts'
import type { Scene } from './meta-scene.ts'
import { present } from './present.ts'

/** By a plugin on a website or to notifications, also stopped and resumed: …/webhook-events/messaging_optins */
export function readOptin(raw: JsonObject, { at, customer }: Scene): InboundEvent {
  const parsed = payload.optin.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('optin', parsed.error))
  // A checkbox on a website names nobody before the first message to its `user_ref`.
  if (!customer) return noted(at, 'optin')
  const { type, ref, notification_messages_status: status } = parsed.data
  // Written with a space in the description and with an underscore in traffic.
  const stopped = status !== undefined && /^stop[ _]notifications$/i.test(status)
  return { kind: stopped ? 'optout' : 'optin', at, customer, ...present({ purpose: type ?? ref }) }
}

/** Came to a thread that they had: without a message of theirs. */
export function readReferral(raw: JsonObject, { at, customer }: Scene): InboundEvent {
  const referral = referralOf(raw)
  if (!referral) return unknown(at, 'the referral is empty')
  if (!customer) return unknown(at, 'the referral names nobody')
  return { kind: 'referral', at, customer, referral }
}
