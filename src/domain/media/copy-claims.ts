import type { MessageType } from '../../channels/inbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import { spanOf } from '../../infra/uuid.ts'

/** How long a worker that says nothing is taken to be alive, seconds. */
export const LEASE_SECONDS = 30

/** An attachment that this worker copies now, with all that it takes to copy it. */
export interface CopyTask {
  projectId: string
  id: string
  messageId: string
  conversationId: string
  platformId: string
  network: string
  /** The account's id on its network. */
  account: string
  isPlatformActive: boolean
  sealedCredentials: Buffer | null
  type: MessageType
  externalId: string | null
  messageExternalId: string | null
  url: string | null
  mimeType: string | null
  /** As the network told it. */
  sha256: string | null
  /** This one included; also tells this claim from every other. */
  tries: number
}

/**
 * Takes attachments that are due: first one of each platform, those with the fewest under way before the others, so
 * that no account's thousand pictures keep another's first one waiting. A claim puts the due time to the lease's end:
 * if its worker dies, it is due again by itself.
 */
export async function claimCopies(transaction: Transaction, limit: number): Promise<CopyTask[]> {
  const claimed = await transaction.query<{ project_id: string; id: string; message_id: string }>({
    name: 'claim-copies',
    text: `WITH RECURSIVE platform AS (
             (SELECT platform_id AS id FROM attachments WHERE state = 'PENDING' AND platform_id IS NOT NULL
              ORDER BY platform_id LIMIT 1)
             UNION ALL
             SELECT (SELECT a.platform_id FROM attachments a WHERE a.state = 'PENDING' AND a.platform_id > p.id
                     ORDER BY a.platform_id LIMIT 1)
             FROM platform p WHERE p.id IS NOT NULL
           ), due AS (
             SELECT a.project_id, a.id, p.id AS platform_id, a.copy_due_at,
               row_number() OVER (PARTITION BY p.id ORDER BY a.copy_due_at) + (
                 SELECT count(*) FROM attachments r
                 WHERE r.state = 'PENDING' AND r.platform_id = p.id AND r.copy_lease_until > now()
                   AND r.copy_due_at > now() AND r.copy_due_at <= now() + interval '${LEASE_SECONDS} seconds') AS turn
             FROM platform p CROSS JOIN LATERAL (
               SELECT project_id, id, copy_due_at FROM attachments
               WHERE state = 'PENDING' AND platform_id = p.id AND copy_due_at <= now()
               ORDER BY copy_due_at LIMIT $1) a
             WHERE p.id IS NOT NULL
           ), chosen AS (
             SELECT a.project_id, a.id FROM attachments a JOIN due d ON d.project_id = a.project_id AND d.id = a.id
             WHERE a.state = 'PENDING' AND a.copy_due_at <= now()
             ORDER BY d.turn, d.copy_due_at LIMIT $1 FOR UPDATE OF a SKIP LOCKED
           )
           UPDATE attachments a SET copy_tries = a.copy_tries + 1, copy_lease_until = ${LEASE_END}, copy_due_at = ${LEASE_END}
           FROM chosen c WHERE a.project_id = c.project_id AND a.id = c.id
           RETURNING a.project_id, a.id, a.message_id`,
    values: [limit],
  })
  return claimed.length === 0 ? [] : await loadTasks(transaction, claimed)
}

const LEASE_END = `now() + interval '${LEASE_SECONDS} seconds'`

interface TaskRow extends Row, Omit<CopyTask, 'isPlatformActive'> {
  isActive: boolean
  disconnectedAt: Date | null
}

async function loadTasks(
  transaction: Transaction,
  claimed: readonly { project_id: string; id: string; message_id: string }[],
): Promise<CopyTask[]> {
  const { first, last } = spanOf(claimed.map((one) => one.message_id))
  const rows = await transaction.query<TaskRow>({
    name: 'load-copies',
    text: `SELECT a.project_id AS "projectId", a.id, a.message_id AS "messageId", m.conversation_id AS "conversationId",
             m.platform_id AS "platformId", p.type AS network, coalesce(p.external_id, '') AS account,
             p.is_active AS "isActive", p.disconnected_at AS "disconnectedAt",
             p.credentials_encrypted AS "sealedCredentials", a.type, a.external_id AS "externalId",
             m.external_id AS "messageExternalId", a.url, a.mime_type AS "mimeType", a.sha256, a.copy_tries AS tries
           FROM unnest($1::uuid[], $2::uuid[]) AS c (project_id, id)
           JOIN attachments a ON a.project_id = c.project_id AND a.id = c.id
           JOIN messages m ON m.project_id = a.project_id AND m.id = a.message_id
           JOIN platforms p ON p.project_id = m.project_id AND p.id = m.platform_id
           WHERE m.id BETWEEN $3 AND $4`,
    values: [claimed.map((one) => one.project_id), claimed.map((one) => one.id), first, last],
  })
  return rows.map(({ isActive, disconnectedAt, ...task }) => ({
    ...task,
    isPlatformActive: isActive && disconnectedAt === null,
  }))
}

/** False when there is nothing left to copy for: taken back, replaced, or taken for dead and copied by another. */
export async function renewClaim(transaction: Transaction, task: CopyTask): Promise<boolean> {
  const rows = await transaction.query({
    name: 'renew-copy',
    text: `UPDATE attachments SET copy_lease_until = ${LEASE_END}, copy_due_at = ${LEASE_END}
           WHERE project_id = $1 AND id = $2 AND state = 'PENDING' AND copy_tries = $3 RETURNING id`,
    values: [task.projectId, task.id, task.tries],
  })
  return rows.length > 0
}

/** Given back untried, as when this process ends. */
export function releaseClaim(transaction: Transaction, task: CopyTask): void {
  transaction.write({
    name: 'release-copy',
    text: `UPDATE attachments SET copy_lease_until = NULL, copy_due_at = now(), copy_tries = copy_tries - 1
           WHERE project_id = $1 AND id = $2 AND state = 'PENDING' AND copy_tries = $3`,
    values: [task.projectId, task.id, task.tries],
  })
}
