import type { Row, Transaction } from '../../infra/database.ts'
import type { PartRequest } from './file-needs.ts'

export type PartStatus =
  | 'QUEUED'
  | 'SENDING'
  | 'UNCONFIRMED'
  | 'SENT'
  | 'DELIVERED'
  | 'READ'
  | 'FAILED'
  | 'CANCELLED'

/** One call of the network's API that says a message or a piece of it. */
export interface MessagePart {
  messageId: string
  position: number
  reference: string
  request: PartRequest
  status: PartStatus
  externalIds: string[]
  tries: number
  notBefore: Date | null
  createdAt: Date
}

interface PartRow extends Row {
  message_id: string
  position: number
  reference: string
  request: PartRequest
  status: PartStatus
  external_ids: string[]
  tries: number
  not_before: Date | null
  created_at: Date
}

const IN_ORDER = `SELECT message_id, position, reference, request, status, external_ids, tries, not_before, created_at
  FROM message_parts WHERE project_id = $1 AND message_id = ANY ($2::uuid[]) ORDER BY message_id, position`

/** The parts of messages, locked, in their order. */
export async function lockParts(
  transaction: Transaction,
  projectId: string,
  messageIds: readonly string[],
): Promise<MessagePart[]> {
  const values = [projectId, messageIds]
  const rows = await transaction.query<PartRow>({
    name: 'lock-parts',
    text: `${IN_ORDER} FOR UPDATE`,
    values,
  })
  return rows.map(toPart)
}

/** The same as they stand now, for what changes nothing of them. */
export async function readParts(
  transaction: Transaction,
  projectId: string,
  messageIds: readonly string[],
): Promise<MessagePart[]> {
  const values = [projectId, messageIds]
  return (await transaction.query<PartRow>({ name: 'read-parts', text: IN_ORDER, values })).map(toPart)
}

function toPart(row: PartRow): MessagePart {
  return {
    messageId: row.message_id,
    position: row.position,
    reference: row.reference,
    request: row.request,
    status: row.status,
    externalIds: row.external_ids,
    tries: row.tries,
    notBefore: row.not_before,
    createdAt: row.created_at,
  }
}

/** Writes what changed of a part. */
export function savePart(
  transaction: Transaction,
  projectId: string,
  part: MessagePart,
  usage?: unknown,
): void {
  transaction.write({
    name: 'save-part',
    text: `UPDATE message_parts SET status = $4, external_ids = $5, tries = $6, not_before = $7, usage = coalesce($8, usage),
             sent_at = CASE WHEN $4 IN ('SENT', 'DELIVERED', 'READ') THEN coalesce(sent_at, now()) END
           WHERE project_id = $1 AND message_id = $2 AND position = $3`,
    values: [
      projectId,
      part.messageId,
      part.position,
      part.status,
      part.externalIds,
      part.tries,
      part.notBefore,
      usage === undefined ? null : JSON.stringify(usage),
    ],
  })
}

const RANK: readonly PartStatus[] = ['SENT', 'DELIVERED', 'READ']

/** The status of the whole: that of the least advanced part; one that failed or is unknown stands for all. */
export function statusOfParts(parts: readonly Pick<MessagePart, 'status'>[]): string {
  const statuses = parts.map((part) => part.status)
  for (const decisive of ['FAILED', 'UNCONFIRMED', 'CANCELLED'] as const)
    if (statuses.includes(decisive)) return decisive
  if (statuses.every((status) => status === 'QUEUED')) return 'QUEUED'
  if (statuses.some((status) => status === 'QUEUED' || status === 'SENDING')) return 'SENDING'
  return RANK[Math.min(...statuses.map((status) => RANK.indexOf(status)))] ?? 'SENT'
}
