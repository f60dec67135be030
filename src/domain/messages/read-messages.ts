import type { Attachment, Message, Reaction } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import {
  byId,
  type Page,
  type PageQuery,
  type Parameters,
  readPage,
  readPagePerParent,
  type SortOrder,
} from '../paging.ts'
import { type RowOf, readByIds, readByParents, tableSource } from '../rows.ts'

const MESSAGE = [
  'id',
  'platformId',
  'conversationId',
  'eventId',
  'externalId',
  'sequence',
  'orderedAt',
  'direction',
  'type',
  'content',
  'data',
  'mentions',
  'hashtags',
  'senderType',
  'senderName',
  'senderExternalId',
  'identityId',
  'replyToId',
  'replyToExternalId',
  'privateReplyToId',
  'parentId',
  'isForwarded',
  'referral',
  'processingStatus',
  'confidence',
  'intents',
  'entities',
  'responseType',
  'referenceType',
  'referenceId',
  'deliveryStatus',
  'visibility',
  'error',
  'errorClass',
  'errorCode',
  'sendAt',
  'errorCount',
  'templateId',
  'edits',
  'editedAt',
  'platformTimestamp',
  'createdAt',
  'receivedAt',
  'processedAt',
  'sentAt',
  'deliveredAt',
  'readAt',
] as const
export type MessageRow = RowOf<Message, (typeof MESSAGE)[number]> & {
  /** Sent from here, and not in the network's own app: what it says is kept as it was given. */
  isOurs: boolean
}

const ATTACHMENT = [
  'id',
  'messageId',
  'position',
  'type',
  'externalId',
  'url',
  'mimeType',
  'fileName',
  'size',
  'width',
  'height',
  'duration',
  'fileId',
  'state',
  'error',
  'createdAt',
] as const
export type AttachmentRow = RowOf<Attachment, (typeof ATTACHMENT)[number]>

const REACTION = ['messageId', 'emojis', 'senderType', 'senderName', 'senderExternalId', 'at'] as const
export type ReactionRow = RowOf<Reaction, (typeof REACTION)[number]>

const storedMessages = tableSource('messages', 'm', MESSAGE, true)
const messages = {
  ...storedMessages,
  select: `${storedMessages.select}, m.outbound_content IS NOT NULL AS "isOurs"`,
}
const attachments = tableSource('attachments', 'a', ATTACHMENT)
const reactions = tableSource('reactions', 'r', REACTION)

/** Within a conversation: by platform time, then by the conversation's own sequence; newest last. */
export const messageOrder: SortOrder = {
  name: 'messages',
  direction: 'ASC',
  columns: [
    { field: 'orderedAt', column: 'm.ordered_at', type: 'timestamptz' },
    { field: 'sequence', column: 'm.sequence', type: 'int' },
  ],
}

/** Over all conversations: most recently stored first. */
export const storedMessageOrder = byId('stored-messages', 'm', 'DESC')

export interface MessageFilter {
  platformId?: string | undefined
  conversationId?: string | undefined
  direction?: string | undefined
  senderType?: readonly string[] | undefined
  deliveryStatus?: readonly string[] | undefined
}

function conditions(filter: MessageFilter, parameters: Parameters): string[] {
  const { platformId, conversationId, direction, senderType, deliveryStatus } = filter
  const all: string[] = []
  if (platformId !== undefined) all.push(`m.platform_id = ${parameters.add(platformId, 'uuid')}`)
  if (conversationId !== undefined) all.push(`m.conversation_id = ${parameters.add(conversationId, 'uuid')}`)
  if (direction !== undefined) all.push(`m.direction = ${parameters.add(direction, 'text')}`)
  if (senderType) all.push(`m.sender_type = ANY (${parameters.add(senderType, 'text[]')})`)
  if (deliveryStatus) all.push(`m.delivery_status = ANY (${parameters.add(deliveryStatus, 'text[]')})`)
  return all
}

export async function readMessages(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<MessageRow>(database, projectId, messages, ids)
}

export async function pageMessages(database: Database, projectId: string, page: Page, filter: MessageFilter) {
  const query: PageQuery = {
    source: messages,
    order: storedMessageOrder,
    filter: (parameters) => conditions(filter, parameters),
  }
  return await readPage<MessageRow>(database, projectId, query, page)
}

export async function pageMessagesOfConversations(
  database: Database,
  projectId: string,
  conversationIds: readonly string[],
  page: Page,
) {
  const query: PageQuery = { source: messages, order: messageOrder }
  return await readPagePerParent<MessageRow>(
    database,
    projectId,
    query,
    'conversation_id',
    conversationIds,
    page,
  )
}

/** A message as the network names it. */
export interface MessageName {
  platformId: string
  externalId: string
}

/** The messages that networks name so, with the name each was found by. */
export async function readMessagesByName(
  database: Database,
  projectId: string,
  names: readonly MessageName[],
) {
  return await database.tenant<MessageRow & { namedAs: string }>(projectId, {
    name: 'read-messages-by-name',
    text: `SELECT ref.external_id AS "namedAs", ${messages.select}
           FROM unnest($2::uuid[], $3::text[]) AS wanted (platform_id, external_id)
           JOIN message_refs ref ON ref.project_id = $1 AND ref.platform_id = wanted.platform_id
             AND ref.external_id = wanted.external_id
           JOIN messages m ON m.project_id = $1 AND m.id = ref.message_id`,
    values: [projectId, names.map((name) => name.platformId), names.map((name) => name.externalId)],
  })
}

export async function readAttachments(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<AttachmentRow>(database, projectId, attachments, ids)
}

export async function readAttachmentsOf(
  database: Database,
  projectId: string,
  messageIds: readonly string[],
) {
  const by = { column: 'message_id', order: 'a.message_id, a.position' }
  return await readByParents<AttachmentRow>(database, projectId, attachments, by, messageIds)
}

export async function readReactionsOf(database: Database, projectId: string, messageIds: readonly string[]) {
  const by = { column: 'message_id', order: 'r.message_id, r.at, r.sender_key' }
  return await readByParents<ReactionRow>(database, projectId, reactions, by, messageIds)
}

/** The messages that are the private answers of comments, with the comment of each. */
export async function readPrivateReplies(
  database: Database,
  projectId: string,
  commentIds: readonly string[],
) {
  return await database.tenant<MessageRow & { commentId: string }>(projectId, {
    name: 'read-private-replies',
    text: `SELECT r.comment_id AS "commentId", ${messages.select}
           FROM private_replies r JOIN messages m ON m.project_id = $1 AND m.id = r.message_id
           WHERE r.project_id = $1 AND r.comment_id = ANY ($2::uuid[])`,
    values: [projectId, commentIds],
  })
}
