import type { InboundEvent } from '../inbound.ts'
import { unknown } from '../shared/events.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { type Place, placeOf } from './place.ts'

/** An element of `events`: …/messaging-api/#common-properties */
export interface LineEvent {
  type: string
  raw: JsonObject
  at: Date | null
}

export type EventReader = (event: LineEvent) => InboundEvent

/** For what happens in a thread and is nothing without it. */
export function inThread(read: (event: LineEvent, place: Place) => InboundEvent): EventReader {
  return (event) => {
    const place = placeOf(event.raw.source)
    return place ? read(event, place) : unknown(event.at, 'the source names no user, group or room')
  }
}

/** The type, with the type of what it is about where there is one: `beacon.enter`, `module.attached`. */
export function subjectOf({ type, raw }: LineEvent): string {
  const part = raw[type]
  const detail = isObject(part) ? part.type : undefined
  return typeof detail === 'string' && /^[A-Za-z]{1,40}$/.test(detail) ? `${type}.${detail}` : type
}
