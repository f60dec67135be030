/**
 * The parts of messaging events that are read, and only those. Shapes grow without notice, so objects are loose,
 * and a detail of a wrong type counts as absent: …/messenger-platform/webhooks/webhook-events,
 * …/instagram-platform/webhooks/examples
 */
import * as z from 'zod'
import type { Json } from '../inbound.ts'
import { id, maybe, maybeFlag, maybeId, maybeText } from './meta-schema.ts'

export const party = z.looseObject({ id: maybeId, user_ref: maybeId })

export const story = z.looseObject({ id: maybeId, url: maybeText })

export const message = z.looseObject({
  mid: maybeId,
  text: maybeText,
  is_deleted: maybeFlag,
  is_unsupported: maybeFlag,
  metadata: maybeText,
  quick_reply: maybe(z.looseObject({ payload: maybeText })),
  reply_to: maybe(z.looseObject({ mid: maybeId, story: maybe(story) })),
  sticker_id: maybeId,
})
export type Message = z.output<typeof message>

/** Links have their title and address beside the payload, in newer versions within it. */
export const attachment = z.looseObject({
  type: maybeText,
  title: maybeText,
  url: maybeText,
  payload: maybe(
    z.looseObject({
      id: maybeId,
      url: maybeText,
      title: maybeText,
      text: maybeText,
      sticker_id: maybeId,
      reel_video_id: maybeId,
      ig_post_media_id: maybeId,
      coordinates: maybe(z.looseObject({ lat: z.number(), long: z.number() })),
      product: maybe(z.looseObject({ elements: z.array(z.custom<Json>()) })),
    }),
  ),
})
export type Attachment = z.output<typeof attachment>

export const postback = z.looseObject({ mid: maybeId, title: maybeText, payload: maybeText })

/** `num_edit` is an integer by its description and a string in the example. */
export const edit = z.looseObject({ mid: id, text: maybeText, num_edit: maybeId })

export const reaction = z.looseObject({
  mid: id,
  action: maybeText,
  reaction: maybeText,
  emoji: maybeText,
})

export const read = z.looseObject({ mid: maybeId })

export const optin = z.looseObject({
  type: maybeText,
  ref: maybeText,
  notification_messages_status: maybeText,
})

export const referral = z.looseObject({
  ref: maybeText,
  source: maybeText,
  ad_id: maybeId,
  referer_uri: maybeText,
  ads_context_data: maybe(z.looseObject({ ad_title: maybeText })),
  product: maybe(z.looseObject({ id: maybeId })),
})
