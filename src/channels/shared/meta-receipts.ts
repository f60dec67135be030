import type { InboundEvent, StatusReported } from '../inbound.ts'
import { noted, unknown } from './events.ts'
import type { JsonObject } from './json.ts'
import * as payload from './meta-payload.ts'
import { privateThread, type Scene } from './meta-scene.ts'
import { present } from './present.ts'
import { readTime } from './time.ts'

/**
 * Read up to a time (…/webhook-events/message-reads) or, where only the message is named (`messaging_seen` of
 * …/instagram-platform/webhooks), up to when it was seen.
 */
export function readSeen(raw: JsonObject, scene: Scene): InboundEvent {
  // What the business has read says nothing of its own messages.
  if (scene.fromAccount) return noted(scene.at, 'read by the business')
  const mid = payload.read.safeParse(raw).data?.mid
  const until = readTime(raw.watermark) ?? (mid === undefined ? null : readTime(scene.event.timestamp))
  return receipt('READ', { mid, until }, scene)
}

export function receipt(
  status: 'READ' | 'DELIVERED',
  { mid, until }: { mid: string | undefined; until: Date | null },
  { at, customer }: Scene,
): InboundEvent {
  const watermark = until && customer ? { thread: privateThread(customer), at: until } : undefined
  if (mid === undefined && !watermark)
    return unknown(at, 'the receipt names neither a message nor a time in a thread')
  const event: StatusReported = { kind: 'status', status, at }
  return { ...event, ...present({ messageExternalId: mid, watermark }) }
}
