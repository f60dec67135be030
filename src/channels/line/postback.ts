import type { InboundEvent } from '../inbound.ts'
import { unknown, whyNot } from '../shared/events.ts'
import { isObject } from '../shared/json.ts'
import { answering } from './answering.ts'
import { eventKey } from './dedupe.ts'
import type { LineEvent } from './event.ts'
import { filled } from './filled.ts'
import * as payload from './payload.ts'
import type { Place } from './place.ts'

/**
 * A button, a date picker or a switch of the rich menu: …/messaging-api/#postback-event. LINE sends neither
 * what was written on it nor a message id, so the id is the event's.
 */
export function readPostback({ raw, at }: LineEvent, place: Place): InboundEvent {
  const parsed = payload.postback.safeParse(raw.postback)
  if (!parsed.success) return unknown(at, whyNot('postback', parsed.error))
  const params = isObject(raw.postback) && isObject(raw.postback.params) ? raw.postback.params : {}
  const data = { payload: parsed.data.data, ...filled({ params }) }
  return {
    kind: 'postback',
    externalId: `postback:${eventKey(raw)}`,
    at,
    ...place,
    content: { type: 'INTERACTIVE', text: null, attachments: [], data },
    ...answering(raw),
  }
}
