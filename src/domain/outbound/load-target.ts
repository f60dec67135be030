import type { Channel } from '../../channels/channel.ts'
import type { MessageTokens, Thread } from '../../channels/inbound.ts'
import { channelOf } from '../../channels/index.ts'
import type { Recipient } from '../../channels/outbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import type { Rate } from '../../infra/rates.ts'
import type { SendabilityFacts } from './sendability.ts'

/** A conversation as sending needs to know it. */
export interface SendTarget {
  conversationId: string
  platformId: string
  channel: Channel
  accountId: string
  timeZone: string
  recipient: Recipient
  identityId: string | null
  facts: Omit<SendabilityFacts, 'byPerson' | 'hasReplyToken'>
  connectionStatus: string
  sendNotBefore: Date | null
  /** Set lower than the network's own. */
  accountRate: Rate | null
  sealedCredentials: Buffer | null
  /** The newest message of the customer that can be answered by a token, and the token. */
  replyToken: { messageId: string; token: string } | null
}

interface TargetRow extends Row {
  platform_id: string
  type: string
  account: string | null
  is_active: boolean
  disconnected_at: Date | null
  connection_status: string
  send_not_before: Date | null
  rate_limits: { account?: Rate } | null
  credentials_encrypted: Buffer | null
  time_zone: string
  thread_type: Thread['type']
  thread_id: string
  last_inbound_at: Date | null
  thread_control: 'SELF' | 'OTHER' | null
  identity_id: string | null
  customer_external_id: string | null
  is_reachable: boolean | null
}

/** Null when the project has no such conversation. */
export async function loadTarget(
  transaction: Transaction,
  projectId: string,
  conversationId: string,
  now: Date,
): Promise<SendTarget | null> {
  const [row] = await transaction.query<TargetRow>({
    name: 'load-send-target',
    text: `SELECT p.id AS platform_id, p.type, p.external_id AS account, p.is_active, p.disconnected_at, p.connection_status, p.send_not_before, p.rate_limits, p.credentials_encrypted, j.time_zone,
                    c.type AS thread_type, c.external_id AS thread_id, c.last_inbound_at, c.thread_control,
                    i.id AS identity_id, i.external_id AS customer_external_id, i.is_reachable
             FROM conversations c JOIN platforms p ON p.id = c.platform_id JOIN projects j ON j.id = c.project_id
             LEFT JOIN LATERAL (SELECT id, external_id, is_reachable FROM customer_identities ci
               WHERE ci.project_id = c.project_id AND ci.customer_id = c.customer_id AND ci.platform_id = c.platform_id
               ORDER BY ci.id LIMIT 1) i ON true
             WHERE c.project_id = $1 AND c.id = $2`,
    values: [projectId, conversationId],
  })
  const channel = row && channelOf(row.type)
  if (!row || !channel) return null
  return {
    conversationId,
    platformId: row.platform_id,
    channel,
    accountId: row.account ?? '',
    timeZone: row.time_zone,
    recipient: {
      thread: { type: row.thread_type, externalId: row.thread_id },
      customerId: row.customer_external_id,
    },
    identityId: row.identity_id,
    facts: {
      type: row.thread_type,
      lastInboundAt: row.last_inbound_at,
      threadControl: row.thread_control,
      isReachable: row.is_reachable ?? true,
      isPlatformActive: row.is_active && row.disconnected_at === null,
    },
    connectionStatus: row.connection_status,
    sendNotBefore: row.send_not_before,
    accountRate: row.rate_limits?.account ?? null,
    sealedCredentials: row.credentials_encrypted,
    replyToken: await freshReplyToken(transaction, projectId, conversationId, channel, now),
  }
}

/** Among the few newest messages: older ones have no fresh token. */
async function freshReplyToken(
  transaction: Transaction,
  projectId: string,
  conversationId: string,
  { outbound }: Channel,
  now: Date,
): Promise<SendTarget['replyToken']> {
  if (outbound?.replyTokenMs === undefined) return null
  const rows = await transaction.query<{ id: string; tokens: MessageTokens }>({
    name: 'fresh-reply-token',
    text: `SELECT id, tokens FROM (
             SELECT id, tokens, received_at FROM messages WHERE project_id = $1 AND conversation_id = $2
             ORDER BY ordered_at DESC, sequence DESC LIMIT 10) newest
           WHERE tokens ? 'reply' AND received_at > $3 LIMIT 1`,
    values: [projectId, conversationId, new Date(now.getTime() - outbound.replyTokenMs)],
  })
  const [row] = rows
  return row?.tokens.reply ? { messageId: row.id, token: row.tokens.reply } : null
}
