/** …/messenger-platform/discovery/private-replies, …/instagram-platform/private-replies */
import type { PublicMessage } from '../comments.ts'
import type { Json } from '../inbound.ts'
import { isObject, type JsonObject } from './json.ts'

/** After the comment; below a live broadcast only as long as it lasts, of which nothing is told. */
export const PRIVATE_REPLY_MS = 7 * 86_400_000

/** A comment, or what a visitor posted on a page. */
export function privateRecipient({ externalId, data }: PublicMessage): JsonObject {
  return isPost(data) ? { post_id: externalId } : { comment_id: externalId }
}

/** Named by what they wrote, and not by themselves. */
export function isPrivateRecipient(recipient: Json | undefined): boolean {
  return isObject(recipient) && ('comment_id' in recipient || 'post_id' in recipient)
}

/** Only the feed of a page tells what kind of thing was written. */
function isPost({ item }: PublicMessage['data']): boolean {
  return typeof item === 'string' && item !== 'comment'
}
