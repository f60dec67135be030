/** What happens in a conversation, told apart by the member that holds it: …/messenger-platform/webhooks */
import type { NormalizeContext } from '../channel.ts'
import type { InboundEvent } from '../inbound.ts'
import { noted, quote, unknown } from './events.ts'
import { isObject, type JsonObject } from './json.ts'
import { readOptin, readReferral } from './meta-contacts.ts'
import { readPass, readTake } from './meta-handover.ts'
import { readEdit, readMessage, readReaction } from './meta-messages.ts'
import { readPostback } from './meta-postbacks.ts'
import { readSeen } from './meta-receipts.ts'
import { type Scene, sceneOf } from './meta-scene.ts'

/** Reads the member of an event that says what happened. */
export type EventReader = (part: JsonObject, scene: Scene) => InboundEvent

/** The referral stands last: it accompanies messages and postbacks too. */
const READERS: readonly (readonly [string, EventReader])[] = [
  ['message', readMessage],
  ['postback', readPostback],
  ['reaction', readReaction],
  ['message_edit', readEdit],
  ['read', readSeen],
  ['optin', readOptin],
  ['pass_thread_control', readPass],
  ['take_thread_control', readTake],
  ['request_thread_control', (_, { at }) => noted(at, 'request_thread_control')],
  ['referral', readReferral],
]

interface Surroundings {
  sentAt: Date | null
  standby: boolean
  context: NormalizeContext
}

export function readEvent(
  event: JsonObject,
  { sentAt, standby, context }: Surroundings,
  own: ReadonlyMap<string, EventReader>,
): InboundEvent {
  const scene = sceneOf(event, { sentAt, standby, accountId: context.accountId })
  for (const [member, read] of [...own, ...READERS]) {
    const part = event[member]
    if (isObject(part)) return read(part, scene)
  }
  const members = Object.keys(event).filter((key) => !['sender', 'recipient', 'timestamp'].includes(key))
  return unknown(scene.at, `the event has nothing in it that is known: ${members.slice(0, 5).map(quote)}`)
}
