import { channelOf } from '../../channels/index.ts'
import type { Transaction } from '../../infra/database.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { NewIdentity } from '../customers/resolve-identities.ts'
import type { InboundItem } from './inbound-item.ts'

/** Networks that did not name somebody new are asked who they are, by a job of the same transaction. */
export async function queueProfiles(
  transaction: Transaction,
  queue: Queue,
  projectId: string,
  { items, nameless }: { items: readonly InboundItem[]; nameless: readonly NewIdentity[] },
): Promise<void> {
  if (nameless.length === 0) return
  const networkOf = new Map(items.map((item) => [item.platformId, item.network]))
  const tells = ({ platformId }: NewIdentity) =>
    channelOf(networkOf.get(platformId) ?? '')?.profiles !== undefined
  const tasks = nameless.filter(tells).map(({ identityId }) => ({ projectId, identityId, tries: 0 }))
  if (tasks.length > 0) transaction.write(await queue.statement('fetch-profile', tasks))
}
