import type { MessageTokens } from '../../channels/inbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import { loadTarget, type SendTarget } from './load-target.ts'
import { lockParts, type MessagePart, readParts } from './message-parts.ts'
import type { OutboundMessageState } from './outbound-message.ts'
import { NotFound } from './sending-failures.ts'

/** A message as an action on it needs to know it. */
export interface KnownMessage extends OutboundMessageState {
  direction: 'INBOUND' | 'OUTBOUND'
  type: string
  content: string | null
  visibility: string
  tokens: MessageTokens | null
  /** Sent from here, and not in the network's own app. */
  isOurs: boolean
  /** The comment that it answers in private. */
  privateReplyToId: string | null
}

interface MessageRow extends Row {
  id: string
  platform_id: string
  conversation_id: string
  external_id: string | null
  direction: 'INBOUND' | 'OUTBOUND'
  delivery_status: string
  type: string
  content: string | null
  visibility: string
  tokens: MessageTokens | null
  is_ours: boolean
  private_reply_to_id: string | null
}

const BY_ID = `SELECT id, platform_id, conversation_id, external_id, direction, delivery_status, type, content, visibility, tokens,
    outbound_content IS NOT NULL AS is_ours, private_reply_to_id
  FROM messages WHERE project_id = $1 AND id = $2`

/** Locks a message with its parts. Throws NotFound. */
export async function lockKnownMessage(
  transaction: Transaction,
  projectId: string,
  messageId: string,
): Promise<KnownMessage> {
  const statement = {
    name: 'lock-known-message',
    text: `${BY_ID} FOR UPDATE`,
    values: [projectId, messageId],
  }
  const rows = transaction.query<MessageRow>(statement)
  return await known(rows, lockParts(transaction, projectId, [messageId]))
}

/**
 * The same as they stand now. A call of the network outlives any lock; and a lock gives its transaction a number, by
 * which what is refused after it would count as a change.
 */
export async function readKnownMessage(
  transaction: Transaction,
  projectId: string,
  messageId: string,
): Promise<KnownMessage> {
  const rows = transaction.query<MessageRow>({
    name: 'read-known-message',
    text: BY_ID,
    values: [projectId, messageId],
  })
  return await known(rows, readParts(transaction, projectId, [messageId]))
}

async function known(
  asked: Promise<MessageRow[]>,
  askedParts: Promise<MessagePart[]>,
): Promise<KnownMessage> {
  const [[row], parts] = await Promise.all([asked, askedParts])
  if (!row) throw new NotFound('message', ['input', 'messageId'])
  return {
    id: row.id,
    platformId: row.platform_id,
    conversationId: row.conversation_id,
    externalId: row.external_id,
    direction: row.direction,
    deliveryStatus: row.delivery_status,
    type: row.type,
    content: row.content,
    visibility: row.visibility,
    tokens: row.tokens,
    isOurs: row.is_ours,
    privateReplyToId: row.private_reply_to_id,
    parts,
  }
}

/** The conversation's target, or NotFound. */
export async function targetOf(
  transaction: Transaction,
  projectId: string,
  conversationId: string,
  now: Date,
): Promise<SendTarget> {
  const target = await loadTarget(transaction, projectId, conversationId, now)
  if (!target) throw new NotFound('conversation', ['input', 'conversationId'])
  return target
}
