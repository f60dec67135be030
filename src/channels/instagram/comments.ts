import type { InboundEvent, MessageContent, Party, Referral } from '../inbound.ts'
import { unknown, whyNot } from '../shared/events.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { textual } from '../shared/meta-content.ts'
import { present } from '../shared/present.ts'
import { usernamesIn } from './mentions.ts'
import * as payload from './payload.ts'

interface Circumstances {
  at: Date | null
  accountId: string
  /** Written during a live broadcast, and to be answered only then. */
  live: boolean
}

export function readComment(raw: JsonObject, { at, accountId, live }: Circumstances): InboundEvent {
  const parsed = payload.comment.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('comment', parsed.error))
  const comment = parsed.data
  const externalId = comment.id ?? comment.comment_id
  if (externalId === undefined) return unknown(at, 'the comment has no id')
  const { from, parent_id } = comment
  // The account's own come back: …/instagram-platform/self-messaging
  const isEcho = from !== undefined && (from.id === accountId || from.self_ig_scoped_id !== undefined)
  return {
    kind: isEcho ? 'echo' : 'comment',
    externalId,
    at,
    // Replies to replies do not exist: the parent is always the top of the thread.
    thread: { type: 'PUBLIC', externalId: parent_id ?? externalId },
    customer: isEcho ? null : authorOf(comment),
    content: contentOf(comment, raw, live),
    ...present({ replyTo: parent_id, referral: referralOf(comment) }),
  }
}

function authorOf({ from }: payload.Comment): Party | null {
  if (from?.id === undefined) return null
  return { externalId: from.id, ...present({ username: from.username }) }
}

function contentOf({ text }: payload.Comment, raw: JsonObject, live: boolean): MessageContent {
  const data = { ...(isObject(raw.media) && { media: raw.media }), ...(live && { live }) }
  const mentions = text === undefined ? [] : usernamesIn(text)
  return {
    ...textual('TEXT', text ?? null),
    ...(Object.keys(data).length > 0 && { data }),
    ...(mentions.length > 0 && { mentions }),
  }
}

/** Comments on an advertisement name it. */
function referralOf({ media }: payload.Comment): Referral | undefined {
  if (media?.ad_id === undefined) return undefined
  return { source: 'ADS', adId: media.ad_id, ...present({ headline: media.ad_title }) }
}

/** Ids alone, of a comment or a caption of somebody else's media; the words are to be fetched. */
export function readMention(raw: JsonObject, at: Date | null): InboundEvent {
  const parsed = payload.mention.safeParse(raw)
  if (!parsed.success) return unknown(at, whyNot('mention', parsed.error))
  const { media_id, comment_id } = parsed.data
  const externalId = comment_id ?? media_id
  if (externalId === undefined) return unknown(at, 'the mention names neither a comment nor a media')
  const data = { mentioned: true, ...(media_id !== undefined && { media: { id: media_id } }) }
  return {
    kind: comment_id === undefined ? 'post' : 'comment',
    externalId,
    at,
    thread: { type: 'PUBLIC', externalId },
    customer: null,
    content: { ...textual('TEXT', null), data },
  }
}
