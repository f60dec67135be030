import type { Conversation, Happening, World } from '../../../network.ts'
import type { Event } from './message-events.ts'
import type { MessagingRules } from './rules.ts'

/**
 * A quick reply is a message with its label; a postback is an event of its own, which Messenger also shows as
 * something that the customer said. Links and calls tell nobody.
 */
export function pressed(
  conversation: Conversation,
  { button }: Extract<Happening, { kind: 'press' }>,
  world: World,
  rules: MessagingRules,
): Event | null {
  const { kind, label, payload = '' } = button
  if (kind !== 'quickReply' && kind !== 'reply') return null
  const { id, at } = world.record(conversation, {
    id: rules.newId(),
    direction: 'IN',
    type: kind === 'reply' ? 'postback' : 'text',
    text: label,
    status: 'delivered',
    native: { payload },
  })
  return kind === 'reply'
    ? { field: 'messaging_postbacks', at, body: { postback: { mid: id, title: label, payload } } }
    : { field: 'messages', at, body: { message: { mid: id, text: label, quick_reply: { payload } } } }
}
