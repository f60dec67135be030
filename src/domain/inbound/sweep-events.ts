import type { Database, Row } from '../../infra/database.ts'
import { uuidFloor } from '../../infra/uuid.ts'
import type { Queue } from '../../jobs/queue.ts'

const OLDER_THAN_MS = 60_000
const PAGE = 500
const MOST_PAGES = 200

interface PendingRow extends Row {
  project_id: string
  id: string
}

/**
 * Queues events that were accepted a while ago and still wait, in case their job is gone. Reads the index of
 * pending events only; an event whose job lives is applied once whoever comes first.
 */
export async function sweepEvents(database: Database, queue: Queue, now: Date): Promise<number> {
  const before = uuidFloor(new Date(now.getTime() - OLDER_THAN_MS))
  let queued = 0
  let after: PendingRow = { project_id: uuidFloor(new Date(0)), id: uuidFloor(new Date(0)) }
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const rows = await readPending(database, after, before)
    const byProject = Map.groupBy(rows, (row) => row.project_id)
    const jobs = [...byProject].map(([projectId, events]) => ({
      projectId,
      eventIds: events.slice(0, 1).map((row) => row.id),
    }))
    await queue.insert('apply-inbound', jobs)
    queued += rows.length
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) break
    after = last
  }
  return queued
}

async function readPending(database: Database, after: PendingRow, before: string): Promise<PendingRow[]> {
  return await database.worker((transaction) =>
    transaction.query<PendingRow>({
      text: `SELECT project_id, id FROM inbound_events
             WHERE status = 'PENDING' AND (project_id, id) > ($1::uuid, $2::uuid) AND id < $3::uuid
             ORDER BY project_id, id LIMIT ${PAGE}`,
      values: [after.project_id, after.id, before],
    }),
  )
}
