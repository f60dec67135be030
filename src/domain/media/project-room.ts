import type { Database, Row, Transaction } from '../../infra/database.ts'
import { FileRefused } from './stored-file.ts'

interface Counted extends Row {
  bytes: number
}

const STORED = 'SELECT bytes FROM project_storage WHERE project_id = $1'

/** Refuses before a byte is read where not a single one has room. Throws FileRefused. */
export async function refuseWhenFull(database: Database, projectId: string, most: number): Promise<void> {
  const statement = { name: 'stored-bytes', text: STORED, values: [projectId], plansOnce: true }
  const [row] = await database.tenant<Counted>(projectId, statement)
  if (row && row.bytes >= most) throw full(row.bytes, most)
}

/**
 * Refuses a file whose row this transaction has made and that does not fit in. The count is that of the trigger of
 * stored_files: its row is held until the commit, so that of several files at once none slips past the limit.
 */
export async function refuseAbove(transaction: Transaction, projectId: string, most: number): Promise<void> {
  const [row] = await transaction.query<Counted>({
    name: 'stored-bytes-with-this',
    text: STORED,
    values: [projectId],
  })
  if (row && row.bytes > most) throw full(row.bytes, most)
}

function full(bytes: number, most: number): FileRefused {
  return new FileRefused(
    'STORAGE_FULL',
    `The project's files would have ${bytes} bytes or more; ${most} are allowed (PARLEY_MEDIA_PROJECT_MAX_BYTES). A file goes with the last message that has it, an upload that none has after 30 days.`,
  )
}
