import type { Transaction } from '../../infra/database.ts'
import type { Principal } from '../access/principal.ts'
import { logChanges } from '../changes/log-changes.ts'
import type { SendingDependencies } from '../outbound/sending-dependencies.ts'
import { NotFound } from '../outbound/sending-failures.ts'
import { UserFailure } from '../user-failure.ts'

/** The attachment is stored, on its way, or nothing that is copied. */
export class NothingToCopy extends UserFailure {
  override readonly name = 'NothingToCopy'

  constructor(state: string) {
    super('WRONG_STATE', `The attachment is ${state}: only one that is FAILED or EXPIRED is copied again.`, [
      'input',
      'attachmentId',
    ])
  }
}

interface AttachmentRow extends Record<string, unknown> {
  state: string
  messageId: string
  conversationId: string
  platformId: string
}

/** Copies a file again that could not be copied, as after a new token. Returns its attachment. */
export async function copyAgain(
  { database, queue, wakeUps }: SendingDependencies,
  { projectId }: Principal,
  attachmentId: string,
): Promise<string> {
  await database.worker(async (transaction) => {
    const attachment = await lock(transaction, projectId, attachmentId)
    const { state, messageId: subjectId, platformId, conversationId } = attachment
    if (state !== 'FAILED' && state !== 'EXPIRED') throw new NothingToCopy(state)
    transaction.write({
      text: `UPDATE attachments SET state = 'PENDING', error = NULL, copy_tries = 0, copy_due_at = now(), platform_id = $3
             WHERE project_id = $1 AND id = $2`,
      values: [projectId, attachmentId, platformId],
    })
    transaction.write(await queue.statement('copy-attachments', [{ projectId }]))
    await logChanges(transaction, projectId, [
      { kind: 'MESSAGE_UPDATED', subjectId, platformId, conversationId },
    ])
  })
  wakeUps.wake(projectId)
  return attachmentId
}

async function lock(
  transaction: Transaction,
  projectId: string,
  attachmentId: string,
): Promise<AttachmentRow> {
  const [row] = await transaction.query<AttachmentRow>({
    text: `SELECT a.state, a.message_id AS "messageId", m.conversation_id AS "conversationId", m.platform_id AS "platformId"
           FROM attachments a JOIN messages m ON m.project_id = a.project_id AND m.id = a.message_id
           WHERE a.project_id = $1 AND a.id = $2 FOR UPDATE OF a`,
    values: [projectId, attachmentId],
  })
  if (!row) throw new NotFound('attachment', ['input', 'attachmentId'])
  return row
}
