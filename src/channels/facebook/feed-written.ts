/** What becomes of a comment, post or review: the deeds are the same, only where it stands differs. */
import type { InboundEvent, Thread } from '../inbound.ts'
import { noted, quote, unknown } from '../shared/events.ts'
import type { Activity } from './feed-activity.ts'
import { contentOf, tellsContent } from './feed-content.ts'

export interface Written {
  kind: 'comment' | 'post'
  externalId: string
  /** Id of the thread. */
  thread: string
  /** Id of the comment that this one answers. */
  replyTo?: string
}

export function readWritten(activity: Activity, written: Written): InboundEvent {
  const { deed, at } = activity
  const messageExternalId = written.externalId
  switch (deed) {
    case 'add':
      return stored(activity, written)
    case 'edit':
      return tellsContent(activity) ? edited(activity, written) : aside(activity)
    case 'remove':
      return { kind: 'unsend', messageExternalId, at }
    case 'hide':
    case 'unhide':
      return { kind: deed, messageExternalId, at }
    default:
      return aside(activity)
  }
}

/** Known to happen, and nothing that the graph shows. */
export function aside({ at, deed, value }: Activity): InboundEvent {
  if (deed === undefined) return unknown(at, `verb ${quote(value.verb)} is not known`)
  return noted(at, `${value.item}_${value.verb}`)
}

export function publicThread(externalId: string): Thread {
  return { type: 'PUBLIC', externalId }
}

/** What the page writes comes back to it: an echo, or an automatic answer would answer itself. */
function stored(activity: Activity, { kind, externalId, thread, replyTo }: Written): InboundEvent {
  const { at, isOwn, customer } = activity
  return {
    kind: isOwn ? 'echo' : kind,
    externalId,
    at,
    thread: publicThread(thread),
    customer,
    content: contentOf(activity),
    ...(replyTo !== undefined && { replyTo }),
  }
}

function edited(activity: Activity, { externalId, thread }: Written): InboundEvent {
  return {
    kind: 'edit',
    messageExternalId: externalId,
    at: activity.at,
    thread: publicThread(thread),
    customer: activity.customer,
    content: contentOf(activity),
  }
}
