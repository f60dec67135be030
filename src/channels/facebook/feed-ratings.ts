import type { InboundEvent } from '../inbound.ts'
import { unknown } from '../shared/events.ts'
import type { Activity } from './feed-activity.ts'
import { readWritten } from './feed-written.ts'
import type { ActivityValue } from './page-payload.ts'

/** A recommendation, or a rating with stars as it was before: its words, if there are any, are `review_text`. */
export function readReview(activity: Activity): InboundEvent {
  const externalId = reviewOf(activity.value)
  if (externalId === undefined) return unknown(activity.at, 'the review has no id')
  return readWritten(activity, { kind: 'post', externalId, thread: externalId })
}

/** Comments and reactions that do not name the review's story name its post, `reviewer_story`. */
export function reviewOf({ open_graph_story_id, post_id }: ActivityValue): string | undefined {
  return open_graph_story_id ?? post_id?.split('_').at(-1)
}
