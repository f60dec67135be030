import type { WebhookItem } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { itemsOfNetwork, senderOf } from '../shared/meta-items.ts'
import { keyOf } from '../shared/meta-keys.ts'
import { changeKey } from './changes.ts'

export function items(body: Json): WebhookItem[] {
  return itemsOfNetwork(body, { object: 'page', changeKey, split: eachDelivered, eventKey: deliveryKey })
}

/** The list of messages may be long, and may be absent: …/webhook-events/message-deliveries */
function eachDelivered(event: JsonObject): JsonObject[] {
  const { delivery } = event
  if (!isObject(delivery)) return [event]
  const mids = listAt(delivery, 'mids')
  if (mids.length <= 1) return [event]
  return mids.map((mid) => ({ ...event, delivery: { ...delivery, mids: [mid] } }))
}

function deliveryKey(event: JsonObject): string | null {
  const { delivery } = event
  if (!isObject(delivery)) return null
  const [mid] = listAt(delivery, 'mids')
  return mid === undefined
    ? keyOf('delivery', senderOf(event), delivery.watermark)
    : keyOf('delivery', senderOf(event), mid)
}
