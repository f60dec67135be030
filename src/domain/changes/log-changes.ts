import type { Statement, Transaction } from '../../infra/database.ts'
import type { Change, LoggedChange } from './change.ts'

/**
 * Appends to the project's change log. Must be the last statement before the commit: it locks the project's
 * cursor, whose order of locking is then the order of committing, so that a reader by cursor skips nothing.
 */
export async function logChanges(
  transaction: Transaction,
  projectId: string,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length > 0) transaction.write(statementOf(projectId, changes))
}

/** Like `logChanges`; answers, once the transaction is committed, what it logged. */
export function logAndTell(
  transaction: Transaction,
  projectId: string,
  changes: readonly Change[],
): () => Promise<LoggedChange[]> {
  if (changes.length === 0) return async () => []
  const logged = transaction.later<{ last: number }>(statementOf(projectId, changes))
  return async () => {
    const [cursor] = await logged
    if (!cursor) throw new Error(`project ${projectId} has no cursor: its changes were not logged`)
    return changes.map((change, n) => ({ ...change, position: cursor.last - changes.length + n + 1 }))
  }
}

function statementOf(projectId: string, changes: readonly Change[]): Statement {
  return {
    name: 'log-changes',
    text: `WITH cursor AS (UPDATE project_cursors SET last = last + $2::bigint WHERE project_id = $1 RETURNING last), logged AS (
           INSERT INTO change_log (project_id, position, kind, subject_id, platform_id, conversation_id)
           SELECT $1, cursor.last - $2::bigint + c.n, c.kind, c.subject_id, c.platform_id, c.conversation_id
           FROM cursor, unnest($3::text[], $4::uuid[], $5::uuid[], $6::uuid[])
             WITH ORDINALITY AS c (kind, subject_id, platform_id, conversation_id, n))
           SELECT last FROM cursor`,
    values: [
      projectId,
      changes.length,
      changes.map((change) => change.kind),
      changes.map((change) => change.subjectId),
      changes.map((change) => change.platformId),
      changes.map((change) => change.conversationId),
    ],
  }
}
