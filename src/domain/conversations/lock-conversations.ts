import type { Thread } from '../../channels/inbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Identity } from '../customers/identity.ts'

/** A conversation, locked, with the counters that storing a message moves. Times are UTC. */
export interface LockedConversation {
  id: string
  platformId: string
  customerId: string | null
  externalId: string
  status: string
  assignmentType: string
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
  /** Made by this transaction. */
  isNew: boolean
  /** An answer arrived after questions that are newer than it: what is unread must be counted anew. */
  hasLateAnswer: boolean
}

export interface WantedConversation {
  platformId: string
  externalId: string
  type: Thread['type']
  title: string | null
  customer: Identity | undefined
}

interface ConversationRow extends Row {
  id: string
  platform_id: string
  customer_id: string | null
  external_id: string
  status: string
  assignment_type: string
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
}

const nameOf = (platformId: string, externalId: string) => `${platformId} ${externalId}`

/** Finds or creates the conversations and locks them in the order of their ids. Keyed by platform and external id. */
export async function lockConversations(
  transaction: Transaction,
  projectId: string,
  wanted: readonly WantedConversation[],
): Promise<Map<string, LockedConversation>> {
  const byName = new Map(wanted.map((one) => [nameOf(one.platformId, one.externalId), one]))
  const locked = new Map<string, LockedConversation>()
  await lock(transaction, projectId, [...byName.values()], locked, new Set())
  const missing = [...byName.values()].filter((one) => !locked.has(nameOf(one.platformId, one.externalId)))
  if (missing.length > 0) {
    const created = await create(transaction, projectId, missing)
    await lock(transaction, projectId, missing, locked, created)
  }
  return locked
}

async function lock(
  transaction: Transaction,
  projectId: string,
  wanted: readonly WantedConversation[],
  locked: Map<string, LockedConversation>,
  created: ReadonlySet<string>,
): Promise<void> {
  if (wanted.length === 0) return
  const rows = await transaction.query<ConversationRow>({
    name: 'lock-conversations',
    text: `SELECT c.id, c.platform_id, c.customer_id, c.external_id, c.status, c.assignment_type, c.message_count,
                  c.unread_count, c.last_sequence, c.first_message_at, c.last_message_at, c.last_inbound_at,
                  c.last_answer_at, c.last_ai_response_at, c.waiting_since, c.response_count, c.response_seconds, c.episode
           FROM unnest($2::uuid[], $3::text[]) AS w (platform_id, external_id)
           JOIN conversations c ON c.project_id = $1 AND c.platform_id = w.platform_id AND c.external_id = w.external_id
           WHERE c.external_id = ANY ($3::text[])
           ORDER BY c.id FOR UPDATE OF c`,
    values: [projectId, wanted.map((one) => one.platformId), wanted.map((one) => one.externalId)],
  })
  for (const row of rows)
    locked.set(nameOf(row.platform_id, row.external_id), toLocked(row, created.has(row.id)))
}

function toLocked(row: ConversationRow, isNew: boolean): LockedConversation {
  return {
    id: row.id,
    platformId: row.platform_id,
    customerId: row.customer_id,
    externalId: row.external_id,
    status: row.status,
    assignmentType: row.assignment_type,
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
    isNew,
    hasLateAnswer: false,
  }
}

/** Returns the ids of those that did not exist; another transaction may have made the rest meanwhile. */
async function create(
  transaction: Transaction,
  projectId: string,
  missing: readonly WantedConversation[],
): Promise<Set<string>> {
  const sorted = [...missing].sort((a, b) =>
    nameOf(a.platformId, a.externalId) < nameOf(b.platformId, b.externalId) ? -1 : 1,
  )
  const drafts = sorted.map((one) => ({
    id: newId(),
    platform_id: one.platformId,
    customer_id: one.type === 'PRIVATE' ? (one.customer?.customerId ?? null) : null,
    external_id: one.externalId,
    type: one.type,
    title: one.title,
  }))
  const rows = await transaction.query<{ id: string }>({
    name: 'create-conversations',
    text: `INSERT INTO conversations (project_id, id, platform_id, customer_id, external_id, type, title, personality_id)
           SELECT $1, d.id, d.platform_id, d.customer_id, d.external_id, d.type, d.title,
                  (SELECT p.id FROM personalities p WHERE p.project_id = $1 AND p.platform_id = d.platform_id AND p.is_default)
           FROM json_to_recordset($2) AS d (id uuid, platform_id uuid, customer_id uuid, external_id text, type text, title text)
           ON CONFLICT (project_id, platform_id, external_id) DO NOTHING RETURNING id`,
    values: [projectId, JSON.stringify(drafts)],
  })
  return new Set(rows.map((row) => row.id))
}
