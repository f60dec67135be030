import type { Transaction } from '../../infra/database.ts'
import type { LockedConversation } from './lock-conversations.ts'

/** What a stored message means for its conversation. */
export interface StoredFact {
  direction: 'INBOUND' | 'OUTBOUND'
  senderType: 'CUSTOMER' | 'AI' | 'HUMAN' | 'SYSTEM'
  orderedAt: Date
}

const earlier = (a: Date | null, b: Date) => (a && a < b ? a : b)
const later = (a: Date | null, b: Date) => (a && a > b ? a : b)

/**
 * Moves the counters of a locked conversation for one more message, in the order of the sequence. Returns the
 * seconds a customer waited when this message answers them, else null. Pure but for the conversation it is given.
 */
export function advanceConversation(conversation: LockedConversation, message: StoredFact): number | null {
  const { orderedAt } = message
  conversation.messageCount += 1
  conversation.lastSequence += 1
  conversation.firstMessageAt = earlier(conversation.firstMessageAt, orderedAt)
  conversation.lastMessageAt = later(conversation.lastMessageAt, orderedAt)
  if (message.senderType === 'SYSTEM') return null
  reopen(conversation)
  if (message.direction === 'INBOUND') {
    conversation.unreadCount += 1
    conversation.lastInboundAt = later(conversation.lastInboundAt, orderedAt)
    conversation.waitingSince ??= orderedAt
    return null
  }
  if (message.senderType === 'AI')
    conversation.lastAiResponseAt = later(conversation.lastAiResponseAt, orderedAt)
  return answer(conversation, orderedAt)
}

function reopen(conversation: LockedConversation): void {
  if (conversation.status === 'ACTIVE') return
  if (conversation.status !== 'SNOOZED') conversation.episode += 1
  conversation.status = 'ACTIVE'
}

function answer(conversation: LockedConversation, answeredAt: Date): number | null {
  const since = conversation.waitingSince
  conversation.unreadCount = 0
  conversation.waitingSince = null
  if (!since) return null
  // Networks stamp in whole seconds, so that an answer may seem to come before its question.
  const seconds = Math.max(0, (answeredAt.getTime() - since.getTime()) / 1000)
  conversation.responseCount += 1
  conversation.responseSeconds += seconds
  return seconds
}

/** Writes the moved counters of locked conversations. */
export async function saveConversations(
  transaction: Transaction,
  projectId: string,
  conversations: readonly LockedConversation[],
): Promise<void> {
  if (conversations.length === 0) return
  const rows = conversations.map((one) => ({
    id: one.id,
    status: one.status,
    assignment_type: one.assignmentType,
    message_count: one.messageCount,
    unread_count: one.unreadCount,
    last_sequence: one.lastSequence,
    first_message_at: one.firstMessageAt,
    last_message_at: one.lastMessageAt,
    last_inbound_at: one.lastInboundAt,
    last_ai_response_at: one.lastAiResponseAt,
    waiting_since: one.waitingSince,
    response_count: one.responseCount,
    response_seconds: one.responseSeconds,
    episode: one.episode,
  }))
  await transaction.query({
    name: 'save-conversations',
    text: `UPDATE conversations c SET status = s.status, assignment_type = s.assignment_type, message_count = s.message_count,
             unread_count = s.unread_count, last_sequence = s.last_sequence, first_message_at = s.first_message_at,
             last_message_at = s.last_message_at, last_inbound_at = s.last_inbound_at,
             last_ai_response_at = s.last_ai_response_at, waiting_since = s.waiting_since,
             response_count = s.response_count, response_seconds = s.response_seconds,
             snoozed_until = CASE s.status WHEN 'SNOOZED' THEN c.snoozed_until END,
             closed_at = CASE WHEN s.status IN ('CLOSED', 'ARCHIVED') THEN c.closed_at END,
             episode_started_at = CASE WHEN s.episode > c.episode THEN now() ELSE c.episode_started_at END,
             episode = s.episode, updated_at = now()
           FROM json_to_recordset($2) AS s (id uuid, status text, assignment_type text, message_count int, unread_count int,
             last_sequence int, first_message_at timestamptz, last_message_at timestamptz, last_inbound_at timestamptz,
             last_ai_response_at timestamptz, waiting_since timestamptz, response_count int, response_seconds float8, episode int)
           WHERE c.project_id = $1 AND c.id = s.id`,
    values: [projectId, JSON.stringify(rows)],
  })
}
