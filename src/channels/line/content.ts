/** What a message shows, by its type: …/messaging-api/#message-event */
import type * as z from 'zod'
import type { AttachmentDraft, Json, MessageContent, MessageType } from '../inbound.ts'
import { quote, whyNot } from '../shared/events.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { filled } from './filled.ts'
import * as payload from './payload.ts'
import { readText } from './text.ts'

export type Reading = { content: MessageContent } | { reason: string }

type ContentReader = (message: JsonObject) => Reading

const READERS: ReadonlyMap<string, ContentReader> = new Map([
  ['text', reader(payload.text, readText)],
  ['image', reader(payload.media, readMedia('IMAGE'))],
  ['video', reader(payload.media, readMedia('VIDEO'))],
  ['audio', reader(payload.media, readMedia('AUDIO'))],
  ['file', reader(payload.media, readMedia('FILE'))],
  ['location', reader(payload.location, readLocation)],
  ['sticker', reader(payload.sticker, readSticker)],
])

export function readContent(message: Json | undefined): Reading {
  if (!isObject(message)) return { reason: 'the message is not an object' }
  const { type } = message
  const read = typeof type === 'string' ? READERS.get(type) : undefined
  return read ? read(message) : { reason: `message type ${quote(type)} is not known` }
}

function reader<T extends z.ZodType>(
  schema: T,
  read: (message: z.output<T>, raw: JsonObject) => MessageContent,
): ContentReader {
  return (raw) => {
    const parsed = schema.safeParse(raw)
    return parsed.success ? { content: read(parsed.data, raw) } : { reason: whyNot('message', parsed.error) }
  }
}

/**
 * The file is fetched by the message's id, except where an app sent a URL of its own in the customer's name:
 * then LINE has no file. …/messaging-api/#wh-image
 */
function readMedia(type: MessageType) {
  return (message: Media): MessageContent => {
    const { url, previewImageUrl } = externalFile(message)
    const attachment: AttachmentDraft = {
      type,
      ...(url === undefined ? { externalId: message.id } : { url }),
      ...present({ fileName: message.fileName, size: message.fileSize, duration: secondsOf(message) }),
    }
    const data = present({ previewImageUrl, imageSet: message.imageSet && present(message.imageSet) })
    return { type, text: null, attachments: [attachment], ...filled({ data }) }
  }
}

type Media = z.output<typeof payload.media>

function externalFile({ contentProvider: provider }: Media): { url?: string; previewImageUrl?: string } {
  if (provider?.type !== 'external') return {}
  return present({ url: provider.originalContentUrl, previewImageUrl: provider.previewImageUrl })
}

function secondsOf({ duration }: Media): number | undefined {
  return duration === undefined ? undefined : duration / 1000
}

function readLocation(message: z.output<typeof payload.location>): MessageContent {
  const { latitude, longitude, title, address } = message
  const data = { latitude, longitude, ...present({ name: title, address }) }
  return { type: 'LOCATION', text: null, attachments: [], data }
}

/** A message sticker shows words that the person put on it; the picture itself is only known by its ids. */
function readSticker(message: z.output<typeof payload.sticker>): MessageContent {
  const { packageId, stickerId, stickerResourceType, keywords, text } = message
  const data = present({ packageId, stickerId, stickerResourceType, keywords, text })
  return { type: 'STICKER', text: text ?? null, attachments: [], ...filled({ data }) }
}
