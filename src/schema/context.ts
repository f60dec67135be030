import type { Principal } from '../domain/access/principal.ts'
import type { Changes } from '../domain/changes/change.ts'
import type { FileLinks } from '../domain/media/file-links.ts'
import type { SendingDependencies } from '../domain/outbound/sending-dependencies.ts'
import type { Spending } from '../infra/budgets.ts'
import type { Database } from '../infra/database.ts'
import type { Vault } from '../infra/vault.ts'
import type { Queue } from '../jobs/queue.ts'
import type { Loaders } from './loaders.ts'

export { createLoaders, type Loaders } from './loaders.ts'

/** What every resolver gets, made for one operation of one principal. */
export interface GraphQLContext {
  principal: Principal
  requestId: string
  /** What the operation cost and what is left of the key's budget; set before it runs. */
  budget?: Spending & { cost: number; resetAt: Date }
  database: Database
  vault: Vault
  queue: Queue
  /** What the mutations that send need. */
  sending: SendingDependencies
  changes: Changes
  links: FileLinks
  /** The address that networks reach, without a slash at its end. */
  publicUrl: string
  loaders: Loaders
}
