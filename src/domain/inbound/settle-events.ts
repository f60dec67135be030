import type { Transaction } from '../../infra/database.ts'
import type { FailedItem, InboundItem } from './inbound-item.ts'

interface Settled {
  id: string
  status: string
  kind: string
  result: string
  message_id: string | null
  error: string | null
}

/** Writes what became of each event. `duration` is that of the whole batch, milliseconds. */
export async function settleEvents(
  transaction: Transaction,
  projectId: string,
  items: readonly InboundItem[],
  unreadable: readonly FailedItem[],
  duration: number,
): Promise<void> {
  const rows: Settled[] = [
    ...items.map(({ id, event, outcome }) => ({
      id,
      status: outcome.status,
      kind: event.kind,
      result: outcome.result,
      message_id: outcome.messageId,
      error: outcome.error,
    })),
    ...unreadable.map(failed),
  ]
  await transaction.query({
    name: 'settle-events',
    text: `UPDATE inbound_events e SET status = s.status, kind = s.kind, result = s.result,
             message_id = coalesce(s.message_id, e.message_id), error = s.error, attempts = e.attempts + 1,
             duration = $3, processed_at = now()
           FROM json_to_recordset($2) AS s (id uuid, status text, kind text, result text, message_id uuid, error text)
           WHERE e.project_id = $1 AND e.id = s.id`,
    values: [projectId, JSON.stringify(rows), duration],
  })
}

function failed({ id, kind, error }: FailedItem): Settled {
  return { id, status: 'FAILED', kind: kind ?? 'unknown', result: 'FAILED', message_id: null, error }
}
