import type { InboundEvent } from '../inbound.ts'
import { noted, quote, unknown } from '../shared/events.ts'
import type { Activity } from './feed-activity.ts'
import { commentThread } from './feed-comments.ts'
import { aside, publicThread } from './feed-written.ts'
import type { ActivityValue } from './page-payload.ts'

/** The reference's `sorry` and `anger` are also seen under the names that the reactions have elsewhere. */
const EMOJIS: ReadonlyMap<string, string> = new Map([
  ['like', '👍'],
  ['love', '❤️'],
  ['care', '🤗'],
  ['haha', '😆'],
  ['wow', '😮'],
  ['sorry', '😢'],
  ['sad', '😢'],
  ['anger', '😡'],
  ['angry', '😡'],
])

/** Item `reaction`, and `like`, its name before there were others. `root` as for comments. */
export function readReaction(activity: Activity, root?: string): InboundEvent {
  const { value, deed, at, isOwn, customer } = activity
  const target = targetOf(value, root)
  if (!target) return aboutNothing(activity)
  if (deed !== 'add' && deed !== 'edit' && deed !== 'remove') return aside(activity)
  const emoji = EMOJIS.get(value.reaction_type ?? (value.item === 'like' ? 'like' : ''))
  if (deed !== 'remove' && emoji === undefined)
    return unknown(at, `reaction ${quote(value.reaction_type)} is not known`)
  // Without anybody it would count as the page's own.
  if (!customer && !isOwn) return noted(at, 'reaction_of_somebody_hidden')
  const emojis = deed === 'remove' || emoji === undefined ? [] : [emoji]
  return { kind: 'reaction', at, ...target, customer, emojis }
}

function targetOf(value: ActivityValue, root: string | undefined) {
  const { comment_id, post_id } = value
  if (comment_id !== undefined)
    return { messageExternalId: comment_id, thread: publicThread(root ?? commentThread(value, comment_id)) }
  const post = root ?? post_id
  return post === undefined ? null : { messageExternalId: post, thread: publicThread(post) }
}

/** A like of neither post nor comment is of the page. */
function aboutNothing({ value, at }: Activity): InboundEvent {
  return value.item === 'like'
    ? noted(at, 'page_like')
    : unknown(at, 'the reaction does not say what it is to')
}
