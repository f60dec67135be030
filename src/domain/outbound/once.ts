import type { Principal } from '../access/principal.ts'
import { claimKey } from './idempotency.ts'
import type { SendingDependencies } from './sending-dependencies.ts'

/**
 * Runs a change once per client's key, and answers the same result when the key comes again with the same input.
 * A change that fails gives its key back: it can be tried again.
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
  const isClaimed = await database.worker(async (transaction) => {
    const claimed = await claimKey(transaction, projectId, key, input, resultId)
    return claimed.isNew
  })
  if (!isClaimed) return resultId
  try {
    return await run()
  } catch (error) {
    await database.worker(async (transaction) =>
      transaction.write({
        text: 'DELETE FROM idempotency_keys WHERE project_id = $1 AND key = $2',
        values: [projectId, key],
      }),
    )
    throw error
  }
}
