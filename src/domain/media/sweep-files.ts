import type { Database, Row, Transaction } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import type { Storage } from '../../infra/storage.ts'
import { removeObjects } from './file-store.ts'

export interface SweepDependencies {
  database: Database
  storage: Storage
  logger: Logger
}

interface Swept extends Row {
  projectId: string
  id: string
}

const BATCH = 50
/** A minute's run does not grow into the next ones without end. */
const MOST_BATCHES = 200

/**
 * Removes files that nothing uses any more, and what killed processes left half done: object first, row last.
 * Several sweepers share the work. Returns how many are gone.
 */
export async function sweepFiles(deps: SweepDependencies): Promise<number> {
  let removed = 0
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const { looked, claimed } = await deps.database.worker(claimUnused)
    const outcomes = await Promise.allSettled(claimed.map((file) => removeObjects(deps.storage, file)))
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    const gone = claimed.filter((_file, n) => outcomes[n]?.status === 'fulfilled')
    if (gone.length > 0) await deps.database.worker((transaction) => deleteRows(transaction, gone))
    removed += gone.length
    // Its row stays REMOVING and comes up again in some minutes.
    if (failure) throw failure.reason
    if (looked < BATCH) break
  }
  return removed
}

const THESE = '(f.project_id, f.id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))'
const idsOf = (files: readonly Swept[]) => [files.map((file) => file.projectId), files.map((file) => file.id)]

async function deleteRows(transaction: Transaction, files: readonly Swept[]): Promise<void> {
  await transaction.query({
    name: 'delete-files',
    text: `DELETE FROM stored_files f WHERE ${THESE} AND f.state = 'REMOVING'`,
    values: idsOf(files),
  })
}

/** From here on nobody finds them: whoever brings the same content gets a new row. */
async function claimUnused(transaction: Transaction): Promise<{ looked: number; claimed: Swept[] }> {
  const due = await lockDue(transaction)
  if (due.length === 0) return { looked: 0, claimed: [] }
  const values = idsOf(due)
  const used = `EXISTS (SELECT FROM attachments a WHERE a.project_id = f.project_id AND a.file_id = f.id)`
  // A statement of its own, which sees what whoever held the row before us has committed.
  await transaction.query({
    name: 'keep-used-files',
    text: `UPDATE stored_files f SET unused_since = NULL WHERE ${THESE} AND f.state = 'STORED' AND ${used}`,
    values,
  })
  const claimed = await transaction.query<Swept>({
    name: 'claim-unused-files',
    text: `UPDATE stored_files f SET state = 'REMOVING', unused_since = now(), kept_until = NULL
           WHERE ${THESE} AND f.unused_since IS NOT NULL RETURNING f.project_id AS "projectId", f.id`,
    values,
  })
  return { looked: due.length, claimed }
}

/** Each state has its own patience: for an attachment to come, for an upload to end, for another sweeper. */
async function lockDue(transaction: Transaction): Promise<Swept[]> {
  return await transaction.query<Swept>({
    name: 'lock-due-files',
    text: `SELECT project_id AS "projectId", id FROM stored_files
           WHERE unused_since IS NOT NULL AND GREATEST(unused_since, kept_until) < now() - CASE state
             WHEN 'STORED' THEN interval '1 minute' WHEN 'WRITING' THEN interval '1 hour' ELSE interval '5 minutes' END
             AND GREATEST(unused_since, kept_until) < now() - interval '1 minute'
           ORDER BY GREATEST(unused_since, kept_until) LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    values: [],
  })
}
