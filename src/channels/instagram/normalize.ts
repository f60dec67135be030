import type { NormalizeContext } from '../channel.ts'
import type { InboundEvent, Json } from '../inbound.ts'
import { normalizeItem } from '../shared/meta-normalize.ts'
import { readChange } from './changes.ts'

export function normalize(item: Json, context: NormalizeContext): InboundEvent {
  return normalizeItem(item, context, { events: new Map(), change: readChange })
}
