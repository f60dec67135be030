/** Sends what a method has made of its parameters. */
import type { JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import type { Conversation, MessageDraft, Performed, SimulatedMessage } from '../../network.ts'
import { bad, ok } from './answers.ts'
import { openChat, takeGroupPoints } from './chats.ts'
import { type Markup, readMarkup } from './markup.ts'
import { nextMessageId } from './memory.ts'
import { findShown, messageObject, seconds } from './message-object.ts'
import { botUser, chatObject } from './people.ts'
import type { TelegramRequest } from './request.ts'

/** A message in the making: the fields of the Message, and what the customer sees of it. */
export interface Outgoing {
  fields: JsonObject
  seen: Pick<MessageDraft, 'type' | 'text' | 'attachments' | 'buttons'>
}

export function deliver(request: TelegramRequest, outgoing: Outgoing): Performed {
  const markup = readMarkup(request.params)
  const conversation = openChat(request)
  const replyTo = repliedMessage(request, conversation)
  takeGroupPoints(conversation, request.account, request.world)
  const message = recordOutgoing(request, conversation, outgoing, { markup, replyTo })
  return ok(messageObject(message, conversation, request.world))
}

/** core.telegram.org/bots/api#replyparameters, and the older `reply_to_message_id`. */
export function repliedMessage({ params }: TelegramRequest, conversation: Conversation): string | null {
  const given = params.json('reply_parameters', 'reply parameters')
  if (given !== undefined && !isObject(given)) throw bad('object expected as reply parameters')
  const id = String(given?.message_id ?? params.text('reply_to_message_id') ?? '')
  if (id === '') return null
  if (findShown(conversation, id)) return id
  const isAllowed = given?.allow_sending_without_reply === true || params.flag('allow_sending_without_reply')
  if (!isAllowed) throw bad('message to be replied not found')
  return null
}

export function recordOutgoing(
  { account, world }: TelegramRequest,
  conversation: Conversation,
  { fields, seen }: Outgoing,
  { markup, replyTo }: { markup: Markup; replyTo: string | null },
): SimulatedMessage {
  const id = nextMessageId(account, world)
  const { buttons: ownButtons = [], ...shown } = seen
  const buttons = [...ownButtons, ...markup.buttons]
  conversation.typingUntil = 0
  return world.record(conversation, {
    id: String(id),
    direction: 'OUT',
    ...shown,
    ...(buttons.length > 0 && { buttons }),
    ...(buttons.some(({ kind }) => kind === 'reply') && { presses: [] }),
    ...(replyTo !== null && { replyTo }),
    native: {
      message_id: id,
      from: botUser(account),
      chat: chatObject(conversation),
      date: seconds(world.now()),
      ...fields,
      ...(markup.shown && { reply_markup: markup.shown }),
    },
  })
}
