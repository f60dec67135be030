/**
 * The parts of a Page's changes that are read, and only those. The reference lists names without saying which come
 * together, and traffic has others besides, so every part may be absent, and one of a wrong type counts as absent:
 * developers.facebook.com/docs/graph-api/webhooks/reference/page
 */
import * as z from 'zod'

/** Documented as strings; older payloads have numbers. */
const id = z.union([z.string().min(1), z.number().transform(String)])

const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)
const maybeId = maybe(id)
/** May be empty: an edit can take all the words away. */
const maybeText = maybe(z.string())
const maybeLink = maybe(z.string().min(1))

/** A comment's attachment as the node has it: …/graph-api/reference/comment */
const attachment = z.looseObject({
  type: maybeText,
  url: maybeLink,
  media: maybe(
    z.looseObject({
      source: maybeLink,
      image: maybe(z.looseObject({ src: maybeLink, width: maybe(z.number()), height: maybe(z.number()) })),
    }),
  ),
  target: maybe(z.looseObject({ id: maybeId })),
})
export type Attachment = z.output<typeof attachment>

/** The value of `feed`, `mention` and `ratings`. */
export const activity = z.looseObject({
  item: maybeText,
  verb: maybeText,
  from: maybe(z.looseObject({ id: maybeId, name: maybeLink })),
  /** In place of `from`: in older payloads of `feed`, and in `mention` and `ratings` to this day. */
  sender_id: maybeId,
  sender_name: maybeLink,
  reviewer_id: maybeId,
  reviewer_name: maybeLink,
  post_id: maybeId,
  comment_id: maybeId,
  parent_id: maybeId,
  album_id: maybeId,
  photo_id: maybeId,
  video_id: maybeId,
  open_graph_story_id: maybeId,
  message: maybeText,
  story: maybeText,
  review_text: maybeText,
  reaction_type: maybeText,
  link: maybeLink,
  photo: maybeLink,
  video: maybeLink,
  photos: maybe(z.array(z.string().min(1))),
  photo_ids: maybe(z.array(id)),
  attachment: maybe(attachment),
  message_tags: maybe(z.array(z.looseObject({ id }))),
})
export type ActivityValue = z.output<typeof activity>
