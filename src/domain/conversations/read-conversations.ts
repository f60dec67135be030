import type { Conversation } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import {
  type Page,
  type PageQuery,
  type Parameters,
  readPage,
  readPagePerParent,
  type SortOrder,
} from '../paging.ts'
import { type RowOf, readByIds, tableSource } from '../rows.ts'

const CONVERSATION = [
  'id',
  'platformId',
  'customerId',
  'externalId',
  'type',
  'status',
  'snoozedUntil',
  'title',
  'summary',
  'tags',
  'priority',
  'aiEnabled',
  'autoResponseEnabled',
  'assignmentType',
  'assigneeId',
  'assignedAt',
  'personalityId',
  'aiContext',
  'metadata',
  'satisfaction',
  'resolutionStatus',
  'messageCount',
  'unreadCount',
  'firstMessageAt',
  'lastMessageAt',
  'lastInboundAt',
  'lastAiResponseAt',
  'waitingSince',
  'responseCount',
  'responseSeconds',
  'deliveredUntil',
  'readUntil',
  'threadControl',
  'closedAt',
  'episode',
  'episodeStartedAt',
  'createdAt',
  'updatedAt',
] as const
export type ConversationRow = RowOf<Conversation, (typeof CONVERSATION)[number]>

const source = tableSource('conversations', 'c', CONVERSATION)

/** Most recent message first. */
export const conversationOrder: SortOrder = {
  name: 'conversations',
  direction: 'DESC',
  columns: [
    { field: 'lastMessageAt', column: 'c.last_message_at', type: 'timestamptz' },
    { field: 'id', column: 'c.id', type: 'uuid' },
  ],
}

/** A conversation exists to hold messages: one that has none yet has no place in the order. */
const LISTED = ['c.last_message_at IS NOT NULL']

export interface ConversationFilter {
  platformId?: string | undefined
  platformType?: readonly string[] | undefined
  status?: readonly string[] | undefined
  assignmentType?: readonly string[] | undefined
  assigneeId?: string | undefined
  unassigned?: boolean | undefined
  customerId?: string | undefined
  tag?: string | undefined
  search?: string | undefined
}

/** A text that matches more says too little; the rest of its matches is left out. */
const MOST_MATCHES = 1000

function conditions(filter: ConversationFilter, parameters: Parameters): string[] {
  const all: string[] = []
  const equal = (column: string, value: string | undefined) => {
    if (value !== undefined) all.push(`${column} = ${parameters.add(value, 'uuid')}`)
  }
  const oneOf = (column: string, values: readonly string[] | undefined) => {
    if (values) all.push(`${column} = ANY (${parameters.add(values, 'text[]')})`)
  }
  equal('c.platform_id', filter.platformId)
  equal('c.assignee_id', filter.assigneeId)
  equal('c.customer_id', filter.customerId)
  oneOf('c.assignment_type', filter.assignmentType)
  const { status, platformType, unassigned, tag, search } = filter
  // The partial index of open conversations is chosen by this very condition alone.
  if (status?.length === 1 && status[0] === 'ACTIVE') all.push(`c.status = 'ACTIVE'`)
  else oneOf('c.status', status)
  if (unassigned !== undefined) all.push(`c.assignee_id IS ${unassigned ? '' : 'NOT '}NULL`)
  if (platformType)
    all.push(`c.platform_id = ANY (ARRAY(SELECT p.id FROM platforms p
      WHERE p.project_id = $1 AND p.type = ANY (${parameters.add(platformType, 'text[]')})))`)
  if (tag !== undefined) all.push(`c.id IN (SELECT conversations_with_tag(${parameters.add(tag, 'text')}))`)
  if (search)
    all.push(`c.id IN (SELECT search_conversations(${parameters.add(search, 'text')}, ${MOST_MATCHES}))`)
  return all
}

const queryOf = (filter: ConversationFilter): PageQuery => ({
  source,
  order: conversationOrder,
  where: LISTED,
  filter: (parameters) => conditions(filter, parameters),
})

export async function readConversations(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<ConversationRow>(database, projectId, source, ids)
}

export async function pageConversations(
  database: Database,
  projectId: string,
  page: Page,
  filter: ConversationFilter,
) {
  return await readPage<ConversationRow>(database, projectId, queryOf(filter), page)
}

export async function pageConversationsPer(
  parent: 'platform_id' | 'customer_id',
  database: Database,
  projectId: string,
  parentIds: readonly string[],
  page: Page,
  filter: ConversationFilter,
) {
  return await readPagePerParent<ConversationRow>(
    database,
    projectId,
    queryOf(filter),
    parent,
    parentIds,
    page,
  )
}
