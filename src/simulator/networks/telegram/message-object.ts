/** Message: core.telegram.org/bots/api#message */
import { isObject, type JsonObject } from '../../json.ts'
import type { Conversation, SimulatedAttachment, SimulatedMessage, World } from '../../network.ts'
import type { FileRef } from './files.ts'
import { mediaFields } from './media-fields.ts'
import { chatObject, userObject } from './people.ts'

/** As bots are told it; what the bot wrote is kept ready made. */
export function messageObject(
  message: SimulatedMessage,
  conversation: Conversation,
  world: World,
  { isReply = false } = {},
): JsonObject {
  const own = message.direction === 'OUT' && isObject(message.native) ? message.native : null
  return {
    ...(own ?? writtenMessage(message, conversation, world)),
    // "will not contain further reply_to_message fields even if it itself is a reply"
    ...(!isReply && replyFields(message, conversation, world)),
  }
}

export function replyFields(
  { replyTo }: Pick<SimulatedMessage, 'replyTo'>,
  conversation: Conversation,
  world: World,
) {
  const replied = replyTo === undefined ? undefined : findShown(conversation, replyTo)
  return replied ? { reply_to_message: messageObject(replied, conversation, world, { isReply: true }) } : {}
}

export function findShown({ messages }: Conversation, id: string): SimulatedMessage | undefined {
  return messages.find((one) => one.id === id && one.deleted !== true)
}

function writtenMessage(message: SimulatedMessage, conversation: Conversation, world: World): JsonObject {
  return {
    message_id: Number(message.id),
    from: userObject(conversation),
    chat: chatObject(conversation),
    date: seconds(message.at),
    ...content(message, conversation, world),
  }
}

export const seconds = (ms: number): number => Math.floor(ms / 1000)

function content(
  { text, attachments = [] }: SimulatedMessage,
  { account }: Conversation,
  world: World,
): JsonObject {
  const [attachment] = attachments
  if (!attachment) return { text: text ?? '', ...commands(text ?? '') }
  if (attachment.type === 'location') return place(attachment)
  if (attachment.type === 'contact') return contact(attachment)
  const fields = mediaFields(account, fileOf(attachment), world)
  return { ...fields, ...(text !== null && { caption: text }) }
}

/** `native.kind` of the control API tells a voice message from music, and a round video from others. */
function fileOf({ type, mediaId, url, fileName, mimeType, native }: SimulatedAttachment): FileRef {
  const kind = isObject(native) && typeof native.kind === 'string' ? native.kind : KINDS[type]
  return {
    kind: (kind ?? 'document') as FileRef['kind'],
    ...(mediaId !== undefined && { mediaId }),
    ...(url !== undefined && { url }),
    ...(fileName !== undefined && { fileName }),
    ...(mimeType !== undefined && { mimeType }),
  }
}

const KINDS: Partial<Record<SimulatedAttachment['type'], FileRef['kind']>> = {
  image: 'photo',
  video: 'video',
  audio: 'voice',
  file: 'document',
  sticker: 'sticker',
}

/** A place with a name is a venue, which tells its location twice. */
function place({ latitude = 0, longitude = 0, name, address }: SimulatedAttachment): JsonObject {
  const location = { latitude, longitude }
  if (name === undefined) return { location }
  return { venue: { location, title: name, address: address ?? '' }, location }
}

function contact({ name = '', phone = '' }: SimulatedAttachment): JsonObject {
  const [first = '', ...others] = name.split(' ')
  return {
    contact: {
      phone_number: phone,
      first_name: first,
      ...(others.length > 0 && { last_name: others.join(' ') }),
    },
  }
}

/** Clients mark a command at the beginning. */
function commands(text: string): JsonObject {
  const command = /^\/[a-z\d_]+(@\w+)?/i.exec(text)?.[0]
  return command === undefined
    ? {}
    : { entities: [{ type: 'bot_command', offset: 0, length: command.length }] }
}
