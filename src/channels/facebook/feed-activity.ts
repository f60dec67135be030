/** What every item of `feed`, `mention` and `ratings` has: somebody did something to something. */
import type { NormalizeContext } from '../channel.ts'
import type { Party } from '../inbound.ts'
import type { JsonObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { readTime } from '../shared/time.ts'
import { type ActivityValue, activity } from './page-payload.ts'

export type Deed = 'add' | 'edit' | 'remove' | 'hide' | 'unhide' | 'other'

/** The reference says `edit` and `delete`, traffic says `edited` and `remove`, and posts of visitors `edit`. */
const DEEDS: ReadonlyMap<string, Deed> = new Map([
  ['add', 'add'],
  ['edit', 'edit'],
  ['edited', 'edit'],
  ['remove', 'remove'],
  ['delete', 'remove'],
  ['hide', 'hide'],
  ['unhide', 'unhide'],
  ['block', 'other'],
  ['unblock', 'other'],
  ['mute', 'other'],
  ['follow', 'other'],
  ['update', 'other'],
])

export interface Activity {
  value: ActivityValue
  /** The value as it was sent. */
  raw: JsonObject
  /** Undefined for a verb that is not documented. */
  deed: Deed | undefined
  at: Date | null
  /** The page itself did it. */
  isOwn: boolean
  /** Null for the page itself, and where Facebook does not tell the app who it was. */
  customer: Party | null
}

export function activityOf(raw: JsonObject, sentAt: Date | null, context: NormalizeContext): Activity {
  const value = activity.parse(raw)
  const deed = DEEDS.get(value.verb ?? '')
  const author = authorOf(value)
  const isOwn = author?.externalId === context.accountId
  return {
    value,
    raw,
    deed,
    at: timeOf(raw, deed, sentAt),
    isOwn,
    customer: isOwn ? null : author,
  }
}

/** `created_time` is when the comment, post or reaction was made, also in what comes of it later. */
function timeOf(raw: JsonObject, deed: Deed | undefined, sentAt: Date | null): Date | null {
  const createdAt = readTime(raw.created_time)
  if (deed === 'add') return createdAt ?? sentAt
  return (deed === 'edit' ? readTime(raw.edited_time) : null) ?? sentAt ?? createdAt
}

function authorOf({ from, ...value }: ActivityValue): Party | null {
  const externalId = from?.id ?? value.sender_id ?? value.reviewer_id
  if (externalId === undefined) return null
  return { externalId, ...present({ name: from?.name ?? value.sender_name ?? value.reviewer_name }) }
}
