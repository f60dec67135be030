import type { Row } from '../../infra/database.ts'

/** A conversation, locked, with what storing a message or a report about it moves. Times are UTC. */
export interface LockedConversation {
  id: string
  platformId: string
  customerId: string | null
  externalId: string
  status: string
  assignmentType: string
  assigneeId: string | null
  messageCount: number
  unreadCount: number
  lastSequence: number
  firstMessageAt: Date | null
  lastMessageAt: Date | null
  lastInboundAt: Date | null
  /** Time of the newest answer. */
  lastAnswerAt: Date | null
  lastAiResponseAt: Date | null
  waitingSince: Date | null
  responseCount: number
  responseSeconds: number
  episode: number
  /** All that was sent up to here was delivered, or read, as the network told by a time. */
  deliveredUntil: Date | null
  readUntil: Date | null
  /** Which app has the say in the thread, where several share it, and since when. */
  threadControl: 'SELF' | 'OTHER' | null
  threadControlAt: Date | null
  /** No message of it was stored before this transaction. */
  isNew: boolean
  isChanged: boolean
  /** An answer arrived after questions that are newer than it: what is unread must be counted anew. */
  hasLateAnswer: boolean
}

export const COLUMNS = `c.id, c.platform_id, c.customer_id, c.external_id, c.status, c.assignment_type, c.assignee_id,
  c.message_count, c.unread_count, c.last_sequence, c.first_message_at, c.last_message_at, c.last_inbound_at,
  c.last_answer_at, c.last_ai_response_at, c.waiting_since, c.response_count, c.response_seconds, c.episode,
  c.delivered_until, c.read_until, c.thread_control, c.thread_control_at`

export interface ConversationRow extends Row {
  id: string
  platform_id: string
  customer_id: string | null
  external_id: string
  status: string
  assignment_type: string
  assignee_id: string | null
  message_count: number
  unread_count: number
  last_sequence: number
  first_message_at: Date | null
  last_message_at: Date | null
  last_inbound_at: Date | null
  last_answer_at: Date | null
  last_ai_response_at: Date | null
  waiting_since: Date | null
  response_count: number
  response_seconds: number
  episode: number
  delivered_until: Date | null
  read_until: Date | null
  thread_control: 'SELF' | 'OTHER' | null
  thread_control_at: Date | null
}

export function toLocked(row: ConversationRow): LockedConversation {
  return {
    id: row.id,
    platformId: row.platform_id,
    customerId: row.customer_id,
    externalId: row.external_id,
    status: row.status,
    assignmentType: row.assignment_type,
    assigneeId: row.assignee_id,
    messageCount: row.message_count,
    unreadCount: row.unread_count,
    lastSequence: row.last_sequence,
    firstMessageAt: row.first_message_at,
    lastMessageAt: row.last_message_at,
    lastInboundAt: row.last_inbound_at,
    lastAnswerAt: row.last_answer_at,
    lastAiResponseAt: row.last_ai_response_at,
    waitingSince: row.waiting_since,
    responseCount: row.response_count,
    responseSeconds: row.response_seconds,
    episode: row.episode,
    deliveredUntil: row.delivered_until,
    readUntil: row.read_until,
    threadControl: row.thread_control,
    threadControlAt: row.thread_control_at,
    isNew: row.message_count === 0,
    isChanged: false,
    hasLateAnswer: false,
  }
}
