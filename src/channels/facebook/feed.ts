/** `feed`, `mention` and `ratings`: …/graph-api/webhooks/reference/page */
import type { NormalizeContext } from '../channel.ts'
import type { InboundEvent } from '../inbound.ts'
import { quote, unknown } from '../shared/events.ts'
import type { JsonObject } from '../shared/json.ts'
import { type Activity, activityOf } from './feed-activity.ts'
import { readComment } from './feed-comments.ts'
import { readPost } from './feed-posts.ts'
import { readReview, reviewOf } from './feed-ratings.ts'
import { readReaction } from './feed-reactions.ts'
import { aside } from './feed-written.ts'

type Reader = (activity: Activity) => InboundEvent

const POSTS = 'album,event,link,milestone,note,photo,photo-album,post,question,share,status,video'

/** Of the reference, but not known to be anything that somebody wrote. */
const OTHERS =
  'address,connection,coupon,experience,group,group_message,interest,mention,page,picture,platform-story,' +
  'profile,rating,relationship-status,story,tag,timeline cover'

const readers = (items: string, read: Reader) => items.split(',').map((item) => [item, read] as const)

/** By `value.item`. */
const FEED_ITEMS: ReadonlyMap<string, Reader> = new Map([
  ...readers(POSTS, readPost),
  ...readers('comment', (activity) => readComment(activity)),
  ...readers('reaction,like', (activity) => readReaction(activity)),
  ...readers(OTHERS, aside),
])

const RATINGS_ITEMS: ReadonlyMap<string, Reader> = new Map([
  ...readers('rating', readReview),
  ...readers('comment', (activity) => readComment(activity, reviewOf(activity.value))),
  ...readers('reaction,like', (activity) => readReaction(activity, reviewOf(activity.value))),
])

type FieldReader = (value: JsonObject, sentAt: Date | null, context: NormalizeContext) => InboundEvent

export const readFeed = fieldReader(FEED_ITEMS)

export const readRatings = fieldReader(RATINGS_ITEMS)

/** Somebody names the page in a post or comment; which of the words do is told by `message_tags`, or not at all. */
export const readMention: FieldReader = (value, sentAt, context) => {
  const event = readFeed(value, sentAt, context)
  if (!('content' in event) || event.content.mentions) return event
  return { ...event, content: { ...event.content, mentions: [context.accountId] } }
}

function fieldReader(items: ReadonlyMap<string, Reader>): FieldReader {
  return (value, sentAt, context) => {
    const activity = activityOf(value, sentAt, context)
    const { item } = activity.value
    const read = items.get(item ?? '')
    return read ? read(activity) : unknown(activity.at, `item ${quote(item)} is not known`)
  }
}
