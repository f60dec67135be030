import type { MediaContent } from '../outbound.ts'
import { webAddress } from '../shared/content-rules.ts'
import { present } from '../shared/present.ts'
import { textLength } from '../shared/split-text.ts'
import { type Draft, draft, type Part, part } from './draft.ts'
import * as limits from './limits.ts'
import { joined, textParts } from './render-text.ts'

/** Telegram fetches the file from the address, or has it already: core.telegram.org/bots/api#sending-files */
export function renderMedia(content: MediaContent): Draft {
  const file = fileOf(content)
  if (!isFetched(content, file)) return linkText(content, file)
  const { caption, own } = captionOf(content)
  const following = own === undefined ? [] : textParts(own, 'media.caption')
  return draft(
    [filePart(content, file, caption), ...following],
    own !== undefined && captionLoss(content),
    isRenamed(content, file) && 'Telegram names a file as its address does: the given name is not shown.',
  )
}

function fileOf({ source }: MediaContent): string {
  return 'id' in source ? source.id : webUrl(source.url, 'media.source.url')
}

function webUrl(url: string, path: string): string {
  return webAddress(url, { network: 'Telegram', secure: false }, path)
}

/** "In sendDocument, sending by URL will currently only work for GIF, PDF and ZIP files". */
const FETCHED_FILES = new Set(['gif', 'pdf', 'zip'])

/** An address that does not tell the kind of its file is tried. */
function isFetched({ type, source }: MediaContent, file: string): boolean {
  if (type !== 'FILE' || 'id' in source) return true
  const extension = /\.(\w{1,8})$/.exec(new URL(file).pathname)?.[1]
  return extension === undefined || FETCHED_FILES.has(extension.toLowerCase())
}

function linkText({ caption, fileName }: MediaContent, url: string): Draft {
  return draft(
    textParts(joined([caption, fileName, url], '\n'), 'media.caption'),
    'Telegram fetches only PDF, ZIP and GIF files from an address: the link is sent as text.',
  )
}

/** What fits as a caption; what does not, or where stickers have none, is a message of its own. */
function captionOf({ type, caption }: MediaContent): { caption?: string; own?: string } {
  if (!caption?.trim()) return {}
  const fits = type !== 'STICKER' && textLength(caption, 'CHARACTERS') <= limits.CAPTION
  return fits ? { caption } : { own: caption }
}

function captionLoss({ type }: MediaContent): string {
  const why =
    type === 'STICKER'
      ? 'Telegram has no captions of stickers'
      : `Telegram takes captions of up to ${limits.CAPTION} characters`
  return `${why}: the caption follows as a message of its own.`
}

function isRenamed({ type, fileName, source }: MediaContent, file: string): boolean {
  if (type !== 'FILE' || fileName === undefined || 'id' in source) return false
  return !new URL(file).pathname.endsWith(`/${encodeURIComponent(fileName)}`)
}

function filePart(content: MediaContent, file: string, caption: string | undefined): Part {
  const words = present({ caption })
  switch (content.type) {
    case 'IMAGE':
      return part('sendPhoto', { photo: file, ...words })
    case 'VIDEO':
      return part('sendVideo', { video: file, ...words, ...lengthOf(content), ...coverOf(content) })
    case 'AUDIO':
      return part('sendAudio', { audio: file, ...words, ...lengthOf(content) })
    case 'FILE':
      return part('sendDocument', { document: file, ...words })
    case 'STICKER':
      return part('sendSticker', { sticker: file })
  }
}

/** Whole seconds. */
function lengthOf({ duration }: MediaContent): { duration?: number } {
  return duration === undefined ? {} : { duration: Math.max(0, Math.round(duration)) }
}

function coverOf({ previewUrl }: MediaContent): { cover?: string } {
  return previewUrl === undefined ? {} : { cover: webUrl(previewUrl, 'media.previewUrl') }
}
