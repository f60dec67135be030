import { apart } from '../../infra/before-commit.ts'
import type { Transaction } from '../../infra/database.ts'
import type { Principal } from '../access/principal.ts'
import { UserFailure } from '../user-failure.ts'
import { beginKeyed, endKeyed, type KeyedInput, refuseKeyed } from './idempotency.ts'
import type { SendingDependencies } from './sending-dependencies.ts'

/**
 * Runs a change that is idempotent by nature, or refused a second time, and keeps its client's key once it is done:
 * the key with the same input then answers the same result. The key is taken before the change begins, so that another
 * input is never run beside it. What was refused keeps no key; where we failed or died, the key stays with its input,
 * which may be given again.
 */
export async function once(
  { database }: Pick<SendingDependencies, 'database'>,
  { projectId }: Principal,
  key: string | null | undefined,
  input: unknown,
  resultId: string,
  run: () => Promise<string>,
): Promise<string> {
  if (key == null) return await run()
  const keyed: KeyedInput = { projectId, key, input }
  const note = <T>(write: (transaction: Transaction) => Promise<T>) => apart(() => database.worker(write))
  const former = await note((transaction) => beginKeyed(transaction, keyed, resultId))
  if (former !== null) return former
  try {
    const result = await run()
    await note(async (transaction) => endKeyed(transaction, keyed))
    return result
  } catch (error) {
    if (error instanceof UserFailure) await note((transaction) => refuseKeyed(transaction, keyed))
    throw error
  }
}
