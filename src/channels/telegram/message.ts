import type { InboundEvent, MessageContent, Referral } from '../inbound.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { readTime } from '../shared/time.ts'
import { contentOf } from './content.ts'
import { externalIdOf, type Sender, senderOf, threadOf } from './parties.ts'
import { Message, read } from './payload.ts'
import { serviceEvent } from './service.ts'

/** Any update that is a Message: what was written, pressed or changed in a chat. */
export function messageEvent(raw: JsonObject, subject: string, accountId: string): InboundEvent {
  const message = read(Message, raw, subject)
  const sender = senderOf(message, accountId)
  const service = serviceEvent(raw, message, sender, accountId)
  if (service) return service
  const content = contentOf(raw, message)
  return content ? written(message, sender, content) : unknownContent(raw, message)
}

export function editEvent(raw: JsonObject, subject: string, accountId: string): InboundEvent {
  const message = read(Message, raw, subject)
  const content = contentOf(raw, message)
  if (!content) return unknownContent(raw, message)
  return {
    kind: 'edit',
    at: readTime(message.edit_date),
    thread: threadOf(message),
    customer: senderOf(message, accountId).customer,
    messageExternalId: externalIdOf(message),
    content,
  }
}

function written(message: Message, { own, customer }: Sender, content: MessageContent): InboundEvent {
  const replyTo = replyOf(message)
  const referral = own ? null : referralOf(content)
  return {
    kind: own ? 'echo' : 'message',
    at: readTime(message.date),
    thread: threadOf(message),
    customer,
    externalId: externalIdOf(message),
    content,
    ...(replyTo !== null && { replyTo }),
    ...(isObject(message.forward_origin) && { forwarded: true }),
    ...(referral !== null && { referral }),
  }
}

/**
 * Every message of a forum topic comes as a reply to the service message that made the topic, whose id is the
 * topic's: nobody answered that.
 */
function replyOf(message: Message): string | null {
  const answered = message.reply_to_message
  if (!answered) return null
  const topic = message.is_topic_message ? message.message_thread_id : undefined
  if (topic !== undefined && String(answered.message_id) === String(topic)) return null
  return externalIdOf(message, answered)
}

/** core.telegram.org/bots/features#deep-linking: `t.me/bot?start=x` sends "/start x", in groups "/start@bot x". */
const DEEP_LINK = /^\/start(?:@\w+)? ([\w-]{1,64})$/

function referralOf({ text }: MessageContent): Referral | null {
  const ref = text?.startsWith('/start') ? DEEP_LINK.exec(text)?.[1] : undefined
  return ref === undefined ? null : { source: 'deep_link', ref }
}

/** Names the fields that may hold the content, but only as far as they look like names. */
function unknownContent(raw: JsonObject, message: Message): InboundEvent {
  const known = Object.keys(Message.shape)
  const names = Object.keys(raw).filter((key) => !known.includes(key))
  return {
    kind: 'unknown',
    at: readTime(message.date),
    reason: `message type not known; its fields: ${printable(names)}`,
  }
}

export function printable(names: string[]): string {
  const shown = names.slice(0, 20).map((name) => (/^\w{1,64}$/.test(name) ? name : '?'))
  return shown.length === 0 ? 'none' : shown.join(', ')
}
