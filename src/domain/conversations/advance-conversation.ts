import type { Transaction } from '../../infra/database.ts'
import type { LockedConversation } from './locked-conversation.ts'

/** What a stored message means for its conversation. */
export interface StoredFact {
  direction: 'INBOUND' | 'OUTBOUND'
  senderType: 'CUSTOMER' | 'AI' | 'HUMAN' | 'SYSTEM'
  orderedAt: Date
  /** Planned for later: it has its place and is no answer yet. */
  isScheduled?: boolean
}

const earlier = (a: Date | null, b: Date) => (a && a < b ? a : b)
const later = (a: Date | null, b: Date) => (a && a > b ? a : b)

/**
 * Moves the counters of a locked conversation for one more message, in the order of the sequence. Returns the
 * seconds a customer waited when this message answers them, else null. Pure but for the conversation it is given.
 */
export function advanceConversation(conversation: LockedConversation, message: StoredFact): number | null {
  const { orderedAt } = message
  conversation.isChanged = true
  conversation.messageCount += 1
  conversation.lastSequence += 1
  if (message.isScheduled) return null
  conversation.firstMessageAt = earlier(conversation.firstMessageAt, orderedAt)
  conversation.lastMessageAt = later(conversation.lastMessageAt, orderedAt)
  if (message.senderType === 'SYSTEM') return null
  reopen(conversation)
  if (message.direction === 'INBOUND') {
    receive(conversation, orderedAt)
    return null
  }
  if (message.senderType === 'AI')
    conversation.lastAiResponseAt = later(conversation.lastAiResponseAt, orderedAt)
  return answer(conversation, orderedAt)
}

/** A message that was answered before it arrived here is neither unread nor waiting. */
function receive(conversation: LockedConversation, at: Date): void {
  const isAnswered = conversation.lastAnswerAt !== null && at < conversation.lastAnswerAt
  conversation.lastInboundAt = later(conversation.lastInboundAt, at)
  if (isAnswered) return
  conversation.unreadCount += 1
  conversation.waitingSince = conversation.waitingSince === null ? at : earlier(conversation.waitingSince, at)
}

function reopen(conversation: LockedConversation): void {
  if (conversation.status === 'ACTIVE') return
  if (conversation.status !== 'SNOOZED') conversation.episode += 1
  conversation.status = 'ACTIVE'
}

function answer(conversation: LockedConversation, at: Date): number | null {
  const { waitingSince, lastInboundAt } = conversation
  conversation.lastAnswerAt = later(conversation.lastAnswerAt, at)
  if (lastInboundAt !== null && at < lastInboundAt) conversation.hasLateAnswer = true
  else {
    conversation.unreadCount = 0
    conversation.waitingSince = null
  }
  if (waitingSince === null || at < waitingSince) return null
  const seconds = (at.getTime() - waitingSince.getTime()) / 1000
  conversation.responseCount += 1
  conversation.responseSeconds += seconds
  return seconds
}

/** Counts what came after the newest answer, where answers arrived after newer questions: seldom, and few. */
export async function recountLateAnswers(
  transaction: Transaction,
  projectId: string,
  conversations: readonly LockedConversation[],
): Promise<void> {
  const late = conversations.filter((one) => one.hasLateAnswer)
  if (late.length === 0) return
  const rows = await transaction.query<{ id: string; unread: number; since: Date | null }>({
    name: 'recount-late-answers',
    text: `SELECT w.id, r.unread, r.since FROM unnest($2::uuid[], $3::timestamptz[]) AS w (id, answered_at),
             LATERAL (SELECT count(*)::int AS unread, min(m.ordered_at) AS since FROM messages m
                      WHERE m.project_id = $1 AND m.conversation_id = w.id AND m.ordered_at >= w.answered_at
                        AND m.direction = 'INBOUND' AND m.sender_type <> 'SYSTEM') r`,
    values: [projectId, late.map((one) => one.id), late.map((one) => one.lastAnswerAt)],
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const conversation of late) {
    conversation.unreadCount = byId.get(conversation.id)?.unread ?? 0
    conversation.waitingSince = byId.get(conversation.id)?.since ?? null
  }
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
    last_answer_at: one.lastAnswerAt,
    last_ai_response_at: one.lastAiResponseAt,
    waiting_since: one.waitingSince,
    response_count: one.responseCount,
    response_seconds: one.responseSeconds,
    episode: one.episode,
    delivered_until: one.deliveredUntil,
    read_until: one.readUntil,
    thread_control: one.threadControl,
    thread_control_at: one.threadControlAt,
  }))
  transaction.write({
    name: 'save-conversations',
    text: `UPDATE conversations c SET status = s.status, assignment_type = s.assignment_type, message_count = s.message_count,
             unread_count = s.unread_count, last_sequence = s.last_sequence, first_message_at = s.first_message_at,
             last_message_at = s.last_message_at, last_inbound_at = s.last_inbound_at,
             last_answer_at = s.last_answer_at, last_ai_response_at = s.last_ai_response_at, waiting_since = s.waiting_since,
             response_count = s.response_count, response_seconds = s.response_seconds,
             snoozed_until = CASE s.status WHEN 'SNOOZED' THEN c.snoozed_until END,
             closed_at = CASE WHEN s.status IN ('CLOSED', 'ARCHIVED') THEN c.closed_at END,
             episode_started_at = CASE WHEN s.episode > c.episode THEN now() ELSE c.episode_started_at END,
             episode = s.episode, delivered_until = s.delivered_until, read_until = s.read_until,
             thread_control = s.thread_control, thread_control_at = s.thread_control_at, updated_at = now()
           FROM json_to_recordset($2) AS s (id uuid, status text, assignment_type text, message_count int, unread_count int,
             last_sequence int, first_message_at timestamptz, last_message_at timestamptz, last_inbound_at timestamptz,
             last_answer_at timestamptz, last_ai_response_at timestamptz, waiting_since timestamptz, response_count int, response_seconds float8, episode int,
             delivered_until timestamptz, read_until timestamptz, thread_control text, thread_control_at timestamptz)
           WHERE c.project_id = $1 AND c.id = s.id AND c.id = ANY ($3::uuid[])`,
    // The ids once more: with old statistics the planner would otherwise read the whole project to find them.
    values: [projectId, JSON.stringify(rows), rows.map((row) => row.id)],
  })
}
