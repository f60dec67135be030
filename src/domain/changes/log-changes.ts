import type { Transaction } from '../../infra/database.ts'

export type ChangeKind =
  | 'MESSAGE_ADDED'
  | 'MESSAGE_UPDATED'
  | 'CONVERSATION_UPDATED'
  | 'PLATFORM_UPDATED'
  | 'TASK_UPDATED'
  | 'TEMPLATE_UPDATED'

/** Something of a project changed: what subscribers are told, by id. */
export interface Change {
  kind: ChangeKind
  subjectId: string
  platformId: string | null
  conversationId: string | null
}

/**
 * Appends to the project's change log. Must be the last statement before the commit: it locks the project's
 * cursor, whose order of locking is then the order of committing, so that a reader by cursor skips nothing.
 */
export async function logChanges(
  transaction: Transaction,
  projectId: string,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return
  transaction.write({
    name: 'log-changes',
    text: `WITH cursor AS (UPDATE project_cursors SET last = last + $2::bigint WHERE project_id = $1 RETURNING last)
           INSERT INTO change_log (project_id, position, kind, subject_id, platform_id, conversation_id)
           SELECT $1, cursor.last - $2::bigint + c.n, c.kind, c.subject_id, c.platform_id, c.conversation_id
           FROM cursor, unnest($3::text[], $4::uuid[], $5::uuid[], $6::uuid[])
             WITH ORDINALITY AS c (kind, subject_id, platform_id, conversation_id, n)`,
    values: [
      projectId,
      changes.length,
      changes.map((change) => change.kind),
      changes.map((change) => change.subjectId),
      changes.map((change) => change.platformId),
      changes.map((change) => change.conversationId),
    ],
  })
}
