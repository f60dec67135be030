/** POST /{phone-number-id}/messages: messages, reactions, and marking as read with or without typing. */
import { randomBytes } from 'node:crypto'
import { isObject } from '../../json.ts'
import type {
  Conversation,
  Happening,
  JsonObject,
  Performed,
  SimulatedMessage,
  StatusError,
} from '../../network.ts'
import { refuseParameter } from '../meta/errors.ts'
import { parametersOf, text } from '../meta/request.ts'
import { done, type GraphRequest, success } from '../meta/routes.ts'
import { requireOwn } from '../meta/subscriptions.ts'
import { optionalText, requireObject, requireText } from './check.ts'
import { contentOf } from './content.ts'
import type { Content } from './content-shape.ts'
import { refuseCloud, statusError } from './errors.ts'
import { displayPhone } from './numbers.ts'

const DAY_MS = 86_400_000
/** The indicator goes after 25 seconds, or with the answer. */
const TYPING_MS = 25_000

export function wamid(): string {
  return `wamid.${randomBytes(24).toString('base64')}`
}

/** Whom it is for, as WhatsApp spells them; undefined where the call names nobody. */
export function recipientOf(body: JsonObject): string | undefined {
  const { to, recipient } = body
  if (typeof to === 'string' || typeof to === 'number') {
    return body.recipient_type === 'group' ? String(to) : String(to).replace(/[\s()+-]/g, '')
  }
  // A business-scoped user id, of people whose number is unknown.
  return text(recipient)
}

export function sendMessage(request: GraphRequest): Performed {
  const { call, account, node } = request
  const body = parametersOf(call)
  requireOwn(account, node, call)
  if (body.messaging_product !== 'whatsapp') refuseParameter('The parameter messaging_product is required.')
  if (body.status !== undefined) return markRead(request, body)
  const recipient = recipientOf(body)
  if (recipient === undefined || recipient === '') refuseParameter('The parameter to is required.')
  checkRecipient(request, body, recipient)
  const type = text(body.type) ?? 'text'
  return type === 'reaction' ? react(request, body, recipient) : sendContent(request, body, recipient, type)
}

function checkRecipient({ account }: GraphRequest, body: JsonObject, recipient: string): void {
  if (body.recipient_type !== undefined && !['individual', 'group'].includes(String(body.recipient_type))) {
    refuseCloud(100, 'Param recipient_type must be one of {individual, group}')
  }
  if (recipient === displayPhone(account))
    refuseCloud(131021, 'Sender and recipient phone number is the same')
  const isNumber = body.to !== undefined && body.recipient_type !== 'group'
  if (isNumber && !/^\d{5,20}$/.test(recipient)) refuseCloud(131009, 'to is not a valid phone number')
}

function sendContent(request: GraphRequest, body: JsonObject, recipient: string, type: string): Performed {
  const { account, world } = request
  const reference = optionalText(body.biz_opaque_callback_data, 'biz_opaque_callback_data', 512)
  const content = contentOf(type, body, { account, world })
  const conversation = world.conversation(account, recipient)
  const replyTo =
    body.context === undefined
      ? null
      : requireText(requireObject(body.context, 'context').message_id, "context['message_id']", 512)
  const error = whyUndeliverable(request, conversation, content)
  const message = world.record(conversation, {
    ...content,
    id: wamid(),
    direction: 'OUT',
    native: body,
    hidden: error !== null,
    status: error ? 'failed' : 'delivered',
    ...(reference !== null && { reference }),
    ...(replyTo !== null && { replyTo }),
  })
  conversation.typingUntil = 0
  return accepted(body, recipient, message, statuses(conversation, message, error))
}

/** What WhatsApp finds out only after it has accepted the message, and tells as the status `failed`. */
function whyUndeliverable(
  { call, world }: GraphRequest,
  { blocked, lastWroteAt }: Conversation,
  { type }: Content,
): StatusError | null {
  if (blocked || call.recipientBlocked) return statusError(131026, 'Message Undeliverable.')
  if (type === 'template' || world.now() - lastWroteAt <= DAY_MS) return null
  return statusError(
    131047,
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  )
}

function statuses(
  conversation: Conversation,
  message: SimulatedMessage,
  error: StatusError | null,
): Happening[] {
  const status = { kind: 'status', conversation, message } as const
  if (error) return [{ ...status, status: 'failed', error }]
  return [
    { ...status, status: 'sent' },
    { ...status, status: 'delivered' },
  ]
}

/** Of a reaction only `sent` is told: …/whatsapp/cloud-api/messages/reaction-messages */
function react({ account, world }: GraphRequest, body: JsonObject, recipient: string): Performed {
  const reaction = requireObject(body.reaction, 'reaction')
  const target = requireText(reaction.message_id, "reaction['message_id']", 512)
  const emoji = text(reaction.emoji)
  if (emoji === undefined) refuseCloud(131008, "reaction['emoji'] is required")
  if (
    emoji !== '' &&
    !/^(\p{Extended_Pictographic}|\p{Regional_Indicator}|[#*0-9]\u{FE0F}?\u{20E3})/u.test(emoji)
  ) {
    refuseCloud(131009, "reaction['emoji'] must be one emoji")
  }
  const found = world.findMessage(account, target)
  if (found?.conversation.customer.id !== recipient) {
    refuseCloud(131009, "reaction['message_id'] is no message of this conversation")
  }
  world.react(found.message, 'business', emoji === '' ? null : emoji)
  const reference = optionalText(body.biz_opaque_callback_data, 'biz_opaque_callback_data', 512)
  const message = world.record(found.conversation, {
    id: wamid(),
    direction: 'OUT',
    type: 'reaction',
    text: emoji,
    native: body,
    hidden: true,
    ...(reference !== null && { reference }),
  })
  const happening = { kind: 'status', conversation: found.conversation, message, status: 'sent' } as const
  return accepted(body, recipient, message, [happening])
}

function accepted(
  body: JsonObject,
  recipient: string,
  message: SimulatedMessage,
  happenings: Happening[],
): Performed {
  const input = String(body.to ?? recipient)
  const contact = body.to === undefined ? { input, user_id: recipient } : { input, wa_id: recipient }
  const { answer } = done({
    messaging_product: 'whatsapp',
    contacts: [contact],
    messages: [{ id: message.id, ...(message.type === 'template' && { message_status: 'accepted' }) }],
  })
  return { answer, happenings }
}

function markRead({ account, world }: GraphRequest, body: JsonObject): Performed {
  if (body.status !== 'read') refuseCloud(100, 'Param status must be one of {read}')
  const id = requireText(body.message_id, 'message_id', 512)
  const found = world.findMessage(account, id)
  if (found?.message.direction !== 'IN') refuseCloud(131009, 'message_id is not a message that was received')
  found.conversation.seenByBusinessAt = world.now()
  if (body.typing_indicator !== undefined) {
    if (!isObject(body.typing_indicator) || body.typing_indicator.type !== 'text') {
      refuseCloud(100, "Param typing_indicator['type'] must be one of {text}")
    }
    found.conversation.typingUntil = world.now() + TYPING_MS
  }
  return success
}
