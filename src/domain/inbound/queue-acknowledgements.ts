import { channelOf } from '../../channels/index.ts'
import type { Transaction } from '../../infra/database.ts'
import type { Queue } from '../../jobs/queue.ts'
import { type InboundItem, isOf } from './inbound-item.ts'

/** Networks that wait for a word that a press was noticed get it, by a job of the same transaction. */
export async function queueAcknowledgements(
  transaction: Transaction,
  queue: Queue,
  projectId: string,
  items: readonly InboundItem[],
): Promise<void> {
  const presses = items.flatMap((item) => {
    const { result, messageId } = item.outcome
    if (!isOf(item, 'postback') || result !== 'APPLIED' || messageId === null) return []
    const waits = item.event.tokens?.reply !== undefined && channelOf(item.network)?.outbound?.acknowledge
    return waits ? [{ projectId, messageId }] : []
  })
  if (presses.length > 0) transaction.write(await queue.statement('acknowledge-press', presses))
}
