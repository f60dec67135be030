import type { Principal } from '../access/principal.ts'
import type { SendingDependencies } from './sending-dependencies.ts'
import { NotFound, WrongState } from './sending-failures.ts'
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
      text: `SELECT id FROM messages m WHERE project_id = $1 AND delivery_status = 'FAILED' AND outbound_content IS NOT NULL
               AND ($2::uuid IS NULL OR platform_id = $2) AND ($3::text[] IS NULL OR error_class = ANY ($3))
               -- The comment has got another private answer since: that one would be refused each time.
               AND (private_reply_to_id IS NULL OR EXISTS (
                 SELECT FROM private_replies r WHERE r.project_id = $1 AND r.message_id = m.id))
             ORDER BY id LIMIT ${MOST_AT_ONCE}`,
      values: [principal.projectId, platformId ?? null, errorClass ?? null],
    }),
  )
  let count = 0
  for (const { id } of rows) if (await retried(deps, principal, id)) count += 1
  return count
}

/** Somebody else may settle it meanwhile. */
async function retried(deps: SendingDependencies, principal: Principal, id: string): Promise<boolean> {
  try {
    await retryMessage(deps, principal, id)
    return true
  } catch (error) {
    if (error instanceof WrongState || error instanceof NotFound) return false
    throw error
  }
}
