import type { AttachmentDraft, Json, MessageContent, MessageType } from '../inbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { dataOf } from './data.ts'
import { File, read, Sticker } from './payload.ts'

/** Content before mentions, hashtags and the circumstances of the message are added. */
export type Draft = Pick<MessageContent, 'type' | 'text' | 'attachments' | 'data'>

export function captionOf(message: JsonObject): string | null {
  return typeof message.caption === 'string' ? message.caption : null
}

/** A message that is one file with or without a caption. */
export function fileMessage(type: MessageType, key: string) {
  return (message: JsonObject): Draft => ({
    type,
    text: captionOf(message),
    attachments: [fileOf(type, message[key], key)],
  })
}

export function photoMessage(message: JsonObject): Draft {
  return { type: 'IMAGE', text: captionOf(message), attachments: [photoOf(message.photo, 'photo')] }
}

export function fileOf(type: MessageType, value: Json | undefined, what: string): AttachmentDraft {
  const file = read(File, value, what)
  const attachment: AttachmentDraft = { type, externalId: file.file_id }
  // A video note is a square, and `length` its side: core.telegram.org/bots/api#videonote
  const width = file.width ?? file.length
  const height = file.height ?? file.length
  if (file.mime_type !== undefined) attachment.mimeType = file.mime_type
  if (file.file_name !== undefined) attachment.fileName = file.file_name
  if (file.file_size !== undefined) attachment.size = file.file_size
  if (width !== undefined) attachment.width = width
  if (height !== undefined) attachment.height = height
  if (file.duration !== undefined) attachment.duration = file.duration
  return attachment
}

/** A photo is a list of sizes in no promised order: core.telegram.org/bots/api#photosize */
export function photoOf(sizes: Json | undefined, what: string): AttachmentDraft {
  const all = Array.isArray(sizes) ? sizes : []
  const [first, ...rest] = all.map((size) => fileOf('IMAGE', size, what))
  if (first === undefined) return fileOf('IMAGE', sizes, what)
  return rest.reduce((largest, size) => (area(size) > area(largest) ? size : largest), first)
}

function area({ width = 0, height = 0 }: AttachmentDraft): number {
  return width * height
}

/** Telegram tells a sticker's format by flags: core.telegram.org/bots/api#sticker */
export function stickerMessage(message: JsonObject): Draft {
  const sticker = read(Sticker, message.sticker, 'sticker')
  const mimeType = sticker.is_animated
    ? 'application/x-tgsticker'
    : sticker.is_video
      ? 'video/webm'
      : 'image/webp'
  const attachment = { mimeType, ...fileOf('STICKER', message.sticker, 'sticker') }
  return {
    type: 'STICKER',
    text: sticker.emoji ?? null,
    attachments: [attachment],
    ...dataOf({ setName: sticker.set_name }),
  }
}

/** Previews that were not paid for have no file: core.telegram.org/bots/api#paidmedia */
export function paidMediaMessage(message: JsonObject): Draft {
  const info = isObject(message.paid_media) ? message.paid_media : {}
  const attachments = listAt(info, 'paid_media').flatMap(paidMedium)
  return {
    type: attachments[0]?.type ?? 'IMAGE',
    text: captionOf(message),
    attachments,
    ...dataOf({ starCount: info.star_count }),
  }
}

function paidMedium(medium: Json): AttachmentDraft[] {
  if (!isObject(medium)) return []
  if (medium.type === 'photo') return [photoOf(medium.photo, 'paid_media.photo')]
  if (medium.type === 'video') return [fileOf('VIDEO', medium.video, 'paid_media.video')]
  if (medium.type === 'live_photo') return [fileOf('VIDEO', medium.live_photo, 'paid_media.live_photo')]
  return []
}
