import type { ReportedStatus } from '../../channels/inbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import type { LockedConversation } from './locked-conversation.ts'

/** All that was sent into a conversation up to `until` came as far as `status`, as the network told at `at`. */
export interface Watermark {
  conversation: LockedConversation
  status: 'DELIVERED' | 'READ'
  until: Date
  at: Date
}

export interface MarkedMessage {
  id: string
  platformId: string
  conversationId: string
}

interface MarkedRow extends Row {
  id: string
  platform_id: string
  conversation_id: string
}

/** Of what a network reports, that which it may report by a time. */
export function isDelivery(status: ReportedStatus): status is Watermark['status'] {
  return status === 'DELIVERED' || status === 'READ'
}

/** Moves a conversation's watermark forward; what was read was delivered. Returns whether it moved. */
export function raiseWatermark({ conversation, status, until }: Watermark): boolean {
  const isNews = (known: Date | null) => known === null || known < until
  const delivers = isNews(conversation.deliveredUntil)
  const reads = status === 'READ' && isNews(conversation.readUntil)
  if (delivers) conversation.deliveredUntil = until
  if (reads) conversation.readUntil = until
  if (delivers || reads) conversation.isChanged = true
  return delivers || reads
}

/** How far a message sent at `sentAt` has come by what is known of its conversation. */
export function statusByWatermark(
  conversation: LockedConversation,
  sentAt: Date,
): { deliveryStatus: 'SENT' | 'DELIVERED' | 'READ'; deliveredAt: Date | null; readAt: Date | null } {
  const { deliveredUntil, readUntil } = conversation
  const isRead = readUntil !== null && sentAt <= readUntil
  const isDelivered = deliveredUntil !== null && sentAt <= deliveredUntil
  return {
    deliveryStatus: isRead ? 'READ' : isDelivered ? 'DELIVERED' : 'SENT',
    deliveredAt: isDelivered && !isRead ? deliveredUntil : null,
    readAt: isRead ? readUntil : null,
  }
}

/**
 * Moves the messages below raised watermarks forward. Finds them through the partial index of what is on its way:
 * a conversation's read history is never looked at.
 */
export async function markMessages(
  transaction: Transaction,
  projectId: string,
  raised: readonly Watermark[],
): Promise<MarkedMessage[]> {
  if (raised.length === 0) return []
  const rows = await transaction.query<MarkedRow>({
    name: 'mark-messages',
    text: `WITH raised AS (
             SELECT id, max(until) AS until,
                    max(until) FILTER (WHERE status = 'READ') AS read_until, min(at) FILTER (WHERE status = 'READ') AS read_at,
                    max(until) FILTER (WHERE status = 'DELIVERED') AS delivered_until, min(at) FILTER (WHERE status = 'DELIVERED') AS delivered_at
             FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[]) AS w (id, status, until, at) GROUP BY id
           )
           UPDATE messages m SET
             delivery_status = CASE WHEN m.ordered_at <= r.read_until THEN 'READ' ELSE 'DELIVERED' END,
             read_at = CASE WHEN m.ordered_at <= r.read_until THEN coalesce(m.read_at, r.read_at) ELSE m.read_at END,
             delivered_at = CASE WHEN m.ordered_at <= r.delivered_until THEN coalesce(m.delivered_at, r.delivered_at) ELSE m.delivered_at END
           FROM raised r
           WHERE m.project_id = $1 AND m.conversation_id = r.id AND m.conversation_id = ANY ($2::uuid[])
             AND m.direction = 'OUTBOUND' AND m.delivery_status IN ('SENT', 'DELIVERED') AND m.ordered_at <= r.until
             AND (m.delivery_status = 'SENT' OR m.ordered_at <= r.read_until)
           RETURNING m.id, m.platform_id, m.conversation_id`,
    values: [
      projectId,
      raised.map(({ conversation }) => conversation.id),
      raised.map(({ status }) => status),
      raised.map(({ until }) => until),
      raised.map(({ at }) => at),
    ],
  })
  if (rows.length > 0)
    transaction.write({
      name: 'mark-parts',
      text: `UPDATE message_parts p SET status = m.delivery_status FROM messages m
             WHERE p.project_id = $1 AND p.message_id = ANY ($2::uuid[]) AND p.status IN ('SENT', 'DELIVERED')
               AND m.project_id = $1 AND m.id = p.message_id AND m.delivery_status IN ('DELIVERED', 'READ')`,
      values: [projectId, rows.map((row) => row.id)],
    })
  return rows.map((row) => ({
    id: row.id,
    platformId: row.platform_id,
    conversationId: row.conversation_id,
  }))
}
