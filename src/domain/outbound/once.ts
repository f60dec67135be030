import type { Principal } from '../access/principal.ts'
import { claimKey, resultOfKey } from './idempotency.ts'
import type { SendingDependencies } from './sending-dependencies.ts'

/**
 * Runs a change that is idempotent by nature, or refused a second time, and keeps its client's key once it is done:
 * the key with the same input then answers the same result. What failed, or never ran, keeps no key.
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
  const former = await database.worker((transaction) => resultOfKey(transaction, projectId, key, input))
  if (former !== null) return former
  const result = await run()
  await database.worker((transaction) => claimKey(transaction, projectId, key, input, resultId))
  return result
}
