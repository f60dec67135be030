/** The fields of `changes`: …/graph-api/webhooks/reference/instagram */
import type { NormalizeContext } from '../channel.ts'
import type { InboundEvent, Json } from '../inbound.ts'
import { noted, quote, unknown } from '../shared/events.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { digestKey, keyOf } from '../shared/meta-keys.ts'
import { readComment, readMention } from './comments.ts'

interface Change {
  field: string
  value: Json
  /** Of the entry: none of the values has a time of its own. */
  at: Date | null
}

export function readChange({ field, value, at }: Change, { accountId }: NormalizeContext): InboundEvent {
  if (!isObject(value)) return unknown(at, `the value of ${quote(field)} is not an object`)
  switch (field) {
    case 'comments':
      return readComment(value, { at, accountId, live: false })
    case 'live_comments':
      return readComment(value, { at, accountId, live: true })
    case 'mentions':
      return readMention(value, at)
    case 'story_insights':
      return noted(at, field)
    default:
      return unknown(at, `field ${quote(field)} is not known`)
  }
}

export function changeKey(entry: Json, change: { field: string; value: Json; time?: Json }): string {
  const { field, value } = change
  return (isObject(value) ? documentedKey(field, value) : null) ?? digestKey(field, { entry, ...change })
}

/** Nothing is told of a comment but that it was written: edits and removals send no webhook. */
function documentedKey(field: string, value: JsonObject): string | null {
  if (field === 'comments' || field === 'live_comments') return keyOf('comment', value.id ?? value.comment_id)
  if (field === 'mentions') return keyOf('mention', value.comment_id ?? value.media_id)
  return null
}
