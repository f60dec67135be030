import type { NativeRequest, Recipient, Target } from '../outbound.ts'
import { isLike, isPublic, reactToMessage } from '../shared/meta-actions.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { HOST } from '../shared/meta-send.ts'

/** Likes are the account's, and name the comment: …/instagram-graph-api/reference/ig-user/user-likes */
export function react(
  recipient: Recipient,
  target: Target,
  emoji: string | null,
  account: { externalId: string },
): NativeRequest | null {
  if (!isPublic(recipient)) return reactToMessage(recipient, target, emoji, account)
  if (emoji !== null && !isLike(emoji)) return null
  const path = graphPath(account.externalId, 'likes')
  if (emoji !== null) return { method: 'POST', host: HOST, path, body: { comment_id: target.externalId } }
  return { method: 'DELETE', host: HOST, path: `${path}?comment_id=${encodeURIComponent(target.externalId)}` }
}
