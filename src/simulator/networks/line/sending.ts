/** developers.line.biz/en/reference/messaging-api/#send-reply-message and #send-push-message */
import type { Json, JsonObject } from '../../json.ts'
import { withLoaded } from '../../load-links.ts'
import type { Conversation, Performed, World } from '../../network.ts'
import { messageList, messagesOf } from './messages.ts'
import { countPush, requireQuota } from './quota.ts'
import { answer, readBody, refused, requireRule } from './refusals.ts'
import type { LineRequest } from './request.ts'
import { keepRetryKey, readRetryKey, refuseRetryKey } from './retry-keys.ts'
import { bool, object, optional, required, text } from './rules.ts'
import { seenMessage } from './seen.ts'
import { findReplyToken, nextMessageId, quotedMessage, quoteToken, spendReplyToken } from './tokens.ts'

const common = { messages: required(messageList), notificationDisabled: optional(bool) }
const replyBody = object({ ...common, replyToken: required(text(200)) })
const pushBody = object({ ...common, to: required(text(100)) })
const validateBody = object({ messages: required(messageList) })

export function reply({ call, account, world }: LineRequest): Performed {
  refuseRetryKey(call)
  const body = readBody(call)
  requireRule(body, replyBody)
  const token = String(body.replyToken)
  const conversation = findReplyToken(account, token, world.now())
  if (!conversation) throw refused(400, 'Invalid reply token')
  const sentMessages = send(messagesOf(body), conversation, world, {
    call,
    isBlocked: isBlocked(call, conversation),
  })
  spendReplyToken(account, token)
  return { answer: answer(200, { sentMessages }) }
}

export function push({ call, account, world }: LineRequest): Performed {
  const key = readRetryKey(call, account, world.now())
  const body = readBody(call)
  requireRule(body, pushBody)
  const to = String(body.to)
  if (!isChatId(to) && !world.findConversation(account, to)) {
    throw refused(400, "The property, 'to', in the request body is invalid (line: -, column: -)")
  }
  requireQuota(account, world.now())
  const conversation = world.conversation(account, to)
  const blocked = isBlocked(call, conversation)
  const sentMessages = send(messagesOf(body), conversation, world, {
    call,
    isBlocked: blocked,
    ...(key !== null && { reference: key }),
  })
  if (!blocked) countPush(account, world.now())
  const answered = answer(200, { sentMessages })
  const requestId = answered.headers?.['x-line-request-id'] ?? ''
  if (key !== null) keepRetryKey(account, key, { requestId, sentMessages, at: world.now() })
  return { answer: answered }
}

/** …#validate-message-objects-of-reply-message: checks, and sends nothing. */
export function validate({ call }: LineRequest): Performed {
  requireRule(readBody(call), validateBody)
  return { answer: answer(200, {}) }
}

/** Of a person, a group or a room: …#common-properties of sources. */
function isChatId(id: string): boolean {
  return /^[UCR][0-9a-f]{32}$/.test(id)
}

function isBlocked(call: LineRequest['call'], conversation: Conversation): boolean {
  return call.recipientBlocked || conversation.blocked
}

/** LINE takes messages to people who blocked the account, and shows them to nobody: …/retrying-api-request/ */
function send(
  messages: JsonObject[],
  conversation: Conversation,
  world: World,
  { call, isBlocked, reference }: { call: LineRequest['call']; isBlocked: boolean; reference?: string },
): Json[] {
  for (const [index, message] of messages.entries()) requireKnownQuote(message, index)
  conversation.typingUntil = 0
  return messages.map((message) => {
    const quoted = typeof message.quoteToken === 'string' ? quotedMessage(message.quoteToken) : null
    const { id } = world.record(conversation, {
      id: nextMessageId(world),
      direction: 'OUT',
      ...opened(seenMessage(message), call, world),
      ...(quoted !== null && { replyTo: quoted }),
      ...(reference !== undefined && { reference }),
      ...(isBlocked && { status: 'failed', hidden: true }),
    })
    return QUOTABLE.includes(String(message.type)) ? { id, quoteToken: quoteToken(id) } : { id }
  })
}

/** People's phones fetch the files when they show the message; what cannot be had stays an address. */
function opened(seen: ReturnType<typeof seenMessage>, call: LineRequest['call'], world: World) {
  if (!seen.attachments) return seen
  return { ...seen, attachments: seen.attachments.map((one) => withLoaded(call, one, world) ?? one) }
}

/** …/docs/messaging-api/get-quote-tokens/ */
const QUOTABLE = ['text', 'textV2', 'sticker', 'image', 'video', 'template', 'flex']

function requireKnownQuote(message: JsonObject, index: number): void {
  if (typeof message.quoteToken !== 'string' || quotedMessage(message.quoteToken) !== null) return
  throw refused(400, `The property, 'messages[${index}].quoteToken', in the request body is invalid`)
}
