/** What Messenger and Instagram tell: …/messenger-platform/reference/webhook-events */
import type { Conversation, Happening, Json, JsonObject, World } from '../../../network.ts'
import { isSubscribed } from '../subscriptions.ts'
import { commentWebhooks } from './comment-webhooks.ts'
import { type Event, echoOf, said } from './message-events.ts'
import { pressed } from './press-events.ts'
import { nameOf } from './reactions.ts'
import type { MessagingRules } from './rules.ts'

/** How often each message has been edited: Meta counts. */
const edits = new WeakMap<object, number>()

export function messagingWebhooks(rules: MessagingRules): (happening: Happening, world: World) => Json[] {
  return (happening, world) => {
    const about = commentWebhooks(happening, world, rules)
    if (about) return about
    const { conversation } = happening
    const event = eventOf(happening, world, rules)
    if (!event || !isSubscribed(conversation.account, event.field)) return []
    return [envelope(conversation, event, world, rules)]
  }
}

/** Null: the platform is silent. */
function eventOf(happening: Happening, world: World, rules: MessagingRules): Event | null {
  const { conversation } = happening
  switch (happening.kind) {
    case 'message':
      return said(happening.message, world, rules)
    case 'press':
      return pressed(conversation, happening, world, rules)
    case 'echo':
      return echoOf(conversation, happening.message, world, rules)
    case 'status':
      return rules.hasDeliveries && happening.status === 'delivered'
        ? {
            field: 'message_deliveries',
            body: { delivery: { mids: [happening.message.id], watermark: happening.message.at } },
          }
        : null
    case 'read':
      return readOf(happening.messages, rules)
    case 'reaction':
      return reactionOf(happening, rules)
    case 'edit':
      return editOf(happening.message, rules)
    case 'unsend':
      return { field: 'messages', body: { message: { mid: happening.message.id, is_deleted: true } } }
    case 'block':
    case 'unblock':
    // Of comments alone.
    case 'hide':
    case 'unhide':
    case 'like':
      return null
  }
}

function readOf(messages: Conversation['messages'], rules: MessagingRules): Event | null {
  const last = messages.at(-1)
  if (!last) return null
  const read = rules.object === 'page' ? { watermark: last.at } : { mid: last.id }
  return { field: rules.readField, body: { read } }
}

function reactionOf(
  { message, emoji, before }: Extract<Happening, { kind: 'reaction' }>,
  rules: MessagingRules,
): Event | null {
  const told = emoji ?? before
  if (told === null) return null
  const words = { reaction: nameOf(told), emoji: told }
  // Instagram does not say what is taken back.
  const isNamed = emoji !== null || rules.object === 'page'
  const action = emoji === null ? 'unreact' : 'react'
  return {
    field: 'message_reactions',
    body: { reaction: { mid: message.id, action, ...(isNamed && words) } },
  }
}

function editOf(message: Conversation['messages'][number], rules: MessagingRules): Event {
  const count = (edits.get(message) ?? 0) + 1
  edits.set(message, count)
  // Messenger writes the number as a string.
  const num_edit = rules.object === 'page' ? String(count) : count
  return {
    field: 'message_edits',
    body: { message_edit: { mid: message.id, text: message.text ?? '', num_edit } },
  }
}

function envelope(
  { account, customer }: Conversation,
  event: Event,
  world: World,
  rules: MessagingRules,
): JsonObject {
  const [customerId, accountId] = [{ id: customer.id }, { id: account.externalId }]
  const told = {
    sender: event.isFromBusiness ? accountId : customerId,
    recipient: event.isFromBusiness ? customerId : accountId,
    timestamp: event.at ?? world.now(),
    ...event.body,
  }
  return { object: rules.object, entry: [{ id: account.externalId, time: world.now(), messaging: [told] }] }
}
