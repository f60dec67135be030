/** Messages and what happens to them: …/webhook-events/messages, /message-echoes, /message-edits, /message-reactions */
import type { InboundEvent, MessageHappened } from '../inbound.ts'
import { noted, unknown, whyNot } from './events.ts'
import { type JsonObject, listAt } from './json.ts'
import { readContent, textual } from './meta-content.ts'
import * as payload from './meta-payload.ts'
import { referralOf } from './meta-referral.ts'
import { privateThread, type Scene } from './meta-scene.ts'
import { present } from './present.ts'

export function readMessage(raw: JsonObject, scene: Scene): InboundEvent {
  const { at, customer, fromAccount } = scene
  const parsed = payload.message.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('message', parsed.error))
  const message = parsed.data
  const { mid } = message
  if (mid === undefined) return unknown(at, 'the message has no mid')
  // Taken back by its sender: the platform's terms want the content gone.
  if (message.is_deleted) return { kind: 'unsend', at, messageExternalId: mid }
  if (!customer) return unknown(at, 'the message names nobody it is from or to')
  const reading = readContent(message, listAt(raw, 'attachments'))
  if ('reason' in reading) return unknown(at, reading.reason)
  const kind = fromAccount ? 'echo' : message.quick_reply ? 'postback' : 'message'
  return {
    kind,
    externalId: mid,
    at,
    thread: privateThread(customer),
    customer,
    content: reading.content,
    ...circumstancesOf(raw, message, scene),
  }
}

type Circumstances = Pick<MessageHappened, 'replyTo' | 'referral' | 'clientReference' | 'standby'>

function circumstancesOf(raw: JsonObject, message: payload.Message, scene: Scene): Circumstances {
  return present({
    replyTo: message.reply_to?.mid,
    referral: referralOf(raw.referral) ?? referralOf(scene.event.referral),
    clientReference: scene.fromAccount ? message.metadata : undefined,
    standby: scene.standby || undefined,
  })
}

export function readEdit(raw: JsonObject, { at, customer }: Scene): InboundEvent {
  const parsed = payload.edit.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('message_edit', parsed.error))
  const { mid, text, num_edit } = parsed.data
  // Nothing was edited yet, and what was written comes as a message.
  if (text === undefined)
    return num_edit === '0' ? noted(at, 'message_edit') : unknown(at, 'the edit has no text')
  if (!customer) return unknown(at, 'the edit names nobody it is from')
  return {
    kind: 'edit',
    messageExternalId: mid,
    at,
    thread: privateThread(customer),
    customer,
    content: textual('TEXT', text),
  }
}

/** The words of …/webhook-events/message-reactions, for events without the emoji itself. */
const EMOJIS: ReadonlyMap<string, string> = new Map([
  ['love', '❤️'],
  ['smile', '😆'],
  ['haha', '😆'],
  ['wow', '😮'],
  ['sad', '😢'],
  ['angry', '😠'],
  ['like', '👍'],
  ['dislike', '👎'],
])

export function readReaction(raw: JsonObject, { at, customer, fromAccount }: Scene): InboundEvent {
  // Not the customer's, and what the business reacts has no place in the graph.
  if (fromAccount) return noted(at, 'reaction of the business')
  const parsed = payload.reaction.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('reaction', parsed.error))
  if (!customer) return unknown(at, 'the reaction names nobody it is from')
  const { mid, action, reaction, emoji } = parsed.data
  const shown = emoji ?? (reaction && (EMOJIS.get(reaction) ?? reaction))
  if (action !== 'unreact' && shown === undefined) return unknown(at, 'the reaction shows nothing')
  return {
    kind: 'reaction',
    messageExternalId: mid,
    at,
    thread: privateThread(customer),
    customer,
    emojis: action === 'unreact' || shown === undefined ? [] : [shown],
  }
}
