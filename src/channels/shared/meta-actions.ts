/** What is done to a conversation or a message besides writing: …/messenger-platform/send-messages/sender-actions */
import type { NativeRequest, Recipient, Target } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import { graphPath } from './meta-graph.ts'
import { HOST, messagesRequest, nativeRecipient } from './meta-send.ts'

type Account = { externalId: string }

export function typing(recipient: Recipient, account: Account): NativeRequest | null {
  return isPublic(recipient) ? null : senderAction(recipient, account, 'typing_on')
}

/** All of the conversation: a single message cannot be named. */
export function markRead(recipient: Recipient, _last: Target, account: Account): NativeRequest | null {
  return isPublic(recipient) ? null : senderAction(recipient, account, 'mark_seen')
}

/** Any emoji, in place of the one before; and none to take it back. …/sender-actions#react-or-unreact-to-a-message */
export function reactToMessage(
  recipient: Recipient,
  { externalId }: Target,
  emoji: string | null,
  account: Account,
): NativeRequest {
  const action = emoji === null ? 'unreact' : 'react'
  const payload = { message_id: externalId, ...(emoji !== null && { reaction: emoji }) }
  return senderAction(recipient, account, action, { payload })
}

/**
 * Comments: the account's own, and those of others below its posts. Messages stay: "you can't perform this
 * operation" is all that their references say of it. …/graph-api/reference/comment#deleting, …/ig-comment#deleting
 */
export function remove(recipient: Recipient, { externalId }: Target): NativeRequest | null {
  if (!isPublic(recipient)) return null
  return { method: 'DELETE', host: HOST, path: graphPath(externalId) }
}

export function isPublic({ thread }: Recipient): boolean {
  return thread.type === 'PUBLIC'
}

/** Stands alone: a request has either an action or a message. */
function senderAction(
  recipient: Recipient,
  account: Account,
  action: string,
  more: JsonObject = {},
): NativeRequest {
  return messagesRequest(account, { recipient: nativeRecipient(recipient), sender_action: action, ...more })
}
