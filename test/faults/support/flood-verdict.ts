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

/**
 * Unread: customers' messages after the newest answer, by the network's time. Networks stamp whole seconds, and of
 * two in one second either may be the earlier: those count or not.
 */
const CONVERSATIONS = `
SELECT count(*) n FROM conversations c JOIN LATERAL (
  SELECT max(ordered_at) AS at FROM messages o
  WHERE o.project_id = c.project_id AND o.conversation_id = c.id AND o.direction = 'OUTBOUND') answer ON true
JOIN LATERAL (
  SELECT count(*) total, min(ordered_at) first_at, max(ordered_at) last_at,
         count(*) FILTER (WHERE direction = 'INBOUND' AND (answer.at IS NULL OR ordered_at > answer.at)) least,
         count(*) FILTER (WHERE direction = 'INBOUND' AND (answer.at IS NULL OR ordered_at >= answer.at)) most
  FROM messages m WHERE m.project_id = c.project_id AND m.conversation_id = c.id) r ON true
WHERE c.project_id = $1 AND (c.message_count <> r.total OR c.last_sequence <> r.total
  OR c.unread_count NOT BETWEEN r.least AND r.most OR c.last_answer_at IS DISTINCT FROM answer.at
  OR (c.waiting_since IS NULL) <> (c.unread_count = 0)
  OR c.first_message_at <> r.first_at OR c.last_message_at <> r.last_at)`

/** Hours and days recounted from the messages, in the project's time zone. */
const METRICS = `
WITH zone AS (SELECT time_zone FROM projects WHERE id = $1),
told AS (
  SELECT platform_id, (ordered_at AT TIME ZONE time_zone)::date AS date, extract(hour FROM ordered_at AT TIME ZONE time_zone)::int AS hour,
         direction, sender_type FROM messages, zone WHERE project_id = $1),
recount AS (
  SELECT platform_id, date, h.hour, count(*) total, count(*) FILTER (WHERE direction = 'INBOUND') incoming,
         count(*) FILTER (WHERE direction = 'OUTBOUND') outgoing, count(*) FILTER (WHERE sender_type = 'HUMAN') human
  FROM told, LATERAL (VALUES (told.hour), (NULL)) AS h (hour) GROUP BY 1, 2, 3),
kept AS (SELECT * FROM platform_metrics WHERE project_id = $1)
SELECT (SELECT count(*) FROM recount r FULL JOIN kept m ON m.platform_id = r.platform_id AND m.date = r.date
    AND coalesce(m.hour, -1) = coalesce(r.hour, -1)
  WHERE (coalesce(m.total_messages, 0), coalesce(m.incoming_messages, 0), coalesce(m.outgoing_messages, 0), coalesce(m.human_responses, 0))
    IS DISTINCT FROM (coalesce(r.total, 0), coalesce(r.incoming, 0), coalesce(r.outgoing, 0), coalesce(r.human, 0)))
  + abs((SELECT coalesce(sum(new_conversations), 0) FROM kept WHERE hour IS NULL) - (SELECT count(*) FROM conversations WHERE project_id = $1))
  + (SELECT count(*) FROM (SELECT coalesce(sum(response_count) FILTER (WHERE hour IS NULL), 0) kept_count FROM kept) x
     WHERE x.kept_count <> (SELECT coalesce(sum(response_count), 0) FROM conversations WHERE project_id = $1)) AS n`
