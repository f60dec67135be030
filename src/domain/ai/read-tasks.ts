import type { ProcessingTask } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, type Parameters, readPage, readPagePerParent } from '../paging.ts'
import { type RowOf, readByIds, readByParents, tableSource } from '../rows.ts'

const TASK = [
  'id',
  'conversationId',
  'messageId',
  'type',
  'priority',
  'status',
  'attempts',
  'maxAttempts',
  'scheduledFor',
  'queuedAt',
  'startedAt',
  'completedAt',
  'result',
  'engine',
  'model',
  'personalityVersion',
  'tokens',
  'costMicros',
  'confidence',
  'error',
  'createdAt',
] as const
export type TaskRow = RowOf<ProcessingTask, (typeof TASK)[number]>

const source = tableSource('processing_tasks', 't', TASK)

/** Newest first. */
export const taskOrder = byId('processing_tasks', 't', 'DESC')

export interface TaskFilter {
  type?: readonly string[] | undefined
  status?: readonly string[] | undefined
  conversationId?: string | undefined
}

function conditions({ type, status, conversationId }: TaskFilter, parameters: Parameters): string[] {
  const all: string[] = []
  if (type) all.push(`t.type = ANY (${parameters.add(type, 'text[]')})`)
  if (status) all.push(`t.status = ANY (${parameters.add(status, 'text[]')})`)
  if (conversationId !== undefined) all.push(`t.conversation_id = ${parameters.add(conversationId, 'uuid')}`)
  return all
}

export async function readTasks(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<TaskRow>(database, projectId, source, ids)
}

export async function readTasksOf(database: Database, projectId: string, messageIds: readonly string[]) {
  const by = { column: 'message_id', order: 't.id' }
  return await readByParents<TaskRow>(database, projectId, source, by, messageIds)
}

export async function pageTasks(database: Database, projectId: string, page: Page, filter: TaskFilter) {
  const query: PageQuery = {
    source,
    order: taskOrder,
    filter: (parameters) => conditions(filter, parameters),
  }
  return await readPage<TaskRow>(database, projectId, query, page)
}

export async function pageTasksOfConversations(
  database: Database,
  projectId: string,
  conversationIds: readonly string[],
  page: Page,
) {
  const query: PageQuery = { source, order: taskOrder }
  return await readPagePerParent<TaskRow>(
    database,
    projectId,
    query,
    'conversation_id',
    conversationIds,
    page,
  )
}
