/**
 * The parts of `changes` that are read; those of messages are in `shared/meta-payload.ts`:
 * …/graph-api/webhooks/reference/instagram, …/instagram-platform/webhooks/examples
 */
import * as z from 'zod'
import { maybe, maybeId, maybeText } from '../shared/meta-schema.ts'

const author = z.looseObject({
  id: maybeId,
  username: maybeText,
  /** Only where the account comments on its own media. */
  self_ig_scoped_id: maybeId,
})

const media = z.looseObject({ id: maybeId, ad_id: maybeId, ad_title: maybeText })

/** The id has two names: by login with Instagram, and by login with Facebook. */
export const comment = z.looseObject({
  id: maybeId,
  comment_id: maybeId,
  parent_id: maybeId,
  from: maybe(author),
  text: maybeText,
  media: maybe(media),
})
export type Comment = z.output<typeof comment>

export const mention = z.looseObject({ media_id: maybeId, comment_id: maybeId })
