import type { Principal } from '../access/principal.ts'
import type { SendingDependencies } from './sending-dependencies.ts'
import { retryMessage } from './settle-by-hand.ts'

export interface FailedFilter {
  platformId: string | undefined
  errorClass: readonly string[] | undefined
}

const MOST_AT_ONCE = 500

/** Sends messages that failed again, oldest first, as after a new token. Returns how many. */
export async function retryFailed(
  deps: SendingDependencies,
  principal: Principal,
  { platformId, errorClass }: FailedFilter,
): Promise<number> {
  const rows = await deps.database.worker((transaction) =>
    transaction.query<{ id: string }>({
      text: `SELECT id FROM messages WHERE project_id = $1 AND delivery_status = 'FAILED'
               AND ($2::uuid IS NULL OR platform_id = $2) AND ($3::text[] IS NULL OR error_class = ANY ($3))
             ORDER BY id LIMIT ${MOST_AT_ONCE}`,
      values: [principal.projectId, platformId ?? null, errorClass ?? null],
    }),
  )
  for (const { id } of rows) await retryMessage(deps, principal, id)
  return rows.length
}
