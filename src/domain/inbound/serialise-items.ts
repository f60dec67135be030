import type { WebhookItem } from '../../channels/channel.ts'
import type { WebhookTarget } from '../platforms/webhook-directory.ts'
import { storableKey } from '../text.ts'
import type { RoutedItems } from './route-items.ts'

/** An item as it will be stored. */
export interface SerialisedItem {
  target: WebhookTarget
  dedupeKey: string
  text: string
}

/** Each item carries its surroundings: a post of many items around something large would grow beyond all bounds. */
const MOST_CHARACTERS_PER_POST = 16 * 1024 * 1024

/** The items of a post repeat so much that they are many times its size, as no network's do. */
export class PostTooLarge extends Error {
  override readonly name = 'PostTooLarge'
  readonly code = 'POST_TOO_LARGE'
}

/** Throws PostTooLarge. */
export function serialiseItems(routed: readonly RoutedItems[]): SerialisedItem[] {
  const serialised: SerialisedItem[] = []
  let characters = 0
  for (const { target, items } of routed) {
    for (const { dedupeKey, payload } of items) {
      const text = serialise(payload)
      characters += text.length
      if (characters > MOST_CHARACTERS_PER_POST)
        throw new PostTooLarge(
          `its items are more than ${MOST_CHARACTERS_PER_POST} characters with their surroundings`,
        )
      serialised.push({ target, dedupeKey: storableKey(dedupeKey), text })
    }
  }
  return serialised
}

/** Nesting too deep to be written again is no message of any network: it is kept as a mark with its body's hash. */
function serialise(payload: WebhookItem['payload']): string {
  try {
    return JSON.stringify(payload)
  } catch {
    return JSON.stringify({ unreadable: 'nested too deeply to be stored' })
  }
}
