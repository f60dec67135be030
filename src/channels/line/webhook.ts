import type { WebhookItem } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { isObject } from '../shared/json.ts'
import { eventKey, unreadableKey } from './dedupe.ts'

/**
 * `{ destination, events: [] }`, with no events when the console's Verify button is pressed:
 * …/reference/messaging-api/#request-body
 */
export function items(body: Json): WebhookItem[] {
  if (!isObject(body)) return [unreadable('the body is not an object', null, body)]
  const { destination = null, events } = body
  const account = accountOf(destination)
  if (!Array.isArray(events)) return [unreadable('events is not a list', account, body)]
  return events.map((event) =>
    isObject(event)
      ? { account, dedupeKey: eventKey(event), payload: { destination, event } }
      : unreadable('the event is not an object', account, event),
  )
}

/** The user id of the bot. */
function accountOf(destination: Json): string | null {
  return typeof destination === 'string' && destination !== '' ? destination : null
}

function unreadable(reason: string, account: string | null, content: Json): WebhookItem {
  return { account, dedupeKey: unreadableKey(content), payload: { unreadable: reason, content } }
}
