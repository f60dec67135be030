/** The Page's `entry[].changes[]`: all that is not a private message. */
import type { NormalizeContext } from '../channel.ts'
import type { InboundEvent, Json } from '../inbound.ts'
import { noted, quote, unknown } from '../shared/events.ts'
import { isObject } from '../shared/json.ts'
import { digestKey } from '../shared/meta-keys.ts'
import { readTemplateChange } from '../shared/meta-template-changes.ts'
import { readTime } from '../shared/time.ts'
import { readFeed, readMention, readRatings } from './feed.ts'
import { activityKey, leadKey } from './feed-dedupe.ts'

/** An element of a Page's `entry[].changes[]`. */
export interface PageChange {
  field: string
  value: Json
  /** Of the entry. */
  at: Date | null
}

const ACTIVITIES: ReadonlyMap<string, typeof readFeed> = new Map([
  ['feed', readFeed],
  ['mention', readMention],
  ['ratings', readRatings],
])

/** What the page says of itself and what Facebook holds of it: …/graph-api/webhooks/reference/page */
const ABOUT_THE_PAGE: ReadonlySet<string> = new Set(
  (
    'about affiliation attire awards bio birthday business_integrity category company_overview culinary_team ' +
    'current_location description email founded general_info general_manager hometown hours location mission ' +
    'name page_about_story page_change_proposal page_upcoming_change parking payment_options personal_info ' +
    'personal_interests phone picture price_range products public_transit username website'
  ).split(' '),
)

/** `conversations` says only that a private message came, which comes by itself under `messaging`. */
const NOTED: ReadonlySet<string> = new Set([
  'leadgen',
  'checkins',
  'conversations',
  'inbox_labels',
  'live_videos',
  'videos',
])

export function readChange({ field, value, at }: PageChange, context: NormalizeContext): InboundEvent {
  if (ABOUT_THE_PAGE.has(field)) return { kind: 'account', at, subject: field, data: dataOf(value) }
  if (field === 'messenger_template_status_update') return aboutTemplate(field, value, at)
  if (NOTED.has(field)) return noted(isObject(value) ? (readTime(value.created_time) ?? at) : at, field)
  const read = ACTIVITIES.get(field)
  if (!read) return unknown(at, `field ${quote(field)} is not known`)
  if (!isObject(value)) return unknown(at, `the value of ${field} is not an object`)
  return read(value, at, context)
}

function aboutTemplate(field: string, value: Json, at: Date | null): InboundEvent {
  const data = dataOf(value)
  const template = readTemplateChange(data)
  return { kind: 'template', at, subject: field, data, ...(template && { template }) }
}

/** A field of one word has it for its value, or says only that it changed. */
function dataOf(value: Json): { [key: string]: Json } {
  if (isObject(value)) return value
  return value === null ? {} : { value }
}

export function changeKey(entryId: Json, change: { field: string; value: Json; time?: Json }): string {
  const { field, value, time } = change
  const documented =
    field === 'leadgen' ? leadKey(value) : ACTIVITIES.has(field) ? activityKey(field, value, time) : null
  return documented ?? digestKey(field, { entry: entryId, field, value, time: time ?? null })
}
