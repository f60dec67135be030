import type { NormalizeContext } from '../channel.ts'
import type { InboundEvent, Json } from '../inbound.ts'
import { unknown } from './events.ts'
import { isObject } from './json.ts'
import { type EventReader, readEvent } from './meta-events.ts'
import { readTime } from './time.ts'

export interface Readers {
  /** What only this network has in `messaging`, by the member that holds it. */
  events: ReadonlyMap<string, EventReader>
  /** An element of `changes`; `at` is the time of its entry. */
  change(change: { field: string; value: Json; at: Date | null }, context: NormalizeContext): InboundEvent
}

/** An item as `itemsOfNetwork` made it. */
export function normalizeItem(item: Json, context: NormalizeContext, readers: Readers): InboundEvent {
  if (!isObject(item)) return unknown(null, 'the item is not an object')
  if (typeof item.unreadable === 'string') return unknown(null, item.unreadable)
  const at = readTime(item.time)
  const { messaging, field, value = null } = item
  if (isObject(messaging))
    return readEvent(messaging, { sentAt: at, standby: item.standby === true, context }, readers.events)
  if (typeof field !== 'string') return unknown(at, 'neither a messaging event nor a change')
  return readers.change({ field, value, at }, context)
}
