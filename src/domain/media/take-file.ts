import type { Transaction } from '../../infra/database.ts'

/**
 * Takes a file for an attachment. To be the first of a transaction that sets `attachments.file_id`: it holds the
 * file's row, so that the sweep either waits and then finds the attachment, or was first, and then this is false and
 * the bytes are to be received again. Of several files, in the order of their ids.
 */
export async function takeFile(
  transaction: Transaction,
  projectId: string,
  fileId: string,
): Promise<boolean> {
  const rows = await transaction.query({
    name: 'take-file',
    text: `UPDATE stored_files SET unused_since = NULL
           WHERE project_id = $1 AND id = $2 AND state = 'STORED' RETURNING id`,
    values: [projectId, fileId],
  })
  return rows.length > 0
}

/** Taken for an attachment that turned out to be gone: the sweep looks whether anything else uses the file. */
export function giveBackFile(transaction: Transaction, projectId: string, fileId: string): void {
  transaction.write({
    name: 'give-back-file',
    text: `UPDATE stored_files SET unused_since = now() WHERE project_id = $1 AND id = $2 AND state = 'STORED'`,
    values: [projectId, fileId],
  })
}
