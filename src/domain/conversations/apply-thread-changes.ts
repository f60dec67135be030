import type { ThreadChanged } from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { storableKey } from '../text.ts'

/** A thread was renamed or got another id. Returns the ids of the conversations that changed. */
export async function applyThreadChange(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  event: ThreadChanged,
): Promise<string[]> {
  const externalId = storableKey(event.thread.externalId)
  const changed: string[] = []
  if (event.previousExternalId !== undefined)
    changed.push(
      ...(await move(transaction, [
        projectId,
        platformId,
        storableKey(event.previousExternalId),
        externalId,
      ])),
    )
  if (event.thread.title !== undefined)
    changed.push(...(await rename(transaction, [projectId, platformId, externalId, event.thread.title])))
  return [...new Set(changed)]
}

/** The conversation keeps its messages under the new id, unless one was begun there already. */
async function move(transaction: Transaction, values: string[]): Promise<string[]> {
  const rows = await transaction.query<{ id: string }>({
    text: `UPDATE conversations c SET external_id = $4, updated_at = now()
           WHERE project_id = $1 AND platform_id = $2 AND external_id = $3 AND NOT EXISTS (
             SELECT FROM conversations o WHERE o.project_id = $1 AND o.platform_id = $2 AND o.external_id = $4)
           RETURNING id`,
    values,
  })
  return rows.map((row) => row.id)
}

async function rename(transaction: Transaction, values: string[]): Promise<string[]> {
  const rows = await transaction.query<{ id: string }>({
    text: `UPDATE conversations SET title = $4, updated_at = now()
           WHERE project_id = $1 AND platform_id = $2 AND external_id = $3 AND title IS DISTINCT FROM $4 RETURNING id`,
    values,
  })
  return rows.map((row) => row.id)
}
