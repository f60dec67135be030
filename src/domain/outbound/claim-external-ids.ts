import type { Row, Transaction } from '../../infra/database.ts'
import type { Queue } from '../../jobs/queue.ts'
import { storableKey } from '../text.ts'

interface RefRow extends Row {
  external_id: string
  message_id: string | null
  waiting_event_ids: string[]
}

/**
 * Writes down which message the network's ids mean. What came before about them, as a status that was faster than
 * the call's own answer, is applied again: it finds its message now.
 */
export async function claimExternalIds(
  transaction: Transaction,
  queue: Queue,
  projectId: string,
  message: { id: string; platformId: string },
  externalIds: readonly string[],
): Promise<void> {
  const keys = [...new Set(externalIds.map(storableKey))].sort()
  if (keys.length === 0) return
  const rows = await transaction.query<RefRow>({
    name: 'claim-external-ids',
    text: `INSERT INTO message_refs AS r (project_id, platform_id, external_id, message_id)
           SELECT $1, $2, key, $3 FROM unnest($4::text[]) AS key
           ON CONFLICT (project_id, platform_id, external_id) DO UPDATE SET message_id = coalesce(r.message_id, excluded.message_id)
           RETURNING external_id, message_id, waiting_event_ids`,
    values: [projectId, message.platformId, message.id, keys],
  })
  const waiting = rows.flatMap((row) => row.waiting_event_ids)
  if (waiting.length === 0) return
  transaction.write({
    name: 'wake-waiting',
    text: `UPDATE message_refs SET waiting_event_ids = '{}' WHERE project_id = $1 AND platform_id = $2 AND external_id = ANY ($3::text[])`,
    values: [projectId, message.platformId, keys],
  })
  transaction.write(
    await queue.statement('apply-inbound', [{ projectId, eventIds: waiting.sort(), replay: true }]),
  )
}
