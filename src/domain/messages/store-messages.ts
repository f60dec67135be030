import type {
  AttachmentDraft,
  Json,
  MessageContent,
  MessageTokens,
  Referral,
} from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { advanceConversation } from '../conversations/advance-conversation.ts'
import type { LockedConversation } from '../conversations/locked-conversation.ts'
import { isToBeCopied } from '../media/copy-plan.ts'
import type { GivenContent } from '../outbound/given-content.ts'

/** A message about to be stored, inbound or outbound: everything that stores one goes through here. */
export interface MessageDraft {
  id: string
  conversation: LockedConversation
  eventId: string | null
  externalId: string | null
  direction: 'INBOUND' | 'OUTBOUND'
  senderType: 'CUSTOMER' | 'AI' | 'HUMAN' | 'SYSTEM'
  senderName: string | null
  senderExternalId: string | null
  identityId: string | null
  content: MessageContent
  deliveryStatus: string
  replyToExternalId: string | null
  isForwarded: boolean
  referral: Referral | null
  clientReference: string | null
  platformTimestamp: Date | null
  receivedAt: Date | null
  sentAt: Date | null
  deliveredAt: Date | null
  readAt: Date | null
  tokens: MessageTokens | null
  replyToId?: string | null
  /** The comment that it answers in private. */
  privateReplyToId?: string | null
  /** When a scheduled message is due: until then it is no answer. */
  sendAt?: Date | null
  /** What is to be said, as it was given. */
  outboundContent?: GivenContent | null
  /** The network that has its files, to be copied from there; absent for what we send. */
  filesOf?: string
}

export interface StoredMessage {
  draft: MessageDraft
  orderedAt: Date
  /** Seconds the customer had waited, when this message answers them. */
  answeredAfter: number | null
}

/**
 * Numbers the messages densely in their locked conversations and inserts them. Numbering happens here, after the
 * locks were taken by an earlier statement: numbered inside one statement, a second writer would not see the
 * first one's numbers.
 */
export async function storeMessages(
  transaction: Transaction,
  projectId: string,
  drafts: readonly MessageDraft[],
  now: Date,
): Promise<StoredMessage[]> {
  if (drafts.length === 0) return []
  const ordered = drafts
    .map((draft) => ({ draft, orderedAt: draft.platformTimestamp ?? now }))
    .sort((a, b) => a.orderedAt.getTime() - b.orderedAt.getTime() || (a.draft.id < b.draft.id ? -1 : 1))
  const rows: Record<string, unknown>[] = []
  const stored = ordered.map(({ draft, orderedAt }) => {
    const { direction, senderType, deliveryStatus } = draft
    const isScheduled = deliveryStatus === 'SCHEDULED'
    const answeredAfter = advanceConversation(draft.conversation, {
      direction,
      senderType,
      orderedAt,
      isScheduled,
    })
    rows.push(toRow(draft, orderedAt, draft.conversation.lastSequence, now))
    return { draft, orderedAt, answeredAfter }
  })
  await insertMessages(transaction, projectId, rows)
  const withFiles = drafts.map(({ id, content, conversation, filesOf }) => ({
    id,
    content,
    platformId: conversation.platformId,
    filesOf,
  }))
  await insertAttachments(transaction, projectId, withFiles)
  return stored
}

function toRow(draft: MessageDraft, orderedAt: Date, sequence: number, now: Date): Record<string, unknown> {
  const { content } = draft
  return {
    id: draft.id,
    platform_id: draft.conversation.platformId,
    conversation_id: draft.conversation.id,
    event_id: draft.eventId,
    external_id: draft.externalId,
    sequence,
    ordered_at: orderedAt,
    direction: draft.direction,
    type: content.type,
    content: content.text,
    data: content.data ?? {},
    mentions: content.mentions ?? [],
    hashtags: content.hashtags ?? [],
    sender_type: draft.senderType,
    sender_name: draft.senderName,
    sender_external_id: draft.senderExternalId,
    identity_id: draft.identityId,
    reply_to_external_id: draft.replyToExternalId,
    is_forwarded: draft.isForwarded,
    referral: draft.referral,
    delivery_status: draft.deliveryStatus,
    client_reference: draft.clientReference,
    response_type: draft.senderType === 'HUMAN' ? 'MANUAL' : draft.senderType === 'AI' ? 'AUTO' : null,
    platform_timestamp: draft.platformTimestamp,
    created_at: now,
    received_at: draft.receivedAt,
    sent_at: draft.sentAt,
    delivered_at: draft.deliveredAt,
    read_at: draft.readAt,
    tokens: draft.tokens,
    reply_to_id: draft.replyToId ?? null,
    private_reply_to_id: draft.privateReplyToId ?? null,
    send_at: draft.sendAt ?? null,
    outbound_content: draft.outboundContent ?? null,
  }
}

