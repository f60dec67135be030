import type { WebhookItem } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { itemsOfNetwork } from '../shared/meta-items.ts'
import { changeKey } from './changes.ts'

export function items(body: Json): WebhookItem[] {
  return itemsOfNetwork(body, { object: 'instagram', changeKey })
}
