import type { NativeRequest, Recipient, Target } from '../outbound.ts'
import { isPublic, reactToMessage } from '../shared/meta-actions.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { HOST } from '../shared/meta-send.ts'

/**
 * Messages alone: likes of comments are to be had by login with Facebook, on its host and by a permission of their
 * own. …/instagram-graph-api/reference/ig-user/user-likes
 */
export function react(
  recipient: Recipient,
  target: Target,
  emoji: string | null,
  account: { externalId: string },
): NativeRequest | null {
  return isPublic(recipient) ? null : reactToMessage(recipient, target, emoji, account)
}

/** …/instagram-platform/instagram-graph-api/reference/ig-comment#updating */
export function hide(recipient: Recipient, { externalId }: Target, hidden: boolean): NativeRequest | null {
  if (!isPublic(recipient)) return null
  return { method: 'POST', host: HOST, path: `${graphPath(externalId)}?hide=${hidden}` }
}
