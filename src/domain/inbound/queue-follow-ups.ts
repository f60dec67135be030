import type { Transaction } from '../../infra/database.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { NewIdentity } from '../customers/resolve-identities.ts'
import type { MessageState } from '../messages/message-state.ts'
import type { StoredMessage } from '../messages/store-messages.ts'
import type { InboundItem } from './inbound-item.ts'
import { queueAcknowledgements } from './queue-acknowledgements.ts'
import { queueCopies } from './queue-copies.ts'
import { queueProfiles } from './queue-profiles.ts'

interface Outcome {
  items: readonly InboundItem[]
  stored: readonly StoredMessage[]
  rewritten: readonly MessageState[]
  nameless: readonly NewIdentity[]
}

/** What a batch leaves to be done at the networks, by jobs of its transaction. A replay answers nobody. */
export async function queueFollowUps(
  transaction: Transaction,
  queue: Queue,
  projectId: string,
  outcome: Outcome,
  isReplay: boolean,
): Promise<void> {
  if (!isReplay) await queueAcknowledgements(transaction, queue, projectId, outcome.items)
  await queueCopies(transaction, queue, projectId, outcome)
  await queueProfiles(transaction, queue, projectId, outcome)
}
