import type { AuditEntry } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, readPage, type Slice } from '../paging.ts'
import { type RowOf, readByIds, tableSource } from '../rows.ts'

const ENTRY = [
  'id',
  'actorKind',
  'actorId',
  'actorName',
  'action',
  'subjectType',
  'subjectId',
  'difference',
  'requestId',
  'at',
] as const

export type AuditRow = RowOf<AuditEntry, (typeof ENTRY)[number]>

export const auditOrder = byId('audit_entries', 'a', 'DESC')

const entries = tableSource('audit_entries', 'a', ENTRY)

export interface AuditFilter {
  subjectId?: string | undefined
}

export async function readAuditEntries(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<AuditRow>(database, projectId, entries, ids)
}

/** The newest first. */
export async function pageAuditEntries(
  database: Database,
  projectId: string,
  page: Page,
  { subjectId }: AuditFilter,
): Promise<Slice<AuditRow>> {
  const filter = (parameters: { add(value: unknown, type: string): string }) =>
    subjectId === undefined ? [] : [`a.subject_id = ${parameters.add(subjectId, 'uuid')}`]
  return await readPage<AuditRow>(database, projectId, { source: entries, order: auditOrder, filter }, page)
}
