import type { Clock } from '../../infra/clock.ts'
import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import type { Rates } from '../../infra/rates.ts'
import type { Vault } from '../../infra/vault.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { FileStore } from '../media/stored-file.ts'
import type { NetworkCaller } from './call-network.ts'
import type { PublicFileLinks } from './file-links.ts'

/** What sending needs. */
export interface DeliverDependencies {
  database: Database
  vault: Vault
  queue: Queue
  rates: Rates
  network: NetworkCaller
  files: FileStore
  links: PublicFileLinks
  wakeUps: WakeUps
  clock: Clock
  logger: Logger
}
