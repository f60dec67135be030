import type { Transaction } from '../../infra/database.ts'
import type { Queue } from '../../jobs/queue.ts'
import { isToBeCopied } from '../media/copy-plan.ts'
import type { MessageState } from '../messages/message-state.ts'
import type { StoredMessage } from '../messages/store-messages.ts'

interface Outcome {
  stored: readonly StoredMessage[]
  rewritten: readonly MessageState[]
}

/** Files that customers sent are copied at once, by a job of the same transaction that wakes a worker. */
export async function queueCopies(
  transaction: Transaction,
  queue: Queue,
  projectId: string,
  { stored, rewritten }: Outcome,
): Promise<void> {
  const isDue =
    stored.some(({ draft }) => draft.content.attachments.some((one) => isToBeCopied(draft.filesOf, one))) ||
    rewritten.some(({ newContent, filesOf }) =>
      newContent?.attachments.some((one) => isToBeCopied(filesOf, one)),
    )
  if (isDue) transaction.write(await queue.statement('copy-attachments', [{ projectId }]))
}
