/** What is done to messages: …/whatsapp/messages/mark-message-as-read, …/typing-indicators, …/reaction-messages */
import type { NativeRequest, Recipient, Target } from '../outbound.ts'
import { messageRequest, post } from './render-envelope.ts'

type Account = { externalId: string }

/** Everything before it is marked too. Groups have it not: "Non-supported actions … marking message as read". */
export function markRead(recipient: Recipient, last: Target, account: Account): NativeRequest | null {
  if (recipient.thread.type === 'GROUP') return null
  return post(account, { status: 'read', message_id: last.externalId })
}

/**
 * Shown as the answer to a message, which it also marks as read, until the answer comes or for 25 seconds: without
 * that message there is nothing to say.
 */
export function typing(recipient: Recipient, account: Account, last?: Target): NativeRequest | null {
  if (recipient.thread.type === 'GROUP' || last === undefined) return null
  return post(account, {
    status: 'read',
    message_id: last.externalId,
    typing_indicator: { type: 'text' },
  })
}

/** An empty emoji takes it back. */
export function react(
  recipient: Recipient,
  target: Target,
  emoji: string | null,
  account: Account,
): NativeRequest {
  const reaction = { message_id: target.externalId, emoji: emoji ?? '' }
  return messageRequest(account, recipient, { type: 'reaction', reaction })
}
