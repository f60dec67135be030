import type { SendingDependencies } from './sending-dependencies.ts'

/** What is known of a call that was to delete a part of a message: ACCEPTED, or UNKNOWN where nobody heard the answer. */
export type FormerDelete = 'ACCEPTED' | 'UNKNOWN'

/**
 * By position. What is deleted cannot be deleted again: networks then say that there is no such thing, also to whom it
 * was that deleted it and died before they could write it down.
 */
export async function formerDeletes(
  { database }: Pick<SendingDependencies, 'database'>,
  projectId: string,
  messageId: string,
): Promise<Map<number, FormerDelete>> {
  const rows = await database.worker((transaction) =>
    transaction.query<{ position: number; is_accepted: boolean }>({
      name: 'former-deletes',
      text: `SELECT position, bool_or(outcome IS NOT DISTINCT FROM 'ACCEPTED') AS is_accepted FROM send_attempts
             WHERE project_id = $1 AND message_id = $2 AND kind = 'DELETE' AND outcome IS DISTINCT FROM 'REFUSED'
             GROUP BY position`,
      values: [projectId, messageId],
    }),
  )
  return new Map(rows.map((row) => [row.position, row.is_accepted ? 'ACCEPTED' : 'UNKNOWN']))
}
