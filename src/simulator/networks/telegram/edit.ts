/** Changing messages that were sent: core.telegram.org/bots/api#updating-messages */
import { isDeepStrictEqual } from 'node:util'
import { isObject, type JsonObject } from '../../json.ts'
import type { Conversation, Performed, SimulatedMessage } from '../../network.ts'
import { bad, ok } from './answers.ts'
import { openChat } from './chats.ts'
import type { Outgoing } from './deliver.ts'
import { type Markup, readInlineMarkup } from './markup.ts'
import { hasMedia } from './media-fields.ts'
import type { MediaKind } from './media-kinds.ts'
import { findShown, messageObject, seconds } from './message-object.ts'
import type { TelegramRequest } from './request.ts'
import { outgoingItem } from './send-album.ts'
import { captionFields, readCaption, readText } from './send-text.ts'

export function editMessageText(request: TelegramRequest): Performed {
  const { text, entities } = readText(request.params)
  return edit(request, (own) => {
    if (own.text === undefined) throw bad('there is no text in the message to edit')
    const { text: _, entities: __, ...rest } = own
    return {
      fields: { ...rest, text, ...(entities.length > 0 && { entities }) },
      seen: { type: 'text', text },
    }
  })
}

export function editMessageCaption(request: TelegramRequest): Performed {
  const caption = readCaption(request.params)
  return edit(request, (own, { type, attachments }) => {
    if (!hasMedia(own) && own.voice === undefined) throw bad('there is no caption in the message to edit')
    const { caption: _, caption_entities: __, ...rest } = own
    return {
      fields: { ...rest, ...captionFields(caption) },
      seen: { type, text: caption.text === '' ? null : caption.text, ...(attachments && { attachments }) },
    }
  })
}

export function editMessageMedia(request: TelegramRequest): Performed {
  const item = request.params.json('media', 'media')
  if (!isObject(item)) throw bad("can't parse InputMedia: expected an Object")
  const kind = EDITABLE.find((one) => one === item.type)
  if (!kind) throw bad('can\'t parse InputMedia: Can\'t find field "type"')
  const { fields, seen } = outgoingItem(request, { ...item, type: kind })
  return edit(request, (own) => {
    if (!hasMedia(own) && own.text === undefined) throw bad("message can't be edited")
    return { fields: { ...frame(own), ...fields }, seen }
  })
}

export function editMessageReplyMarkup(request: TelegramRequest): Performed {
  return edit(request, null)
}

const EDITABLE: readonly MediaKind[] = ['photo', 'video', 'animation', 'audio', 'document']

/** What stays of a message when its content is another. */
function frame(own: JsonObject): JsonObject {
  const { message_id, from, chat, date, edit_date } = own
  return Object.fromEntries(
    Object.entries({ message_id, from, chat, date, edit_date }).filter(([, value]) => value !== undefined),
  ) as JsonObject
}

type Change = (own: JsonObject, message: SimulatedMessage) => Outgoing

/** Null changes the keyboard alone. A keyboard that is not given again is taken away. */
function edit(request: TelegramRequest, change: Change | null): Performed {
  const { params, world } = request
  if (params.has('inline_message_id')) throw bad('MESSAGE_ID_INVALID')
  const markup = readInlineMarkup(params)
  const conversation = openChat(request)
  const message = ownMessage(request, conversation)
  const { reply_markup: before, ...own } = isObject(message.native) ? message.native : {}
  const { fields, seen } = change?.(own, message) ?? { fields: own, seen: null }
  if (isDeepStrictEqual(fields, own) && isDeepStrictEqual(markup.shown, before ?? null)) {
    throw bad(
      'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
        'content and reply markup of the message',
    )
  }
  if (seen) showEdited(message, seen)
  showButtons(message, markup)
  message.native = {
    ...fields,
    edit_date: seconds(world.now()),
    ...(markup.shown && { reply_markup: markup.shown }),
  }
  return ok(messageObject(message, conversation, world))
}

function ownMessage({ params }: TelegramRequest, conversation: Conversation): SimulatedMessage {
  const id = params.text('message_id')
  if (id === undefined) throw bad('message identifier is not specified')
  const message = findShown(conversation, id)
  if (!message) throw bad('message to edit not found')
  if (message.direction === 'IN') throw bad("message can't be edited")
  return message
}

function showEdited(message: SimulatedMessage, { type, text, attachments }: Outgoing['seen']): void {
  message.type = type
  message.text = text
  message.edited = true
  if (attachments) message.attachments = attachments
  else delete message.attachments
}

function showButtons(message: SimulatedMessage, { buttons }: Markup): void {
  if (buttons.length > 0) message.buttons = buttons
  else delete message.buttons
  if (buttons.some(({ kind }) => kind === 'reply')) message.presses ??= []
}
