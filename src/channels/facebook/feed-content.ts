/** What a comment, post or review shows. */
import type { AttachmentDraft, Json, MessageContent, MessageType } from '../inbound.ts'
import type { JsonObject } from '../shared/json.ts'
import { textual } from '../shared/meta-content.ts'
import { present } from '../shared/present.ts'
import type { Activity } from './feed-activity.ts'
import type { ActivityValue, Attachment } from './page-payload.ts'

/** Kept as they were sent: where it stands, what it links to, who can see it, how it rates the page. */
const DATA = [
  'item',
  'post_id',
  'permalink_url',
  'post',
  'link',
  'title',
  'status_type',
  'is_hidden',
  'published',
  'is_published',
  'album_id',
  'event_id',
  'share_id',
  'rating',
  'recommendation_type',
]

export function contentOf({ value, raw }: Activity): MessageContent {
  const text = value.message ?? value.review_text ?? value.story
  const attachments = attachmentsOf(value)
  const mentions = value.message_tags?.map(({ id }) => id) ?? []
  return {
    ...textual(attachments[0]?.type ?? 'TEXT', text || null),
    attachments,
    data: dataOf(raw),
    ...(mentions.length > 0 && { mentions: [...new Set(mentions)] }),
  }
}

/**
 * Edits under a review, and of albums, are seen without what was changed: they must not empty what is stored. A
 * review itself may be without words, and says so by null.
 */
export function tellsContent({ value, raw }: Activity): boolean {
  const isReview = value.item === 'rating' && 'review_text' in raw
  return isReview || value.message !== undefined || attachmentsOf(value).length > 0
}

function dataOf(raw: JsonObject): { [key: string]: Json } {
  const entries = DATA.map((key) => [key, raw[key] ?? null] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== null))
}

/** `link` is the file of a photo or video, and of anything else the page that it points to. */
function attachmentsOf(value: ActivityValue): AttachmentDraft[] {
  const { item, link, photo, video, photos, photo_ids, photo_id, video_id, attachment } = value
  if (item === 'photo') return named(file('IMAGE', { externalId: photo_id, url: link ?? photo }))
  if (item === 'video') return named(file('VIDEO', { externalId: video_id, url: link ?? video }))
  if (photos) return photos.map((url) => file('IMAGE', { url }))
  if (photo_ids) return photo_ids.map((externalId) => file('IMAGE', { externalId }))
  if (video !== undefined) return [file('VIDEO', { externalId: video_id, url: video })]
  if (photo !== undefined) return [file('IMAGE', { externalId: photo_id, url: photo })]
  return attachment ? named(fromNode(attachment)) : []
}

/** None where nothing tells which file it is. */
function named(draft: AttachmentDraft | null): AttachmentDraft[] {
  return draft?.externalId === undefined && draft?.url === undefined ? [] : [draft]
}

function file(
  type: MessageType,
  parts: { [Part in keyof AttachmentDraft]?: AttachmentDraft[Part] | undefined },
): AttachmentDraft {
  return { ...present(parts), type }
}

/** Types such as `photo`, `video_inline`, `animated_image_share`, `sticker`; a shared page is no file. */
function fromNode({ type = '', url, media, target }: Attachment): AttachmentDraft | null {
  const image = media?.image
  if (type.startsWith('video')) return file('VIDEO', { externalId: target?.id, url: media?.source ?? url })
  if (type === 'share' || !image) return null
  const { src, width, height } = image
  const kind = type === 'sticker' ? 'STICKER' : 'IMAGE'
  return file(kind, { externalId: target?.id, url: src ?? url, width, height })
}
