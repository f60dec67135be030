import type { Transaction } from '../../infra/database.ts'

/**
 * What stands below comments that are gone, and goes with them: networks remove a top-level comment with
 * all its replies. A reply has none of its own, and a comment no conversation but its thread's.
 */
export async function belowComments(
  transaction: Transaction,
  projectId: string,
  messageIds: readonly string[],
): Promise<string[]> {
  if (messageIds.length === 0) return []
  const rows = await transaction.query<{ id: string }>({
    name: 'below-comments',
    text: `SELECT m.id FROM messages top
           JOIN conversations c ON c.project_id = $1 AND c.id = top.conversation_id AND c.type = 'PUBLIC' AND c.external_id = top.external_id
           JOIN messages m ON m.project_id = $1 AND m.conversation_id = c.id AND m.id <> top.id
           WHERE top.project_id = $1 AND top.id = ANY ($2::uuid[]) AND m.external_id IS NOT NULL AND m.visibility <> 'DELETED'`,
    values: [projectId, messageIds],
  })
  return rows.map(({ id }) => id)
}
