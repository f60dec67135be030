/** The items of posts in which conversations (`messaging`, `standby`) and public changes come side by side. */
import type { WebhookItem } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { isObject, type JsonObject } from './json.ts'
import { accountOf, type Change, itemsOfPost, type MessagingEvent } from './meta-entries.ts'
import { digestKey, keyOf } from './meta-keys.ts'

export interface Network {
  object: string
  changeKey(entryId: Json, change: { field: string; value: Json; time?: Json }): string
  /** Parts an event that tells of several messages at once. */
  split?(event: JsonObject): JsonObject[]
  /** Names events that only this network has; null for others. */
  eventKey?(event: JsonObject): string | null
}

/**
 * Fields of conversations. People's events come in `messaging`; the "Test" button of the app's dashboard sends
 * the same event as the value of a change.
 */
const MESSAGING_FIELDS: ReadonlySet<string> = new Set([
  'messages',
  'message_deliveries',
  'message_echoes',
  'message_edit',
  'message_edits',
  'message_reactions',
  'message_reads',
  'messaging_account_linking',
  'messaging_feedback',
  'messaging_game_plays',
  'messaging_handover',
  'messaging_handovers',
  'messaging_optins',
  'messaging_policy_enforcement',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_referrals',
  'messaging_seen',
  'response_feedback',
  'send_cart',
  'standby',
])

export function itemsOfNetwork(body: Json, network: Network): WebhookItem[] {
  return itemsOfPost(body, {
    object: network.object,
    change: (change) => itemsOfChange(change, network),
    messaging: (event) => itemsOfEvent(event, network),
  })
}

function itemsOfChange(change: Change, network: Network): WebhookItem[] {
  const { field, value, ...head } = change
  if (MESSAGING_FIELDS.has(field) && isObject(value)) {
    const standby = field === 'standby' && { standby: true as const }
    return itemsOfEvent({ ...head, ...standby, messaging: value }, network)
  }
  const { entry, ...named } = change
  return [
    {
      account: accountOf(entry),
      dedupeKey: network.changeKey(entry, named),
      payload: { ...change },
    },
  ]
}

function itemsOfEvent(event: MessagingEvent, network: Network): WebhookItem[] {
  const parts = network.split?.(event.messaging) ?? [event.messaging]
  return parts.map((messaging) => ({
    account: accountOf(event.entry),
    dedupeKey: network.eventKey?.(messaging) ?? documentedKey(messaging) ?? contentKey(event, messaging),
    payload: { ...event, messaging },
  }))
}

/** A message has an id; what happens to it is told apart by who did it, what and when. */
function documentedKey(event: JsonObject): string | null {
  const { message, postback, message_edit: edit, reaction, read } = event
  if (isObject(message)) return keyOf(nameOf(message), message.mid)
  if (isObject(postback)) return keyOf('postback', postback.mid)
  if (isObject(edit)) return keyOf('edit', edit.mid, edit.num_edit)
  if (isObject(reaction))
    return keyOf('reaction', reaction.mid, senderOf(event), reaction.action, event.timestamp)
  if (isObject(read)) return keyOf('read', senderOf(event), read.watermark ?? read.mid)
  return null
}

function nameOf(message: JsonObject): string {
  if (message.is_deleted === true) return 'unsend'
  return message.is_echo === true ? 'echo' : 'message'
}

export function senderOf({ sender }: JsonObject): Json | undefined {
  return isObject(sender) ? sender.id : undefined
}

/** The time of the entry only tells apart what has none of its own: it is not of the happening. */
function contentKey({ entry, time }: MessagingEvent, event: JsonObject): string {
  const kind = Object.keys(event).find((key) => !['sender', 'recipient', 'timestamp'].includes(key))
  const dated = event.timestamp === undefined && time !== undefined ? { time } : {}
  return digestKey(kind ?? 'event', { entry, ...dated, event })
}
