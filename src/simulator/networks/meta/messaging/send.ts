/** POST /{account}/messages: …/messenger-platform/reference/send-api */
import type { ApiCall, Conversation, Happening, JsonObject, Operation, Performed } from '../../../network.ts'
import { refuse, refuseParameter } from '../errors.ts'
import { parametersOf } from '../request.ts'
import { done, type GraphRequest, type GraphRoute } from '../routes.ts'
import { requireOwn } from '../subscriptions.ts'
import { performAction } from './actions.ts'
import { requireObject, requireText } from './check.ts'
import { messageContent } from './content.ts'
import { checkPrivateReply, recipientId, recipientOf } from './recipient.ts'
import type { MessagingRules } from './rules.ts'
import { allowedMs, checkReachable } from './window.ts'

export function sendRoute(rules: MessagingRules): GraphRoute {
  return {
    method: 'POST',
    edge: 'messages',
    operation: operationOf,
    customer: (call) => recipientId(parametersOf(call)),
    perform: (request) => send(request, rules),
  }
}

function operationOf(call: ApiCall): Operation {
  const { sender_action: action } = parametersOf(call)
  if (action === undefined) return 'send'
  if (action === 'mark_seen') return 'markRead'
  return action === 'react' || action === 'unreact' ? 'react' : 'typing'
}

function send(request: GraphRequest, rules: MessagingRules): Performed {
  const { call, account, world, node } = request
  requireOwn(account, node, call)
  const body = parametersOf(call)
  const { customerId, privately } = recipientOf(request, body, rules)
  if (body.sender_action !== undefined && body.message !== undefined) {
    refuse({
      code: 100,
      subcode: 2018019,
      message: '(#100) Cannot send both message and state at the same time.',
    })
  }
  const conversation = world.conversation(account, customerId)
  if (body.sender_action !== undefined) return performAction(request, body, conversation, rules)
  if (body.message === undefined) refuseParameter('The parameter message is required')
  const allowed = allowedMs(body, rules)
  const content = messageContent(requireObject(body.message, 'message'), request, rules)
  const replyTo = replyToOf(body)
  checkReachable(request, conversation, privately === null ? allowed : Number.POSITIVE_INFINITY, rules)
  if (privately !== null) checkPrivateReply(request, privately, rules)
  const message = world.record(conversation, {
    ...content.shown,
    id: rules.newId(),
    direction: 'OUT',
    native: body.message,
    status: rules.hasDeliveries ? 'delivered' : 'sent',
    ...(content.metadata !== null && { reference: content.metadata }),
    ...(replyTo !== null && { replyTo }),
  })
  conversation.typingUntil = 0
  const { answer } = done({
    recipient_id: customerId,
    message_id: message.id,
    ...(content.attachmentId !== null && { attachment_id: content.attachmentId }),
  })
  return { answer, happenings: told(conversation, message, rules) }
}

function replyToOf({ reply_to: given }: JsonObject): string | null {
  if (given === undefined) return null
  return requireText(requireObject(given, 'reply_to').mid, 'reply_to[mid]', 1000)
}

function told(
  conversation: Conversation,
  message: Conversation['messages'][number],
  rules: MessagingRules,
): Happening[] {
  const echo = { kind: 'echo', conversation, message } as const
  return rules.hasDeliveries ? [echo, { ...echo, kind: 'status', status: 'delivered' }] : [echo]
}
