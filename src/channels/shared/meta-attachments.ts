/**
 * Attachments by their type: …/messenger-platform/webhooks/webhook-events/messages,
 * …/instagram-platform/webhooks/examples
 */
import type { AttachmentDraft, Json, MessageType } from '../inbound.ts'
import { quote } from './events.ts'
import { isObject, type JsonObject } from './json.ts'
import * as payload from './meta-payload.ts'
import { present } from './present.ts'

export type Data = { [key: string]: Json }

/** What one attachment adds to the content of its message; lists in `data` go on with those of the others. */
export interface Part {
  /** Absent where it does not decide what the message is, and where nothing can be shown. */
  type?: MessageType
  attachment?: AttachmentDraft
  /** Shown where the message has no text of its own. */
  text?: string
  data?: Data
  /** Why nothing can be shown. */
  reason?: string
}

type Reader = (attachment: payload.Attachment, raw: JsonObject) => Part

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['image', (one) => (one.payload?.sticker_id === undefined ? media('IMAGE', one) : sticker(one))],
  ['video', (one) => media('VIDEO', one)],
  ['audio', (one) => media('AUDIO', one)],
  ['file', (one) => media('FILE', one)],
  ['sticker', sticker],
  ['reel', (one) => shared('VIDEO', one)],
  ['ig_reel', (one) => shared('VIDEO', one)],
  // Pictures and films alike: only their download tells which.
  ['share', (one) => shared('FILE', one)],
  ['post', (one) => shared('FILE', one)],
  ['ig_post', (one) => shared('FILE', one)],
  ['story', (one) => shared('FILE', one)],
  ['ig_story', (one) => shared('FILE', one)],
  ['story_mention', storyMention],
  ['ephemeral', (one) => ({ ...media('FILE', one), data: { ephemeral: true } })],
  ['location', location],
  ['fallback', link],
  ['template', template],
  ['unsupported_type', () => ({ data: { unsupported: true } })],
])

export function attachmentPart(raw: Json): Part {
  const { data: one } = payload.attachment.safeParse(raw)
  if (!one || !isObject(raw)) return { reason: 'the attachment is not an object' }
  const read = one.type === undefined ? undefined : READERS.get(one.type)
  if (read) return read(one, raw)
  // Of a kind that came after this was written, and still a file that can be seen.
  if (one.payload?.url !== undefined) return media('FILE', one)
  return { reason: `attachment type ${quote(raw.type)} is not known` }
}

function media(type: MessageType, { payload: file }: payload.Attachment): Part {
  return { type, attachment: { type, ...present({ url: file?.url }) } }
}

/** Since June 2026 of a type of their own, before that images with a `sticker_id`. */
function sticker(one: payload.Attachment): Part {
  const id = one.payload?.sticker_id
  return { ...media('STICKER', one), ...(id !== undefined && { data: { sticker_id: id } }) }
}

/** What somebody else published: its id and title are not the sender's words. */
function shared(type: MessageType, one: payload.Attachment): Part {
  const { reel_video_id, ig_post_media_id, id, title } = one.payload ?? {}
  const share = present({
    type: one.type,
    id: reel_video_id ?? ig_post_media_id ?? id,
    title: title ?? one.title,
  })
  return { ...media(type, one), data: { shares: [share] } }
}

/** The person's story in which the account is mentioned, to be seen for as long as the story is. */
function storyMention(one: payload.Attachment): Part {
  const { id, url } = one.payload ?? {}
  return { ...media('FILE', one), data: { story: present({ id, url }), mentioned: true } }
}

function location(one: payload.Attachment): Part {
  const coordinates = one.payload?.coordinates
  if (!coordinates) return { reason: 'location: expected coordinates' }
  const { lat: latitude, long: longitude } = coordinates
  return {
    type: 'LOCATION',
    data: {
      latitude,
      longitude,
      ...present({ name: one.title, url: one.payload?.url ?? one.url }),
    },
  }
}

/** A link with its preview; "for unsupported shares … a fallback with no payload might be sent". */
function link(one: payload.Attachment): Part {
  const url = one.payload?.url ?? one.url
  const title = one.payload?.title ?? one.title
  if (url === undefined && title === undefined) return { data: { unsupported: true } }
  return { text: url ?? title ?? '', data: { links: [present({ url, title })] } }
}

/** A template of the business in an echo; from a person the products that a question is about. */
function template(one: payload.Attachment, raw: JsonObject): Part {
  const products = one.payload?.product?.elements
  if (products) return { type: 'TEMPLATE', data: { products } }
  return {
    type: 'TEMPLATE',
    ...present({ text: one.payload?.text ?? one.title }),
    data: { template: raw.payload ?? null },
  }
}
