import type { Transaction } from '../../infra/database.ts'

export interface ReactionReport {
  messageId: string
  senderType: 'CUSTOMER' | 'HUMAN'
  senderExternalId: string | null
  senderName: string | null
  emojis: string[]
  at: Date
}

/** Keeps each person's newest reaction per message. Returns the ids of the messages where others stand now. */
export async function saveReactions(
  transaction: Transaction,
  projectId: string,
  reports: readonly ReactionReport[],
): Promise<Set<string>> {
  if (reports.length === 0) return new Set()
  const newest = new Map<string, ReactionReport>()
  for (const report of reports) {
    const key = `${report.messageId} ${report.senderExternalId ?? ''}`
    const known = newest.get(key)
    if (!known || known.at <= report.at) newest.set(key, report)
  }
  const sorted = [...newest.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, report]) => report)
  const rows = await transaction.query<{ message_id: string }>({
    name: 'save-reactions',
    text: `WITH told AS (
             SELECT * FROM json_to_recordset($2) AS n (message_id uuid, sender_key text, emojis text[], sender_type text,
               sender_name text, sender_external_id text, at timestamptz)
           ), former AS (
             SELECT r.message_id, r.sender_key, r.emojis FROM told n
             JOIN reactions r ON r.project_id = $1 AND r.message_id = n.message_id AND r.sender_key = n.sender_key
           ), saved AS (
           INSERT INTO reactions AS r (project_id, message_id, sender_key, emojis, sender_type, sender_name, sender_external_id, at)
           SELECT $1, * FROM told
           ON CONFLICT (project_id, message_id, sender_key) DO UPDATE SET emojis = excluded.emojis,
             sender_name = coalesce(excluded.sender_name, r.sender_name), at = excluded.at
             WHERE r.at <= excluded.at AND (r.emojis <> excluded.emojis OR r.at < excluded.at)
           RETURNING r.message_id, r.sender_key, r.emojis)
           SELECT s.message_id FROM saved s LEFT JOIN former f USING (message_id, sender_key)
           WHERE coalesce(f.emojis, '{}') <> s.emojis`,
    values: [
      projectId,
      JSON.stringify(
        sorted.map((report) => ({
          message_id: report.messageId,
          sender_key: report.senderExternalId ?? '',
          emojis: report.emojis,
          sender_type: report.senderType,
          sender_name: report.senderName,
          sender_external_id: report.senderExternalId,
          at: report.at,
        })),
      ),
    ],
  })
  return new Set(rows.map((row) => row.message_id))
}
