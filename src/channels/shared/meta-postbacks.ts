import type { InboundEvent } from '../inbound.ts'
import { contentDigest } from './digest.ts'
import { unknown, whyNot } from './events.ts'
import type { JsonObject } from './json.ts'
import { textual } from './meta-content.ts'
import * as payload from './meta-payload.ts'
import { referralOf } from './meta-referral.ts'
import { privateThread, type Scene } from './meta-scene.ts'
import { present } from './present.ts'

/** A button of a template, the menu, an ice breaker, "Get started": …/webhook-events/messaging_postbacks */
export function readPostback(raw: JsonObject, scene: Scene): InboundEvent {
  const { event, at, customer, standby } = scene
  const parsed = payload.postback.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('postback', parsed.error))
  if (!customer) return unknown(at, 'the postback names nobody it is from')
  const { mid, title, payload: pressed } = parsed.data
  return {
    kind: 'postback',
    externalId: mid ?? ownId('postback', event),
    at,
    thread: privateThread(customer),
    customer,
    content: { ...textual('INTERACTIVE', title ?? null), data: present({ payload: pressed }) },
    ...present({
      referral: referralOf(raw.referral) ?? referralOf(event.referral),
      standby: standby || undefined,
    }),
  }
}

/** The id of what Meta gives none: postbacks before version 8, orders. The same at every delivery. */
export function ownId(kind: string, event: JsonObject): string {
  return `${kind}:${contentDigest(event)}`
}
