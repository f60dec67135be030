import type { Database } from '../../infra/database.ts'
import type { Queue } from '../../jobs/queue.ts'
import { InvalidInput } from '../user-failure.ts'
import { type EventFilter, type ReplayableEvent, readReplayable } from './read-events.ts'

export interface Replay {
  /** How many events were queued to be applied again. */
  count: number
  /** When the last of them was received, if there may be more: go on from there. */
  continueAfter: Date | null
}

const EVENTS_PER_JOB = 500
const MOST_EVENTS = 10_000
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/**
 * Queues the stored events that match to be applied again, oldest first. Applying twice changes nothing that is
 * already right, so asking twice is harmless. All jobs are queued together or none is.
 */
export async function replayEvents(
  { database, queue }: { database: Database; queue: Queue },
  projectId: string,
  filter: EventFilter,
): Promise<Replay> {
  checkTimes(filter)
  const pages: ReplayableEvent[][] = []
  let last: ReplayableEvent | undefined
  let count = 0
  while (count < MOST_EVENTS) {
    const page = await readReplayable(database, projectId, filter, last?.id ?? BEFORE_ALL, EVENTS_PER_JOB)
    if (page.length > 0) pages.push(page)
    count += page.length
    last = page.at(-1) ?? last
    if (page.length < EVENTS_PER_JOB) break
  }
  await queue.insert(
    'apply-inbound',
    pages.map((page) => ({ projectId, eventIds: page.map(({ id }) => id), replay: true })),
  )
  return { count, continueAfter: count < MOST_EVENTS ? null : (last?.receivedAt ?? null) }
}

function checkTimes({ receivedAfter, receivedBefore }: EventFilter): void {
  if (receivedAfter && receivedBefore && receivedAfter >= receivedBefore)
    throw new InvalidInput('receivedBefore must be later than receivedAfter: nothing lies between them', [
      'input',
      'filter',
      'receivedBefore',
    ])
}
