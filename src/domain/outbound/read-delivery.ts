import type { MessagePart, SendAttempt } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { type RowOf, readByParents, tableSource } from '../rows.ts'

const PART = [
  'messageId',
  'position',
  'reference',
  'request',
  'status',
  'externalIds',
  'usage',
  'notBefore',
  'sentAt',
] as const
export type PartRow = RowOf<MessagePart, (typeof PART)[number]>

const ATTEMPT = [
  'messageId',
  'position',
  'kind',
  'startedAt',
  'finishedAt',
  'outcome',
  'status',
  'errorClass',
  'errorCode',
  'error',
] as const
export type AttemptRow = RowOf<SendAttempt, (typeof ATTEMPT)[number]>

const parts = tableSource('message_parts', 'p', PART)
const attempts = tableSource('send_attempts', 'a', ATTEMPT)

export async function readPartsOf(database: Database, projectId: string, messageIds: readonly string[]) {
  const by = { column: 'message_id', order: 'p.message_id, p.position' }
  return await readByParents<PartRow>(database, projectId, parts, by, messageIds)
}

export async function readAttemptsOf(database: Database, projectId: string, messageIds: readonly string[]) {
  const by = { column: 'message_id', order: 'a.message_id, a.id' }
  return await readByParents<AttemptRow>(database, projectId, attempts, by, messageIds)
}
