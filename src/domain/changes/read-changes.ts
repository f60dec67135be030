import type { Database, Row } from '../../infra/database.ts'
import type { ChangeKind, LoggedChange } from './change.ts'

interface ChangeRow extends Row {
  position: number
  kind: ChangeKind
  subject_id: string
  platform_id: string | null
  conversation_id: string | null
}

/** Up to `limit` changes after a position, oldest first. */
export async function readChanges(
  database: Database,
  projectId: string,
  after: number,
  limit: number,
): Promise<LoggedChange[]> {
  const rows = await database.tenant<ChangeRow>(projectId, {
    name: 'read-changes',
    text: `SELECT position, kind, subject_id, platform_id, conversation_id FROM change_log
           WHERE project_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
    values: [projectId, after, limit],
  })
  return rows.map((row) => ({
    position: row.position,
    kind: row.kind,
    subjectId: row.subject_id,
    platformId: row.platform_id,
    conversationId: row.conversation_id,
  }))
}

/** Where the log stands. */
export async function readPosition(database: Database, projectId: string): Promise<number> {
  const rows = await database.tenant<{ last: number }>(projectId, {
    name: 'read-position',
    text: 'SELECT last FROM project_cursors WHERE project_id = $1',
    values: [projectId],
  })
  return rows[0]?.last ?? 0
}
