/** What customers write, as message objects of webhooks: developers.line.biz/en/reference/messaging-api/#message-event */
import { isObject, type JsonObject } from '../../json.ts'
import type { Conversation, SimulatedAttachment, SimulatedMessage, World } from '../../network.ts'
import { markAsReadToken, nextMessageId, quoteToken } from './tokens.ts'

/** LINE has no captions: text and each file are messages of their own. */
export function split(
  message: SimulatedMessage,
  conversation: Conversation,
  world: World,
): SimulatedMessage[] {
  const [first, ...others] = message.attachments ?? []
  if (!first) return [message]
  const { text } = message
  message.attachments = [first]
  message.text = null
  const record = (part: Pick<SimulatedMessage, 'type' | 'text'> & { attachments?: SimulatedAttachment[] }) =>
    world.record(conversation, { id: nextMessageId(world), direction: 'IN', native: null, ...part })
  const files = others.map((file) => record({ type: file.type, text: null, attachments: [file] }))
  return [message, ...files, ...(text === null ? [] : [record({ type: 'text', text })])]
}

export function writtenMessage(
  message: SimulatedMessage,
  conversation: Conversation,
  world: World,
): JsonObject {
  const content = messageContent(message, world)
  return {
    id: message.id,
    ...content,
    ...(QUOTABLE.includes(String(content.type)) && { quoteToken: quoteToken(message.id) }),
    ...(message.replyTo !== undefined && { quotedMessageId: message.replyTo }),
    markAsReadToken: markAsReadToken(conversation, message.id),
  }
}

const QUOTABLE = ['text', 'image', 'video', 'sticker']

function messageContent(message: SimulatedMessage, world: World): JsonObject {
  const given = isObject(message.native) ? message.native : {}
  const [attachment] = message.attachments ?? []
  if (!attachment) return textContent(message.text ?? '', given)
  switch (attachment.type) {
    case 'image':
      return { type: 'image', contentProvider: provider(attachment) }
    case 'video':
    case 'audio':
      return {
        type: attachment.type,
        duration: duration(attachment),
        contentProvider: provider(attachment),
      }
    case 'file':
      return { type: 'file', ...fileFields(attachment, world) }
    case 'sticker':
      return stickerContent(attachment)
    case 'location':
      return locationContent(attachment)
    // LINE has no contacts: people send them as text.
    case 'contact':
      return textContent([attachment.name, attachment.phone].filter(Boolean).join(' '), {})
  }
}

function textContent(text: string, { mention, emojis }: JsonObject): JsonObject {
  return {
    type: 'text',
    text,
    ...(mention !== undefined && { mention }),
    ...(emojis !== undefined && { emojis }),
  }
}

/** A file that was given by its address is told by it; others lie at LINE. */
function provider({ url }: SimulatedAttachment): JsonObject {
  if (url === undefined) return { type: 'line' }
  return { type: 'external', originalContentUrl: url, previewImageUrl: url }
}

/** Milliseconds; `native.duration` of the control API says how long it is. */
function duration({ native }: SimulatedAttachment): number {
  return isObject(native) && typeof native.duration === 'number' ? native.duration : 1000
}

function fileFields({ fileName, mediaId }: SimulatedAttachment, world: World): JsonObject {
  const file = mediaId === undefined ? null : world.media.get(mediaId)
  return { fileName: fileName ?? file?.fileName ?? 'file', fileSize: file?.size ?? 0 }
}

function stickerContent({ native }: SimulatedAttachment): JsonObject {
  const given = isObject(native) ? native : {}
  return {
    type: 'sticker',
    packageId: String(given.packageId ?? '446'),
    stickerId: String(given.stickerId ?? '1988'),
    stickerResourceType: String(given.stickerResourceType ?? 'STATIC'),
  }
}

function locationContent({ name, address, latitude, longitude }: SimulatedAttachment): JsonObject {
  return {
    type: 'location',
    ...(name !== undefined && { title: name }),
    ...(address !== undefined && { address }),
    latitude: latitude ?? 0,
    longitude: longitude ?? 0,
  }
}
