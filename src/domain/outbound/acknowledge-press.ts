import type { Clock } from '../../infra/clock.ts'
import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import type { Vault } from '../../infra/vault.ts'
import { act } from './act.ts'
import type { NetworkCaller } from './call-network.ts'
import { readKnownMessage, targetOf } from './load-message.ts'
import { NetworkRefused, NotFound } from './sending-failures.ts'

interface Dependencies {
  database: Database
  vault: Vault
  network: NetworkCaller
  clock: Clock
  logger: Logger
}

/** Tells the network that a press was noticed: the customer's app shows a spinner on the button until then. */
export async function acknowledgePress(
  deps: Dependencies,
  { projectId, messageId }: { projectId: string; messageId: string },
): Promise<void> {
  try {
    const { target, token } = await deps.database.worker(async (transaction) => {
      const message = await readKnownMessage(transaction, projectId, messageId)
      const found = await targetOf(transaction, projectId, message.conversationId, deps.clock.now())
      return { target: found, token: message.tokens?.reply }
    })
    const request = token === undefined ? undefined : target.channel.outbound?.acknowledge?.(token)
    if (request) await act(deps, { projectId, messageId, kind: 'ACKNOWLEDGE', target, request })
  } catch (error) {
    // Removed meanwhile; or too late, which the ledger tells: a press is forgotten by its network in minutes.
    if (!(error instanceof NotFound || error instanceof NetworkRefused)) throw error
    deps.logger.info({ err: error, messageId }, 'a press could not be acknowledged')
  }
}
