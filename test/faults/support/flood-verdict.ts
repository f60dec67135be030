import pg from 'pg'
import type { FloodPlan } from './flood-plan.ts'

export interface FloodVerdict {
  lost: number
  duplicates: number
  gapsInSequences: number
  wrongStatuses: number
  wrongEdits: number
  wrongUnsends: number
  wrongConversationCounters: number
  wrongMetrics: number
  pendingOrFailed: number
  holesInChangeLog: number
}

/** Compares what is stored with what was sent, and every counter with a recount. */
export async function judgeFlood(
  databaseUrl: string,
  projectId: string,
  plan: FloodPlan,
): Promise<FloodVerdict> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const one = async (text: string) => Number((await client.query(text, [projectId])).rows[0].n)
  try {
    const { rows } = await client.query(
      'SELECT external_id, delivery_status, content, visibility, edited_at FROM messages WHERE project_id = $1',
      [projectId],
    )
    const stored = new Map(rows.map((row) => [row.external_id as string, row]))
    return {
      lost: [...plan.messages].filter((id) => !stored.has(id)).length,
      duplicates: rows.length - stored.size,
      gapsInSequences: await one(SEQUENCES),
      wrongStatuses: [...plan.statuses].filter(([id, status]) => stored.get(id)?.delivery_status !== status)
        .length,
      wrongEdits: [...plan.edits].filter(([id, text]) => stored.get(id)?.content !== text).length,
      wrongUnsends: [...plan.unsent].filter(
        (id) => stored.get(id)?.visibility !== 'DELETED' || stored.get(id)?.content !== null,
      ).length,
      wrongConversationCounters: await one(CONVERSATIONS),
      wrongMetrics: await one(METRICS),
      pendingOrFailed: await one(
        `SELECT count(*) n FROM inbound_events WHERE project_id = $1 AND (status IN ('PENDING', 'FAILED') OR result = 'WAITING')`,
      ),
      holesInChangeLog: await one(
        `SELECT (SELECT last FROM project_cursors WHERE project_id = $1) - count(*) n FROM change_log WHERE project_id = $1`,
      ),
    }
  } finally {
    await client.end()
  }
}

const SEQUENCES = `
SELECT count(*) n FROM (
  SELECT conversation_id FROM messages WHERE project_id = $1 GROUP BY conversation_id
  HAVING max(sequence) <> count(*) OR min(sequence) <> 1 OR count(DISTINCT sequence) <> count(*)) wrong`

/** unread: inbound messages stored after the last answer, in the order of the sequence. */
const CONVERSATIONS = `
SELECT count(*) n FROM conversations c JOIN LATERAL (
  SELECT count(*) total, min(ordered_at) first_at, max(ordered_at) last_at,
         count(*) FILTER (WHERE direction = 'INBOUND' AND sequence > coalesce(
           (SELECT max(sequence) FROM messages o WHERE o.project_id = c.project_id AND o.conversation_id = c.id AND o.direction = 'OUTBOUND'), 0)) unread
  FROM messages m WHERE m.project_id = c.project_id AND m.conversation_id = c.id) r ON true
WHERE c.project_id = $1 AND (c.message_count <> r.total OR c.last_sequence <> r.total OR c.unread_count <> r.unread
  OR c.first_message_at <> r.first_at OR c.last_message_at <> r.last_at)`

/** Hours and days recounted from the messages, in the project's time zone. */
const METRICS = `
WITH zone AS (SELECT time_zone FROM projects WHERE id = $1),
told AS (
  SELECT platform_id, (ordered_at AT TIME ZONE time_zone)::date AS date, extract(hour FROM ordered_at AT TIME ZONE time_zone)::int AS hour,
         direction, sender_type FROM messages, zone WHERE project_id = $1),
recount AS (
  SELECT platform_id, date, h.hour, count(*) total, count(*) FILTER (WHERE direction = 'INBOUND') incoming,
         count(*) FILTER (WHERE sender_type = 'HUMAN') human
  FROM told, LATERAL (VALUES (told.hour), (NULL)) AS h (hour) GROUP BY 1, 2, 3)
SELECT (SELECT count(*) FROM recount r LEFT JOIN platform_metrics m ON m.project_id = $1 AND m.platform_id = r.platform_id
    AND m.date = r.date AND m.hour IS NOT DISTINCT FROM r.hour
  WHERE m.id IS NULL OR m.total_messages <> r.total OR m.incoming_messages <> r.incoming OR m.human_responses <> r.human)
  + (SELECT count(*) FROM (SELECT sum(new_conversations) FILTER (WHERE hour IS NULL) s FROM platform_metrics WHERE project_id = $1) x
     WHERE x.s <> (SELECT count(*) FROM conversations WHERE project_id = $1)) AS n`
