import type { InboundEvent } from '../inbound.ts'
import { unknown } from '../shared/events.ts'
import type { Activity } from './feed-activity.ts'
import { readWritten } from './feed-written.ts'
import type { ActivityValue } from './page-payload.ts'

/** `root`: the thread of all that is said about a review, which is a conversation by itself. */
export function readComment(activity: Activity, root?: string): InboundEvent {
  const { value, at } = activity
  const externalId = value.comment_id
  if (externalId === undefined) return unknown(at, 'the comment has no id')
  const parent = parentComment(value) ?? root
  return readWritten(activity, {
    kind: 'comment',
    externalId,
    thread: root ?? commentThread(value, externalId),
    ...(parent !== undefined && { replyTo: parent }),
  })
}

/**
 * The top-level comment's id. Facebook has long hung an answer to an answer below the top-level comment itself, and
 * no document says that `parent_id` is ever anything deeper.
 */
export function commentThread(value: ActivityValue, commentId: string): string {
  return parentComment(value) ?? commentId
}

/**
 * `parent_id` of a top-level comment is what was commented on: the post, or one photo of it, whose id then is not
 * `post_id`. A comment's id begins with the id of that object, and a post's or photo's ends with it:
 * `page_object`, `object_comment`.
 */
function parentComment({ parent_id, post_id, comment_id }: ActivityValue): string | undefined {
  if (parent_id === undefined || parent_id === post_id || parent_id === comment_id) return undefined
  const object = comment_id?.split('_').at(0)
  return parent_id.split('_').at(-1) === object ? undefined : parent_id
}
