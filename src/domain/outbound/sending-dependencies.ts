import type { Clock } from '../../infra/clock.ts'
import type { Database } from '../../infra/database.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import type { Vault } from '../../infra/vault.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { NetworkCaller } from './call-network.ts'
import type { PublicFileLinks } from './file-links.ts'
import type { Lane } from './lanes.ts'

/** What the mutations that send need. */
export interface SendingDependencies {
  database: Database
  vault: Vault
  queue: Queue
  wakeUps: WakeUps
  clock: Clock
  network: NetworkCaller
  links: PublicFileLinks
  /** Sends from this very process; absent where workers are processes of their own, which a job wakes. */
  deliverSoon?: ((lane: Lane) => void) | undefined
}
