import { setTimeout as delay } from 'node:timers/promises'
import type { Prepared } from './parley.ts'
import { query } from './postgres.ts'
import { InvalidRun, mustEqual } from './report.ts'

const CHECKS = `
WITH numbered AS (
  SELECT conversation_id, count(*) AS messages, max(sequence) AS last, count(DISTINCT sequence) AS numbers
  FROM messages GROUP BY conversation_id
)
SELECT
  (SELECT count(*) FROM inbound_events)::int AS "events",
  (SELECT count(*) FROM inbound_events WHERE status = 'PROCESSED' AND result = 'APPLIED')::int AS "applied events",
  (SELECT count(*) FROM messages)::int AS "messages",
  (SELECT count(DISTINCT external_id) FROM messages)::int AS "distinct messages",
  (SELECT sum(message_count) FROM conversations)::int AS "messages counted on conversations",
  (SELECT sum(unread_count) FROM conversations)::int AS "unread messages",
  (SELECT sum(total_messages) FROM platform_metrics WHERE hour IS NULL)::int AS "messages in the daily metrics",
  (SELECT sum(total_messages) FROM platform_metrics WHERE hour IS NOT NULL)::int AS "messages in the hourly metrics",
  (SELECT count(*) FROM change_log WHERE kind = 'MESSAGE_ADDED')::int AS "messages in the change log"`

const FAULTS = `
WITH numbered AS (
  SELECT conversation_id AS id, count(*) AS messages, max(sequence) AS last, count(DISTINCT sequence) AS numbers
  FROM messages GROUP BY conversation_id
)
SELECT
  (SELECT count(*) FROM conversations c LEFT JOIN numbered n USING (id)
   WHERE (n.messages, n.last, n.numbers, c.message_count, c.last_sequence) IS DISTINCT FROM
         (c.message_count::bigint, c.last_sequence, c.message_count::bigint, c.unread_count, c.message_count))::int
    AS "conversations with a gap or a wrong counter",
  (SELECT count(*) FROM project_cursors j WHERE j.last <>
     (SELECT count(*) FROM change_log l WHERE l.project_id = j.project_id))::int AS "change logs with a gap"`

const PATIENCE_MS = 30_000

/** Waits until everything is applied. */
export async function untilApplied({ databaseUrl }: Prepared): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const [row] = await query<{ waits: boolean }>(
      databaseUrl,
      `SELECT EXISTS (SELECT FROM inbound_events WHERE status = 'PENDING') AS waits`,
    )
    if (row?.waits === false) return
    if (Date.now() > deadline) throw new InvalidRun('events were never applied')
    await delay(100)
  }
}

/** Every message is there once, numbered without a gap, and counted wherever it counts. */
export async function verifyApplied({ databaseUrl }: Prepared, messages: number): Promise<void> {
  const [counts] = await query<Record<string, number>>(databaseUrl, CHECKS)
  for (const [what, found] of Object.entries(counts ?? {})) mustEqual(what, found, messages)
  const [faults] = await query<Record<string, number>>(databaseUrl, FAULTS)
  for (const [what, found] of Object.entries(faults ?? {})) mustEqual(what, found, 0)
}
