/** …/messenger-platform/send-messages/sender-actions */
import type { Conversation, JsonObject, Performed } from '../../../network.ts'
import { refuse, refuseParameter } from '../errors.ts'
import { done, type GraphRequest } from '../routes.ts'
import { requireObject, requireText } from './check.ts'
import { emojiOf } from './reactions.ts'
import type { MessagingRules } from './rules.ts'
import { checkReachable } from './window.ts'

const ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact']
const DAY_MS = 86_400_000
/** The dots go after this, or with the message. */
const TYPING_MS = 20_000

export function performAction(
  request: GraphRequest,
  body: JsonObject,
  conversation: Conversation,
  rules: MessagingRules,
): Performed {
  const { sender_action: action } = body
  const { world } = request
  if (typeof action !== 'string' || !ACTIONS.includes(action)) {
    refuseParameter(`Param sender_action must be one of {${ACTIONS.join(', ')}}`)
  }
  checkReachable(request, conversation, DAY_MS, rules)
  if (action === 'typing_on') conversation.typingUntil = world.now() + TYPING_MS
  else if (action === 'typing_off') conversation.typingUntil = 0
  else if (action === 'mark_seen') conversation.seenByBusinessAt = world.now()
  else react(request, body, conversation, action)
  return done({ recipient_id: conversation.customer.id })
}

function react(
  { account, world }: GraphRequest,
  body: JsonObject,
  conversation: Conversation,
  action: string,
): void {
  const payload = requireObject(body.payload, 'payload')
  const id = requireText(payload.message_id, 'payload[message_id]', 1000)
  const found = world.findMessage(account, id)
  if (found?.conversation !== conversation || found.message.deleted) {
    refuse({ code: 10900, subcode: 9000001, message: '(#10900) The message is no longer available' })
  }
  const emoji = action === 'unreact' ? null : emojiOf(requireText(payload.reaction, 'payload[reaction]', 20))
  world.react(found.message, 'business', emoji)
}
