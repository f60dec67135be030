/** Which of several apps has the say in a thread: …/messenger-platform/webhooks/webhook-events/messaging_handovers */
import type { ControlChanged, InboundEvent } from '../inbound.ts'
import { unknown } from './events.ts'
import type { JsonObject } from './json.ts'
import { privateThread, type Scene } from './meta-scene.ts'

/** Sent to the app that the thread was passed to. */
export function readPass(_: JsonObject, scene: Scene): InboundEvent {
  return control('SELF', scene)
}

/** Sent to the app that the thread was taken from. */
export function readTake(_: JsonObject, scene: Scene): InboundEvent {
  return control('OTHER', scene)
}

function control(holder: ControlChanged['holder'], { at, customer }: Scene): InboundEvent {
  if (!customer) return unknown(at, 'the thread that changed hands names nobody')
  return { kind: 'control', at, thread: privateThread(customer), customer, holder }
}
