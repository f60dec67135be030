import type { Thread } from '../../channels/inbound.ts'
import { channelOf } from '../../channels/index.ts'
import type { Database, Row } from '../../infra/database.ts'
import { type Sendability, sendabilityOf } from './sendability.ts'

interface FactsRow extends Row {
  id: string
  platform_type: string
  is_active: boolean
  disconnected_at: Date | null
  type: Thread['type']
  last_inbound_at: Date | null
  thread_control: 'SELF' | 'OTHER' | null
  is_reachable: boolean | null
  token_at: Date | null
}

/** Whether a person can answer each of these conversations now. */
export async function readSendability(
  database: Database,
  projectId: string,
  conversationIds: readonly string[],
  now: Date,
): Promise<Map<string, Sendability>> {
  const rows = await database.tenant<FactsRow>(projectId, {
    name: 'read-sendability',
    text: `SELECT c.id, p.type AS platform_type, p.is_active, p.disconnected_at, c.type, c.last_inbound_at, c.thread_control,
                  i.is_reachable, t.received_at AS token_at
           FROM conversations c JOIN platforms p ON p.id = c.platform_id
           LEFT JOIN LATERAL (SELECT is_reachable FROM customer_identities ci
             WHERE ci.project_id = c.project_id AND ci.customer_id = c.customer_id AND ci.platform_id = c.platform_id
             ORDER BY ci.id LIMIT 1) i ON true
           LEFT JOIN LATERAL (SELECT received_at FROM (
               SELECT tokens, received_at FROM messages m WHERE m.project_id = c.project_id AND m.conversation_id = c.id
               ORDER BY m.ordered_at DESC, m.sequence DESC LIMIT 10) newest
             WHERE tokens ->> 'reply' IS NOT NULL LIMIT 1) t ON true
           WHERE c.project_id = $1 AND c.id = ANY ($2::uuid[])`,
    values: [projectId, conversationIds],
  })
  return new Map(rows.flatMap((row) => sendabilityOfRow(row, now)))
}

function sendabilityOfRow(row: FactsRow, now: Date): [string, Sendability][] {
  const channel = channelOf(row.platform_type)
  if (!channel) return []
  const freshMs = channel.outbound?.replyTokenMs ?? 0
  const facts = {
    type: row.type,
    lastInboundAt: row.last_inbound_at,
    threadControl: row.thread_control,
    isReachable: row.is_reachable ?? true,
    isPlatformActive: row.is_active && row.disconnected_at === null,
    hasReplyToken: row.token_at !== null && now.getTime() - row.token_at.getTime() < freshMs,
    byPerson: true,
  }
  return [[row.id, sendabilityOf(channel, facts, now)]]
}
