import type { MessageContent } from '../../channels/inbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import { spanOf } from '../../infra/uuid.ts'
import type { DeliveryState } from './delivery-status.ts'
import { insertAttachments } from './store-messages.ts'

/** The parts of a stored message that later events change, locked. */
export interface MessageState extends DeliveryState {
  id: string
  platformId: string
  conversationId: string
  /** The event that made it. */
  eventId: string | null
  direction: string
  type: string
  content: string | null
  data: unknown
  mentions: string[]
  hashtags: string[]
  visibility: string
  /** When it was hidden or shown again. */
  visibilityAt: Date | null
  edits: { at: string; content: string | null }[]
  editedAt: Date | null
  /** The event of the newest edit. */
  editedByEventId: string | null
  errorCount: number
  /** The network's own code of the failure. */
  errorCode: string | null
  createdAt: Date
  /** Set when the files changed with the text. */
  newContent: MessageContent | null
  /** The network that has the files of the new content. */
  filesOf: string | undefined
  isChanged: boolean
  /** To be written, and nothing that anybody is told of: it was confirmed later what it is already. */
  isConfirmed?: boolean
}

interface MessageRow extends Row {
  id: string
  platform_id: string
  conversation_id: string
  event_id: string | null
  direction: string
  type: string
  content: string | null
  data: unknown
  mentions: string[]
  hashtags: string[]
  visibility: string
  visibility_at: Date | null
  delivery_status: string
  error: string | null
  error_code: string | null
  edits: MessageState['edits']
  edited_at: Date | null
  edited_by_event_id: string | null
  error_count: number
  created_at: Date
  sent_at: Date | null
  delivered_at: Date | null
  read_at: Date | null
}

/** Locks messages in the order of their ids and reads what may change. */
export async function lockMessages(
  transaction: Transaction,
  projectId: string,
  messageIds: readonly string[],
): Promise<Map<string, MessageState>> {
  if (messageIds.length === 0) return new Map()
  const { first, last } = spanOf(messageIds)
  const rows = await transaction.query<MessageRow>({
    name: 'lock-messages',
    text: `SELECT id, platform_id, conversation_id, event_id, direction, type, content, data, mentions, hashtags, visibility, visibility_at,
                  delivery_status, error, error_code, edits, edited_at, edited_by_event_id, error_count, created_at, sent_at, delivered_at, read_at
           FROM messages WHERE project_id = $1 AND id = ANY ($2::uuid[]) AND id BETWEEN $3 AND $4 ORDER BY id FOR UPDATE`,
    values: [projectId, messageIds, first, last],
  })
  return new Map(rows.map((row) => [row.id, toState(row)]))
}

function toState(row: MessageRow): MessageState {
  return {
    id: row.id,
    platformId: row.platform_id,
    conversationId: row.conversation_id,
    eventId: row.event_id,
    direction: row.direction,
    type: row.type,
    content: row.content,
    data: row.data,
    mentions: row.mentions,
    hashtags: row.hashtags,
    visibility: row.visibility,
    visibilityAt: row.visibility_at,
    deliveryStatus: row.delivery_status,
    error: row.error,
    errorCode: row.error_code,
    edits: row.edits,
    editedAt: row.edited_at,
    editedByEventId: row.edited_by_event_id,
    errorCount: row.error_count,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    readAt: row.read_at,
    newContent: null,
    filesOf: undefined,
    isChanged: false,
  }
}

/** Writes the messages that changed. */
export async function saveMessages(
  transaction: Transaction,
  projectId: string,
  messages: readonly MessageState[],
): Promise<void> {
  const rows = messages.map((message) => ({
    id: message.id,
    type: message.type,
    content: message.content,
    data: message.data,
    mentions: message.mentions,
    hashtags: message.hashtags,
    visibility: message.visibility,
    visibility_at: message.visibilityAt,
    delivery_status: message.deliveryStatus,
    error: message.error,
    error_code: message.errorCode,
    edits: message.edits,
    edited_at: message.editedAt,
    edited_by_event_id: message.editedByEventId,
    error_count: message.errorCount,
    sent_at: message.sentAt,
    delivered_at: message.deliveredAt,
    read_at: message.readAt,
  }))
  if (rows.length === 0) return
  const ids = rows.map((row) => row.id)
  const { first, last } = spanOf(ids)
  transaction.write({
    name: 'save-messages',
    text: `UPDATE messages m SET type = s.type, content = s.content, data = s.data, mentions = s.mentions, hashtags = s.hashtags,
             visibility = s.visibility, visibility_at = s.visibility_at, delivery_status = s.delivery_status, error = s.error, error_code = s.error_code, edits = s.edits,
             edited_at = s.edited_at, edited_by_event_id = s.edited_by_event_id, error_count = s.error_count, sent_at = s.sent_at, delivered_at = s.delivered_at, read_at = s.read_at
           FROM json_to_recordset($2) AS s (id uuid, type text, content text, data jsonb, mentions text[], hashtags text[],
             visibility text, visibility_at timestamptz, delivery_status text, error text, error_code text, edits jsonb, edited_at timestamptz, edited_by_event_id uuid, error_count int, sent_at timestamptz,
             delivered_at timestamptz, read_at timestamptz)
           WHERE m.project_id = $1 AND m.id = s.id AND m.id = ANY ($3::uuid[]) AND m.id BETWEEN $4 AND $5`,
    values: [projectId, JSON.stringify(rows), ids, first, last],
  })
  await replaceAttachments(transaction, projectId, messages)
}

/**
 * An edit of the words alone brings the same files again: these stay with their copies, which the network may not
 * give out a second time.
 */
async function replaceAttachments(
  transaction: Transaction,
  projectId: string,
  messages: readonly MessageState[],
): Promise<void> {
  const replaced = messages.flatMap(({ id, platformId, filesOf, newContent }) =>
    newContent ? [{ id, platformId, filesOf, content: newContent }] : [],
  )
  if (replaced.length === 0) return
  const kept = replaced.flatMap(({ id, content }) =>
    content.attachments.map(({ type, externalId = null, url = null }, position) => ({
      ...{ message_id: id, position, type },
      ...{ external_id: externalId, url },
    })),
  )
  transaction.write({
    text: `DELETE FROM attachments a WHERE a.project_id = $1 AND a.message_id = ANY ($2::uuid[]) AND NOT EXISTS (
             SELECT FROM json_to_recordset($3) AS n (message_id uuid, position int, type text, external_id text, url text)
             WHERE n.message_id = a.message_id AND n.position = a.position AND n.type = a.type
               AND coalesce(n.external_id, n.url) = coalesce(a.external_id, a.url))`,
    values: [projectId, replaced.map((message) => message.id), JSON.stringify(kept)],
  })
  await insertAttachments(transaction, projectId, replaced)
}
