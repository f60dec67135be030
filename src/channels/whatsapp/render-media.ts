/** Files by address or by WhatsApp's id: …/whatsapp/messages/image-messages and its neighbours */
import type { Json } from '../inbound.ts'
import type { ContentError, MediaContent, MediaType } from '../outbound.ts'
import { checkAddress, checkFilled, given } from '../shared/meta-rules.ts'
import { present } from '../shared/present.ts'
import { textLength } from '../shared/split-text.ts'
import { type Bodies, field, type MessageBody, refused, said } from './render-rules.ts'
import { textBodies } from './render-text.ts'

const MAX_CAPTION = 1024

const TYPES: Readonly<Record<MediaType, string>> = {
  IMAGE: 'image',
  VIDEO: 'video',
  AUDIO: 'audio',
  FILE: 'document',
  STICKER: 'sticker',
}
const WITHOUT_CAPTION: ReadonlySet<MediaType> = new Set<MediaType>(['AUDIO', 'STICKER'])

export function renderMedia(content: MediaContent): Bodies {
  const error = checkSource(content)
  if (error) return refused(error)
  const { type, source } = content
  const name = TYPES[type]
  const file = {
    ...('url' in source ? { link: source.url } : { id: source.id }),
    ...present({ filename: type === 'FILE' ? given(content.fileName) : undefined }),
  }
  const caption = given(content.caption)
  if (caption === undefined) return said([{ type: name, [name]: file }])
  if (WITHOUT_CAPTION.has(type))
    return said(
      [{ type: name, [name]: file }, ...textBodies(caption)],
      [`WhatsApp shows no caption with ${type === 'AUDIO' ? 'audio' : 'stickers'}: it follows as a text.`],
    )
  return said(captioned(name, file, caption), fits(caption) ? [] : [TOO_LONG])
}

const TOO_LONG = `A caption has at most ${MAX_CAPTION} characters on WhatsApp: this one follows as a text.`

/** With its caption; with a text after it where the caption is too long for one. */
export function captioned(type: string, file: { [key: string]: Json }, caption: string): MessageBody[] {
  return fits(caption)
    ? [{ type, [type]: { ...file, caption } }]
    : [{ type, [type]: file }, ...textBodies(caption)]
}

function fits(caption: string): boolean {
  return textLength(caption, 'CHARACTERS') <= MAX_CAPTION
}

function checkSource({ source }: MediaContent): ContentError | null {
  return 'url' in source
    ? checkAddress(source.url, field('a file', 'media.source.url'))
    : checkFilled(source.id, field('the id of a file', 'media.source.id'))
}
