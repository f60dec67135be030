import type { FaultRules } from './faults.ts'
import type { Account, SimulatedNetwork } from './network.ts'
import type { Teller } from './tell.ts'
import type { WebhookPoster } from './webhook-poster.ts'
import type { SimulatedWorld } from './world.ts'

/** All that one running simulator consists of. */
export class Simulation implements Teller {
  readonly world: SimulatedWorld
  readonly faults: FaultRules
  readonly poster: WebhookPoster
  readonly networks: readonly SimulatedNetwork[]

  constructor(
    world: SimulatedWorld,
    faults: FaultRules,
    poster: WebhookPoster,
    networks: readonly SimulatedNetwork[],
  ) {
    this.world = world
    this.faults = faults
    this.poster = poster
    this.networks = networks
  }

  network(type: string): SimulatedNetwork | null {
    return this.networks.find((one) => one.type === type) ?? null
  }

  networkAt(prefix: string): SimulatedNetwork | null {
    return this.networks.find((one) => one.prefixes.includes(prefix)) ?? null
  }

  networkOf(account: Account): SimulatedNetwork {
    const network = this.network(account.type)
    if (!network) throw new Error(`no network plays accounts of ${account.type}`)
    return network
  }

  prefixes(): string[] {
    return this.networks.flatMap((one) => one.prefixes)
  }

  async reset(): Promise<void> {
    this.world.reset()
    this.faults.clear()
    await this.poster.clear()
  }
}
