import type { Database, Row, Transaction } from '../../infra/database.ts'

/** The queue of one conversation: what is to be sent in it goes out in order, one at a time. */
export interface Lane {
  projectId: string
  conversationId: string
}

/**
 * How long a worker may be busy with one call before others take it for dead, seconds: longer than any time-out but
 * those of files, during which it is renewed.
 */
export const LEASE_SECONDS = 20

/** There may be something to send from `dueAt` on. A lane that is due earlier stays so. */
export function openLane(transaction: Transaction, lane: Lane & { platformId: string }, dueAt: Date): void {
  transaction.write({
    name: 'open-lane',
    text: `INSERT INTO send_lanes AS l (project_id, conversation_id, platform_id, due_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (project_id, conversation_id) DO UPDATE SET due_at = least(l.due_at, excluded.due_at)`,
    values: [lane.projectId, lane.conversationId, lane.platformId, dueAt],
  })
}

/** The same for the lane that a message is in. */
export function openLaneOf(
  transaction: Transaction,
  projectId: string,
  messageId: string,
  dueAt: Date,
): void {
  transaction.write({
    name: 'open-lane-of',
    text: `INSERT INTO send_lanes AS l (project_id, conversation_id, platform_id, due_at)
           SELECT project_id, conversation_id, platform_id, $3 FROM messages WHERE project_id = $1 AND id = $2
           ON CONFLICT (project_id, conversation_id) DO UPDATE SET due_at = least(l.due_at, excluded.due_at)`,
    values: [projectId, messageId, dueAt],
  })
}

/** Takes or renews the lane's lease. Null when there is nothing to send, or another worker has it. */
export async function leaseLane(
  transaction: Transaction,
  lane: Lane,
  owner: string,
): Promise<{ platformId: string } | null> {
  const [row] = await transaction.query<{ platform_id: string }>({
    name: 'lease-lane',
    text: `UPDATE send_lanes SET lease_owner = $3, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
           WHERE project_id = $1 AND conversation_id = $2 AND (lease_until IS NULL OR lease_until < now() OR lease_owner = $3)
           RETURNING platform_id`,
    values: [lane.projectId, lane.conversationId, owner],
  })
  return row ? { platformId: row.platform_id } : null
}

/** Holds the lane for as long again; false when it is no longer ours. */
export async function renewLease(transaction: Transaction, lane: Lane, owner: string): Promise<boolean> {
  const rows = await transaction.query({
    name: 'renew-lease',
    text: `UPDATE send_lanes SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
           WHERE project_id = $1 AND conversation_id = $2 AND lease_owner = $3 AND lease_until > now() RETURNING 1 AS ours`,
    values: [lane.projectId, lane.conversationId, owner],
  })
  return rows.length > 0
}

/**
 * Locks the lane until the transaction ends: whoever has something more to send waits with it until then. Tells
 * whether the lease is still ours, be it over or not.
 */
export async function holdLane(transaction: Transaction, lane: Lane, owner: string): Promise<boolean> {
  const [row] = await transaction.query<{ ours: boolean | null }>({
    name: 'hold-lane',
    text: `SELECT lease_owner = $3 AS ours FROM send_lanes WHERE project_id = $1 AND conversation_id = $2 FOR UPDATE`,
    values: [lane.projectId, lane.conversationId, owner],
  })
  return row?.ours === true
}

/** Leaves the lane until something is due again. */
export function rest(transaction: Transaction, lane: Lane, owner: string, dueAt: Date): void {
  transaction.write({
    name: 'rest-lane',
    text: `UPDATE send_lanes SET due_at = $4, lease_owner = NULL, lease_until = NULL
           WHERE project_id = $1 AND conversation_id = $2 AND lease_owner = $3`,
    values: [lane.projectId, lane.conversationId, owner, dueAt],
  })
}

/** Nothing is left to send. */
export function closeLane(transaction: Transaction, lane: Lane, owner: string): void {
  transaction.write({
    name: 'close-lane',
    text: 'DELETE FROM send_lanes WHERE project_id = $1 AND conversation_id = $2 AND lease_owner = $3',
    values: [lane.projectId, lane.conversationId, owner],
  })
}

interface LaneRow extends Row {
  project_id: string
  conversation_id: string
}

/** Lanes that are due and that nobody works on, longest due first. */
export async function dueLanes(database: Database, limit: number): Promise<Lane[]> {
  const rows = await database.alone<LaneRow>({
    name: 'due-lanes',
    text: `SELECT project_id, conversation_id FROM send_lanes
           WHERE due_at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY due_at LIMIT $1`,
    values: [limit],
  })
  return rows.map((row) => ({ projectId: row.project_id, conversationId: row.conversation_id }))
}

/** Nobody works on it before `dueAt`, unless it is woken. */
export function putOff(transaction: Transaction, { projectId, conversationId }: Lane, dueAt: Date): void {
  transaction.write({
    name: 'put-off-lane',
    text: 'UPDATE send_lanes SET due_at = greatest(due_at, $3) WHERE project_id = $1 AND conversation_id = $2',
    values: [projectId, conversationId, dueAt],
  })
}
