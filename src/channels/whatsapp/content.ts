/** What a message shows, by its type: …/whatsapp/webhooks/reference/messages */
import type * as z from 'zod'
import type { AttachmentDraft, Json, MessageType } from '../inbound.ts'
import { quote } from '../shared/events.ts'
import type { JsonObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { readInteractive } from './interactive.ts'
import * as payload from './payload.ts'
import { type Reader, type Reading, reader, textual } from './reading.ts'

/** Each type keeps its content under a key of its own name. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ['text', reader('text', payload.text, ({ body }) => ({ content: textual('TEXT', body) }))],
  ['image', mediaReader('image', 'IMAGE')],
  ['video', mediaReader('video', 'VIDEO')],
  ['audio', mediaReader('audio', 'AUDIO')],
  ['document', mediaReader('document', 'FILE')],
  ['sticker', mediaReader('sticker', 'STICKER')],
  ['location', reader('location', payload.location, readLocation)],
  ['contacts', readContacts],
  ['button', reader('button', payload.button, readButton)],
  ['interactive', readInteractive],
  ['order', reader('order', payload.order, readOrder)],
])

export function readContent(message: JsonObject): Reading {
  const { type } = message
  const read = typeof type === 'string' ? READERS.get(type) : undefined
  if (typeof type !== 'string' || !read) return { reason: `message type ${quote(type)} is not known` }
  return read(message[type])
}

function mediaReader(name: string, type: MessageType): Reader {
  return reader(name, payload.media, (part) => {
    const attachment: AttachmentDraft = {
      type,
      ...present({
        externalId: part.id,
        url: part.url,
        mimeType: part.mime_type,
        fileName: part.filename,
        size: part.file_size,
        sha256: part.sha256,
      }),
    }
    const data: { [key: string]: Json } = {
      ...(part.voice && { voice: true }),
      ...(part.animated && { animated: true }),
    }
    const content = { ...textual(type, part.caption), attachments: [attachment] }
    return { content: Object.keys(data).length > 0 ? { ...content, data } : content }
  })
}

function readLocation(part: z.output<typeof payload.location>): Reading {
  const { latitude, longitude, name, address, url } = part
  const data = { latitude, longitude, ...present({ name, address, url }) }
  return { content: { type: 'LOCATION', text: null, attachments: [], data } }
}

function readContacts(part: Json | undefined): Reading {
  if (!Array.isArray(part) || part.length === 0)
    return { reason: 'contacts: expected a list with an element' }
  return { content: { type: 'CONTACT', text: null, attachments: [], data: { contacts: part } } }
}

/** The quick reply under a template. */
function readButton(part: z.output<typeof payload.button>): Reading {
  const data = present({ payload: part.payload })
  return { content: { ...textual('INTERACTIVE', part.text), data }, pressed: true }
}

function readOrder(part: z.output<typeof payload.order>, order: JsonObject): Reading {
  return { content: { ...textual('INTERACTIVE', part.text), data: { order } } }
}