const COLUMNS = `id uuid, platform_id uuid, conversation_id uuid, event_id uuid, external_id text, sequence int,
  ordered_at timestamptz, direction text, type text, content text, data jsonb, mentions text[], hashtags text[],
  sender_type text, sender_name text, sender_external_id text, identity_id uuid, reply_to_external_id text,
  is_forwarded boolean, referral jsonb, delivery_status text, client_reference text, response_type text,
  platform_timestamp timestamptz, created_at timestamptz, received_at timestamptz, sent_at timestamptz,
  delivered_at timestamptz, read_at timestamptz, tokens jsonb, reply_to_id uuid, private_reply_to_id uuid,
  send_at timestamptz, outbound_content jsonb`
const NAMES = COLUMNS.replace(/(\w+) [\w[\]]+/g, '$1')

async function insertMessages(
  transaction: Transaction,
  projectId: string,
  rows: Record<string, unknown>[],
): Promise<void> {
  transaction.write({
    name: 'insert-messages',
    text: `INSERT INTO messages (project_id, processing_status, processed_at, ${NAMES})
           SELECT $1, 'PROCESSED', now(), ${NAMES} FROM json_to_recordset($2) AS m (${COLUMNS})`,
    // A column that is not named is null.
    values: [projectId, JSON.stringify(rows.map(withoutNulls))],
  })
}

function withoutNulls(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
}

/** A count or size as a column can hold it; null for nonsense. */
function whole(value: number | undefined, most: number): number | null {
  if (value === undefined || !Number.isFinite(value) || value < 0) return null
  const rounded = Math.round(value)
  return rounded <= most ? rounded : null
}

const INT4_MAX = 2_147_483_647

interface WithFiles {
  id: string
  content: MessageContent
  platformId: string
  filesOf: string | undefined
}

function attachmentRow(
  { id, platformId, filesOf }: WithFiles,
  position: number,
  draft: AttachmentDraft,
): { [key: string]: Json } {
  return {
    id: newId(),
    message_id: id,
    platform_id: platformId,
    position,
    type: draft.type,
    external_id: draft.externalId ?? null,
    url: draft.url ?? null,
    mime_type: draft.mimeType ?? null,
    file_name: draft.fileName ?? null,
    size: whole(draft.size, Number.MAX_SAFE_INTEGER),
    sha256: draft.sha256 ?? null,
    width: whole(draft.width, INT4_MAX),
    height: whole(draft.height, INT4_MAX),
    duration: draft.duration !== undefined && Number.isFinite(draft.duration) ? draft.duration : null,
    state: draft.fileId ? 'STORED' : isToBeCopied(filesOf, draft) ? 'PENDING' : 'EXTERNAL',
    file_id: draft.fileId ?? null,
  }
}

/** A place that is taken stays as it is: its file may be copied, and the network may have it no longer. */
export async function insertAttachments(
  transaction: Transaction,
  projectId: string,
  messages: readonly WithFiles[],
): Promise<void> {
  const rows = messages.flatMap((message) =>
    message.content.attachments.map((attachment, position) => attachmentRow(message, position, attachment)),
  )
  if (rows.length === 0) return
  transaction.write({
    name: 'insert-attachments',
    text: `INSERT INTO attachments (project_id, id, message_id, platform_id, position, type, external_id, url, mime_type, file_name,
             size, sha256, width, height, duration, state, file_id)
           SELECT $1, * FROM json_to_recordset($2) AS n (id uuid, message_id uuid, platform_id uuid, position int, type text,
             external_id text, url text, mime_type text, file_name text, size bigint, sha256 text, width int, height int,
             duration float8, state text, file_id uuid)
           WHERE NOT EXISTS (SELECT FROM attachments a
             WHERE a.project_id = $1 AND a.message_id = n.message_id AND a.position = n.position)`,
    values: [projectId, JSON.stringify(rows)],
  })
}
