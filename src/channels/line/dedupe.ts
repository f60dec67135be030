import type { Json } from '../inbound.ts'
import { contentDigest } from '../shared/digest.ts'
import type { JsonObject } from '../shared/json.ts'

/** A ULID, held to no more than that it can be stored and never passes for one of the keys below. */
const EVENT_ID = /^[0-9A-Za-z]{1,100}$/

/**
 * `webhookEventId` is the same at every delivery of an event: …/messaging-api/#webhook-event-objects. Older
 * shapes have none and are named by their content, less `deliveryContext`: in it a redelivery differs.
 */
export function eventKey(event: JsonObject): string {
  const { deliveryContext, ...happening } = event
  const { webhookEventId: id } = happening
  return typeof id === 'string' && EVENT_ID.test(id) ? id : `content:${contentDigest(happening)}`
}

export function unreadableKey(content: Json): string {
  return `unreadable:${contentDigest(content)}`
}
