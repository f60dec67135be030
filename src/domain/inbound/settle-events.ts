import type { Transaction } from '../../infra/database.ts'
import { spanOf } from '../../infra/uuid.ts'
import type { FailedItem, InboundItem } from './inbound-item.ts'

interface Settled {
  id: string
  status: string
  kind: string
  result: string
  message_id: string | null
  error: string | null
}

/**
 * Writes what became of each event. `duration` is that of the whole batch, milliseconds. What was applied once
 * stays so: a replay that finds nothing to do, or that cannot be read any more, takes nothing back. Returns the
 * events that failed now and had not before.
 */
export async function settleEvents(
  transaction: Transaction,
  projectId: string,
  items: readonly InboundItem[],
  unreadable: readonly FailedItem[],
  duration: number,
): Promise<FailedItem[]> {
  const newlyFailed = await withoutSettled(transaction, projectId, unreadable)
  const rows: Settled[] = [
    ...items.map(({ id, event, outcome }) => ({
      id,
      status: outcome.status,
      kind: event.kind,
      result: outcome.result,
      message_id: outcome.messageId,
      error: outcome.error,
    })),
    ...unreadable.map(asFailed),
  ]
  const ids = rows.map((row) => row.id)
  const { first, last } = spanOf(ids)
  transaction.write({
    name: 'settle-events',
    text: `UPDATE inbound_events e SET
             status = CASE WHEN e.status = 'PROCESSED' AND s.status = 'FAILED' THEN e.status ELSE s.status END,
             kind = CASE WHEN e.status = 'PROCESSED' AND s.status = 'FAILED' THEN e.kind ELSE s.kind END,
             result = CASE WHEN e.result = 'APPLIED' AND s.result IN ('NOTHING_TO_DO', 'DUPLICATE', 'FAILED') THEN e.result
                           WHEN e.status = 'PROCESSED' AND s.status = 'FAILED' THEN e.result ELSE s.result END,
             message_id = coalesce(s.message_id, e.message_id), error = s.error, attempts = e.attempts + 1,
             duration = $3, processed_at = now()
           FROM json_to_recordset($2) AS s (id uuid, status text, kind text, result text, message_id uuid, error text)
           WHERE e.project_id = $1 AND e.id = s.id AND e.id = ANY ($4::uuid[]) AND e.id BETWEEN $5 AND $6`,
    // The ids once more: with old statistics the planner would otherwise read the whole project to find them.
    values: [projectId, JSON.stringify(rows), duration, ids, first, last],
  })
  return newlyFailed
}

async function withoutSettled(
  transaction: Transaction,
  projectId: string,
  failed: readonly FailedItem[],
): Promise<FailedItem[]> {
  if (failed.length === 0) return []
  const rows = await transaction.query<{ id: string }>({
    text: `SELECT id FROM inbound_events WHERE project_id = $1 AND id = ANY ($2::uuid[]) AND status IN ('PROCESSED', 'FAILED')`,
    values: [projectId, failed.map((item) => item.id)],
  })
  const settled = new Set(rows.map((row) => row.id))
  return failed.filter((item) => !settled.has(item.id))
}

function asFailed({ id, kind, error }: FailedItem): Settled {
  return { id, status: 'FAILED', kind: kind ?? 'unknown', result: 'FAILED', message_id: null, error }
}
