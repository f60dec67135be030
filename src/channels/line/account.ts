/**
 * Module channels are apps attached to an account beside its own channel, and one at a time may answer in a
 * chat: developers.line.biz/en/docs/partner-docs/module-technical-chat-control
 */
import type { ControlChanged, InboundEvent } from '../inbound.ts'
import { isObject } from '../shared/json.ts'
import { type EventReader, type LineEvent, subjectOf } from './event.ts'
import { placeOf } from './place.ts'

export function readAccountChange(event: LineEvent): InboundEvent {
  const { [event.type]: own, chatControl } = event.raw
  const part = own ?? chatControl
  return { kind: 'account', at: event.at, subject: subjectOf(event), data: isObject(part) ? part : {} }
}

/** Who may answer is settled "on a per-user, per-chat room, or per-group basis": the source says which. */
export function readControl(holder: ControlChanged['holder']): EventReader {
  return (event) => {
    const place = placeOf(event.raw.source)
    return place ? { kind: 'control', at: event.at, ...place, holder } : readAccountChange(event)
  }
}
