import type { Database } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Lane } from './lanes.ts'
import type { MessagePart } from './message-parts.ts'

/**
 * Writes down that a call is about to be made: whatever happens from here on, nobody makes it again without
 * knowing what came of this one. A transaction of its own. Returns the attempt's id; null when the lane or the part is no longer ours.
 */
export async function beginAttempt(
  database: Database,
  { projectId, conversationId }: Lane,
  owner: string,
  part: MessagePart,
  now: Date,
): Promise<string | null> {
  const id = newId()
  const rows = await database.alone<{ id: string }>({
    name: 'begin-attempt',
    text: `WITH ours AS (
             SELECT 1 FROM send_lanes WHERE project_id = $1 AND conversation_id = $2 AND lease_owner = $3 AND lease_until > now() FOR UPDATE
           ), message AS (
             SELECT m.id FROM messages m, ours WHERE m.project_id = $1 AND m.id = $4 FOR UPDATE OF m
           ), part AS (
             UPDATE message_parts SET status = 'SENDING' FROM message
             WHERE project_id = $1 AND message_id = $4 AND position = $5 AND status = 'QUEUED' RETURNING 1
           ), begun AS (
             UPDATE messages SET delivery_status = 'SENDING' FROM part WHERE messages.project_id = $1 AND messages.id = $4 AND delivery_status = 'QUEUED'
           )
           INSERT INTO send_attempts (project_id, id, message_id, position, worker, started_at)
           SELECT $1, $6, $4, $5, $3, $7 FROM part RETURNING id`,
    values: [projectId, conversationId, owner, part.messageId, part.position, id, now],
  })
  return rows[0] ? id : null
}
