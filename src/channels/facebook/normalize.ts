import type { NormalizeContext } from '../channel.ts'
import type { InboundEvent, Json } from '../inbound.ts'
import { noted, unknown, whyNot } from '../shared/events.ts'
import { type JsonObject, listAt } from '../shared/json.ts'
import { textual } from '../shared/meta-content.ts'
import type { EventReader } from '../shared/meta-events.ts'
import { normalizeItem } from '../shared/meta-normalize.ts'
import { ownId } from '../shared/meta-postbacks.ts'
import { receipt } from '../shared/meta-receipts.ts'
import { privateThread, type Scene } from '../shared/meta-scene.ts'
import { readTime } from '../shared/time.ts'
import { readChange } from './changes.ts'
import * as payload from './payload.ts'

/** Events of Messenger alone: …/messenger-platform/webhooks/webhook-events */
const EVENTS: ReadonlyMap<string, EventReader> = new Map([
  ['delivery', readDelivery],
  ['account_linking', readAccountLinking],
  ['order', readOrder],
  ['policy_enforcement', about('policy_enforcement')],
  // So in examples and traffic of …/webhook-events/messaging_policy_enforcement.
  ['policy-enforcement', about('policy_enforcement')],
  ['app_roles', about('app_roles')],
  ['messaging_feedback', note('messaging_feedback')],
  ['response_feedback', note('response_feedback')],
  ['game_play', note('game_play')],
])

export function normalize(item: Json, context: NormalizeContext): InboundEvent {
  return normalizeItem(item, context, { events: EVENTS, change: readChange })
}

function about(subject: string): EventReader {
  return (data, { at }) => ({ kind: 'account', at, subject, data })
}

function note(subject: string): EventReader {
  return (_, { at }) => noted(at, subject)
}

/** One message, as `items` parted them, and all before the watermark: …/webhook-events/message-deliveries */
function readDelivery(raw: JsonObject, scene: Scene): InboundEvent {
  const [mid] = listAt(raw, 'mids')
  const until = readTime(raw.watermark)
  return receipt('DELIVERED', { mid: typeof mid === 'string' && mid !== '' ? mid : undefined, until }, scene)
}

/** The authorization code is a secret of the business's own login: it goes no further. */
function readAccountLinking(raw: JsonObject, { at, customer }: Scene): InboundEvent {
  const parsed = payload.accountLinking.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('account_linking', parsed.error))
  if (!customer) return unknown(at, 'account_linking names nobody')
  return { kind: parsed.data.status === 'linked' ? 'link' : 'unlink', at, customer }
}

/** A cart sent from the Page's shop; it has no id: …/webhook-events/send_cart */
function readOrder(raw: JsonObject, { event, at, customer, standby }: Scene): InboundEvent {
  const parsed = payload.order.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('order', parsed.error))
  if (!customer) return unknown(at, 'the order names nobody it is from')
  return {
    kind: 'message',
    externalId: ownId('order', event),
    at,
    thread: privateThread(customer),
    customer,
    content: { ...textual('INTERACTIVE', parsed.data.note ?? null), data: { order: raw } },
    ...(standby && { standby }),
  }
}
