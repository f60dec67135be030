import type { Transaction } from '../../infra/database.ts'
import { logChanges } from '../changes/log-changes.ts'
import { storableText } from '../text.ts'
import type { CopyTask } from './copy-claims.ts'
import type { CopyPlan } from './copy-plan.ts'
import type { StoredFile } from './stored-file.ts'
import { giveBackFile, takeFile } from './take-file.ts'

const LONGEST_REASON = 500

/** The file was swept between its last byte and this transaction: it is to be received again. */
export class FileSwept extends Error {
  override readonly name = 'FileSwept'
}

/**
 * Writes what came of a try. Nothing is written when the attachment is gone meanwhile, or was copied by another: then
 * the file has no use and its sweep removes it. Subscribers are told of whatever is final. Returns whether it counted.
 */
export async function settleCopy(transaction: Transaction, task: CopyTask, plan: CopyPlan): Promise<boolean> {
  if (plan.kind === 'again') return await putOff(transaction, task, plan)
  if (plan.kind === 'stored' && !(await takeFile(transaction, task.projectId, plan.file.id)))
    throw new FileSwept('the file was swept before its attachment was written')
  const counted =
    plan.kind === 'stored' ? await store(transaction, task, plan.file) : await end(transaction, task, plan)
  if (!counted) {
    if (plan.kind === 'stored') giveBackFile(transaction, task.projectId, plan.file.id)
    return false
  }
  const { projectId, messageId: subjectId, platformId, conversationId } = task
  await logChanges(transaction, projectId, [
    { kind: 'MESSAGE_UPDATED', subjectId, platformId, conversationId },
  ])
  return true
}

const CLAIM = `WHERE project_id = $1 AND id = $2 AND state = 'PENDING' AND copy_tries = $3 RETURNING id`
const claimOf = ({ projectId, id, tries }: CopyTask) => [projectId, id, tries]

async function putOff(
  transaction: Transaction,
  task: CopyTask,
  { reason, afterMs, isCounted }: Extract<CopyPlan, { kind: 'again' }>,
): Promise<boolean> {
  const rows = await transaction.query({
    name: 'put-off-copy',
    text: `UPDATE attachments SET copy_lease_until = NULL, copy_due_at = now() + make_interval(secs => $4), error = $5,
             copy_tries = copy_tries - $6 ${CLAIM}`,
    values: [...claimOf(task), afterMs / 1000, told(reason), isCounted ? 0 : 1],
  })
  return rows.length > 0
}

/** What the bytes say replaces what the network said; null says nothing. */
async function store(transaction: Transaction, task: CopyTask, file: StoredFile): Promise<boolean> {
  const rows = await transaction.query({
    name: 'store-copy',
    text: `UPDATE attachments SET state = 'STORED', file_id = $4, mime_type = $5, size = $6, sha256 = $7,
             width = coalesce($8, width), height = coalesce($9, height), error = NULL, copy_lease_until = NULL ${CLAIM}`,
    values: [...claimOf(task), file.id, file.mimeType, file.size, file.sha256, file.width, file.height],
  })
  return rows.length > 0
}

async function end(
  transaction: Transaction,
  task: CopyTask,
  plan: Exclude<CopyPlan, { kind: 'again' | 'stored' }>,
): Promise<boolean> {
  const reason = 'reason' in plan ? told(plan.reason) : null
  const rows = await transaction.query({
    name: 'end-copy',
    text: `UPDATE attachments SET state = $4, error = $5, copy_lease_until = NULL ${CLAIM}`,
    values: [...claimOf(task), plan.kind.toUpperCase(), reason],
  })
  return rows.length > 0
}

function told(reason: string): string {
  return storableText(reason).slice(0, LONGEST_REASON).toWellFormed()
}
