import type { InboundEvent } from '../inbound.ts'
import { unknown } from '../shared/events.ts'
import type { Activity } from './feed-activity.ts'
import { aside, readWritten } from './feed-written.ts'

export function readPost(activity: Activity): InboundEvent {
  const { value, at, deed } = activity
  const externalId = value.post_id ?? value.album_id
  // A video that Facebook blocks or mutes for its sound is named by the video alone.
  if (externalId === undefined && deed === 'other') return aside(activity)
  if (externalId === undefined) return unknown(at, `the ${value.item} has no id`)
  const written = { kind: 'post', externalId, thread: externalId } as const
  // The page's events come without `from`, and only a page has events on its feed.
  const isOwn = activity.isOwn || (value.item === 'event' && activity.customer === null)
  return readWritten({ ...activity, isOwn }, written)
}
