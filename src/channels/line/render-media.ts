import type { MediaContent } from '../outbound.ts'
import { webAddress } from '../shared/content-rules.ts'
import { invalid, unsupported } from '../shared/refusal.ts'
import { type Draft, draft, type LineMessage } from './draft.ts'
import * as limits from './limits.ts'
import { mediaAddress, textMessage, textParts } from './render-text.ts'

/** LINE has no captions: what is written to a picture follows it. */
export function renderMedia(content: MediaContent): Draft {
  if (content.type === 'FILE') return fileLink(content)
  const media = content.type === 'STICKER' ? sticker(content) : mediaMessage(content)
  if (!content.caption?.trim()) return draft([media])
  const caption = textParts(content.caption, 'media.caption').map(textMessage)
  return draft([media, ...caption], 'LINE has no captions: the caption follows as a message of its own.')
}

/** …/messaging-api/#image-message, #video-message, #audio-message */
function mediaMessage(content: MediaContent): LineMessage {
  const originalContentUrl = mediaAddress(addressOf(content), 'media.source.url')
  if (content.type === 'AUDIO') return { type: 'audio', originalContentUrl, duration: milliseconds(content) }
  const previewImageUrl = previewOf(content, originalContentUrl)
  return { type: content.type === 'VIDEO' ? 'video' : 'image', originalContentUrl, previewImageUrl }
}

function addressOf({ source, type }: MediaContent): string {
  if ('url' in source) return source.url
  throw unsupported(
    `LINE keeps no files of accounts: ${type} is sent by an https address; by id only stickers.`,
    'media.source',
  )
}

/** A picture is its own preview where no smaller one is given. */
function previewOf({ type, previewUrl }: MediaContent, original: string): string {
  if (previewUrl !== undefined) return mediaAddress(previewUrl, 'media.previewUrl')
  if (type === 'IMAGE') return original
  throw invalid(
    'LINE shows a picture before a video plays: give previewUrl, a JPEG or PNG.',
    'media.previewUrl',
  )
}

function milliseconds({ duration }: MediaContent): number {
  if (duration !== undefined && duration > 0) return Math.max(1, Math.round(duration * 1000))
  throw invalid('LINE shows the length of a sound: give duration, above 0 seconds.', 'media.duration')
}

/** Only LINE's own, by both of its ids: …/messaging-api/#sticker-message */
function sticker({ source }: MediaContent): LineMessage {
  const [, packageId, stickerId] = ('id' in source && /^(\d{1,20})\/(\d{1,20})$/.exec(source.id)) || []
  if (packageId !== undefined && stickerId !== undefined) return { type: 'sticker', packageId, stickerId }
  const words = 'LINE sends only its own stickers, by the id “packageId/stickerId”'
  if ('id' in source) throw invalid(`${words}.`, 'media.source')
  throw unsupported(`${words}: the nearest is a picture, as IMAGE.`, 'media.source')
}

/** People send files to accounts, and accounts none: …/messaging-api/#message-objects lists no such type. */
function fileLink(content: MediaContent): Draft {
  const rule = { network: 'LINE', secure: false, maxLength: limits.MEDIA_URL }
  const url = webAddress(addressOf(content), rule, 'media.source.url')
  const text = [content.caption, content.fileName, url].filter((line) => line?.trim()).join('\n')
  const parts = textParts(text, 'media.caption')
  return draft(parts.map(textMessage), 'LINE takes no files from accounts: the link to it is sent as text.')
}
