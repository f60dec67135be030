import type { Transaction } from '../../infra/database.ts'
import { COLUMNS, type ConversationRow, type LockedConversation, toLocked } from './locked-conversation.ts'

/** Locks one conversation by its id; null when the project has none of that id. */
export async function lockConversation(
  transaction: Transaction,
  projectId: string,
  id: string,
): Promise<LockedConversation | null> {
  const [row] = await transaction.query<ConversationRow>({
    name: 'lock-conversation',
    text: `SELECT ${COLUMNS} FROM conversations c WHERE c.project_id = $1 AND c.id = $2 FOR UPDATE`,
    values: [projectId, id],
  })
  return row ? toLocked(row) : null
}
