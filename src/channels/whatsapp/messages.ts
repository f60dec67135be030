import type { InboundEvent, Json, MessageContent, Party, Referral, Thread } from '../inbound.ts'
import { noted, quote, unknown, whyNot } from '../shared/events.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { readTime } from '../shared/time.ts'
import { readContent } from './content.ts'
import { messageOf } from './failures.ts'
import { type Ids, partyOf } from './party.ts'
import * as payload from './payload.ts'
import { readSystem } from './system.ts'

/** A message and where it happened. */
interface Scene {
  raw: JsonObject
  message: payload.Message
  at: Date | null
  thread: Thread
  customer: Party | null
  /** Sent by the business itself, in its WhatsApp Business app. */
  isEcho: boolean
}

/** An element of `messages` or, with `isEcho`, of `message_echoes`. */
export function readMessage(raw: Json, contacts: readonly Json[], isEcho: boolean): InboundEvent {
  const parsed = payload.message.safeParse(raw)
  if (!parsed.success || !isObject(raw)) return unknown(null, 'the message is not an object')
  const message = parsed.data
  const at = readTime(raw.timestamp)
  if (message.type === 'system') return readSystem(raw, message, at)
  if (message.type === 'revoke') return readRevoke(raw, at)
  const place = placeOf(message, contacts, isEcho)
  if (!place) return unknown(at, 'the message names nobody it is from or to')
  const scene: Scene = { raw, message, at, ...place, isEcho }
  if (message.type === 'reaction') return readReaction(scene)
  if (message.type === 'edit') return readEdit(scene)
  return readStored(scene)
}

type Place = Pick<Scene, 'thread' | 'customer'>

function placeOf(message: payload.Message, contacts: readonly Json[], isEcho: boolean): Place | null {
  const groupId = message.group_id ?? (message.recipient_type === 'group' ? message.to : undefined)
  // In a group an echo is written by the business, and no single customer is the one it is for.
  if (groupId !== undefined && isEcho) return { thread: groupThread(groupId), customer: null }
  const customer = partyOf(isEcho ? recipientOf(message) : senderOf(message), contacts)
  if (groupId !== undefined) return { thread: groupThread(groupId), customer }
  return customer && { thread: { type: 'PRIVATE', externalId: customer.externalId }, customer }
}

function groupThread(externalId: string): Thread {
  return { type: 'GROUP', externalId }
}

function senderOf(message: payload.Message): Ids {
  return { waId: message.from, userId: message.from_user_id, parentId: message.from_parent_user_id }
}

function recipientOf(message: payload.Message): Ids {
  return { waId: message.to, userId: message.to_user_id, parentId: message.to_parent_user_id }
}

function readStored({ raw, message, at, thread, customer, isEcho }: Scene): InboundEvent {
  if (message.id === undefined) return unknown(at, 'the message has no id')
  const reading = readContent(raw)
  if ('reason' in reading) return unknown(at, withErrors(reading.reason, raw))
  return {
    kind: isEcho ? 'echo' : reading.pressed ? 'postback' : 'message',
    externalId: message.id,
    at,
    thread,
    customer,
    content: withProduct(reading.content, message),
    ...contextOf(message),
    ...present({ referral: referralOf(raw.referral) }),
  }
}

/** Types without content, such as `unsupported`, say in `errors` what they were. */
function withErrors(reason: string, raw: JsonObject): string {
  const errors = listAt(raw, 'errors').map(messageOf)
  return [reason, ...errors.slice(0, 3)].join('; ')
}

/** The id is of the message answered, except on forwarded ones: …/reference/messages/text#context */
function contextOf({ context }: payload.Message): { replyTo?: string; forwarded?: true } {
  if (context?.forwarded || context?.frequently_forwarded) return { forwarded: true }
  return present({ replyTo: context?.id })
}

/** Asked from a catalogue: which product it was about. */
function withProduct(content: MessageContent, { context }: payload.Message): MessageContent {
  const product = context?.referred_product
  if (!isObject(product)) return content
  return { ...content, data: { ...content.data, referred_product: product } }
}

/** The advertisement or post whose button opened the chat. */
function referralOf(raw: Json | undefined): Referral | undefined {
  if (!isObject(raw) || Object.keys(raw).length === 0) return undefined
  const parsed = payload.referral.safeParse(raw)
  if (!parsed.success) return undefined
  const { source_type, source_id, source_url, headline, ref } = parsed.data
  return {
    source: source_type ?? 'ad',
    ...present({ ref, url: source_url, headline, adId: source_type === 'post' ? undefined : source_id }),
    data: raw,
  }
}

function readReaction({ raw, at, thread, customer, isEcho }: Scene): InboundEvent {
  // Not the customer's, and what the business reacts in its own app has no place in the graph.
  if (isEcho) return noted(at, 'reaction of the business')
  const parsed = payload.reaction.safeParse(raw.reaction)
  if (!parsed.success) return unknown(at, whyNot('reaction', parsed.error))
  const { message_id, emoji } = parsed.data
  // Taken back: an empty emoji in some versions, none in others.
  const emojis = emoji === undefined ? [] : [emoji]
  return { kind: 'reaction', messageExternalId: message_id, at, thread, customer, emojis }
}

function readEdit({ raw, at, thread, customer }: Scene): InboundEvent {
  const parsed = payload.edit.safeParse(raw.edit)
  if (!parsed.success) return unknown(at, whyNot('edit', parsed.error))
  const inner = isObject(raw.edit) ? raw.edit.message : null
  if (!isObject(inner)) return unknown(at, `edit.message: ${quote(inner)}`)
  const reading = readContent(inner)
  if ('reason' in reading) return unknown(at, `edit.message.${reading.reason}`)
  const { content } = reading
  return { kind: 'edit', messageExternalId: parsed.data.original_message_id, at, thread, customer, content }
}

function readRevoke(raw: JsonObject, at: Date | null): InboundEvent {
  const parsed = payload.revoke.safeParse(raw.revoke)
  if (!parsed.success) return unknown(at, whyNot('revoke', parsed.error))
  return { kind: 'unsend', messageExternalId: parsed.data.original_message_id, at }
}
