/** Messages of a conversation: …/messenger-platform/reference/send-api */
import type { ContentError, NativeRequest, OutboundMessage, Recipient, Rendering } from '../outbound.ts'
import { isObject, type JsonObject } from './json.ts'
import { graphPath } from './meta-graph.ts'
import { draftList } from './meta-lists.ts'
import type { Draft, MetaNetwork } from './meta-network.ts'
import { privateRecipient } from './meta-private-replies.ts'
import { draftQuickReplies } from './meta-replies.ts'
import { invalid } from './meta-rules.ts'
import { draftButtons, draftCarousel } from './meta-templates.ts'
import { draftContact, draftLocation, draftText } from './meta-texts.ts'
import { partReference } from './part-reference.ts'

type Account = { externalId: string }

/** The one host of each network, by the name that requests have for it. */
export const HOST = 'api'

export function renderConversation(
  message: OutboundMessage,
  account: Account,
  network: MetaNetwork,
): Rendering {
  const draft = draftContent(message, network)
  if ('error' in draft) return refused(draft.error)
  if (message.privateReplyTo && draft.messages.length > 1)
    return refused(tooMuchForOne(message, draft, network))
  const { quote, losses } = quoted(message, draft.messages, network)
  const requests = draft.messages.map((native, index): NativeRequest => {
    const metadata = network.metadata ? { metadata: partReference(message.reference, index) } : {}
    return messagesRequest(account, {
      recipient: addressed(message),
      ...messagingType(message, native),
      message: { ...native, ...metadata },
      ...(index === 0 && quote),
    })
  })
  return { ok: true, requests, losses: [...draft.losses, ...losses] }
}

export function refused(error: ContentError): Rendering {
  return { ok: false, error }
}

/** By who it is for, or by the comment that is answered in private. */
function addressed({ recipient, privateReplyTo }: OutboundMessage): JsonObject {
  return privateReplyTo ? privateRecipient(privateReplyTo) : nativeRecipient(recipient)
}

/** "Only one message can be sent to the person who commented": …/discovery/private-replies */
function tooMuchForOne(
  { content }: OutboundMessage,
  { messages }: { messages: readonly JsonObject[] },
  { name, text: { limit, unit } }: MetaNetwork,
): ContentError {
  const most = `${limit.toLocaleString('en')} ${unit === 'BYTES' ? 'bytes' : 'characters'} of text`
  const message = `${name} takes one message in private for a comment, of at most ${most}: this would be ${messages.length}.`
  return invalid(message, content.kind).error
}

/** Also what `sender_action` is sent to. */
export function messagesRequest(account: Account, body: JsonObject): NativeRequest {
  return { method: 'POST', host: HOST, path: graphPath(account.externalId, 'messages'), body }
}

/** A visitor of a website is known by a `user_ref` alone, which the inbound half marks so. */
export function nativeRecipient({ customerId, thread }: Recipient): JsonObject {
  const id = customerId ?? thread.externalId
  return id.startsWith('user_ref:') ? { user_ref: id.slice('user_ref:'.length) } : { id }
}

function draftContent({ content }: OutboundMessage, network: MetaNetwork): Draft {
  switch (content.kind) {
    case 'text':
      return draftText(content, network)
    case 'quickReplies':
      return draftQuickReplies(content, network)
    case 'buttons':
      return draftButtons(content, network)
    case 'list':
      return draftList(content, network)
    case 'carousel':
      return draftCarousel(content, network)
    case 'media':
      return network.media(content)
    case 'location':
      return draftLocation(content, network)
    case 'contact':
      return draftContact(content, network)
    case 'template':
      return network.template(content)
    case 'native':
      return draftNative(content.payload, network)
  }
}

/** The `message` object as it is, but for our reference. */
function draftNative(payload: unknown, network: MetaNetwork): Draft {
  if (!isObject(payload) || Object.keys(payload).length === 0)
    return invalid(`The native content of ${network.name} is the message object of its Send API.`, 'native')
  const { metadata: _, ...message } = payload
  return { messages: [message], losses: [] }
}

/** An approved template may be sent at any time, and a person may answer for seven days. …/send-api#messaging_type */
function messagingType({ humanAgent }: OutboundMessage, native: JsonObject): JsonObject {
  if (isTemplate(native)) return { messaging_type: 'UTILITY' }
  if (humanAgent === true) return { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
  return { messaging_type: 'RESPONSE' }
}

function isTemplate(native: JsonObject): boolean {
  return native.template !== undefined
}

/** Only while the usual window of 24 hours is open can a message be quoted: …/send-api#reply_to */
function quoted(
  { replyTo, humanAgent }: OutboundMessage,
  messages: readonly JsonObject[],
  { name, quotes }: MetaNetwork,
): { quote: JsonObject; losses: string[] } {
  if (replyTo === undefined) return { quote: {}, losses: [] }
  const loss = (why: string) => ({ quote: {}, losses: [`${why}: this one stands for itself.`] })
  if (!quotes) return loss(`Messages on ${name} cannot quote another`)
  if (humanAgent === true || messages.some(isTemplate))
    return loss(`Messages on ${name} cannot quote another once the usual window has closed`)
  return { quote: { reply_to: { mid: replyTo.externalId } }, losses: [] }
}
