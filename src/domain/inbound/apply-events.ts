import type { Clock } from '../../infra/clock.ts'
import type { Database } from '../../infra/database.ts'
import { describeRefusal, isTransient } from '../../infra/database-errors.ts'
import type { Logger } from '../../infra/logger.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import { uuidFloor, uuidTime } from '../../infra/uuid.ts'
import type { Vault } from '../../infra/vault.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { LoggedChange } from '../changes/change.ts'
import { MetricDeltas } from '../metrics/count-metrics.ts'
import { storableText } from '../text.ts'
import { applyBatch } from './apply-batch.ts'
import { countFailures } from './count-batch.ts'
import { dueEventIds, loadEvents, type Selection } from './load-events.ts'
import { settleEvents } from './settle-events.ts'

export interface ApplyDependencies {
  database: Database
  vault: Vault
  wakeUps: WakeUps
  queue: Queue
  clock: Clock
  logger: Logger
  /** Tells the subscribers of this very process what was committed. */
  tellHere?: (projectId: string, changes: readonly LoggedChange[]) => void
}

/** Larger batches save nothing more and hold their locks longer. */
const MOST_EVENTS_PER_TRANSACTION = 500

/** After this many a busy project lets others go on. */
const MOST_BATCHES_PER_TURN = 40

/** Events that were accepted this much earlier than a job's may still be on their way through another, ms. */
const NEIGHBOURHOOD_MS = 30_000

/**
 * Applies stored events of one project, in the order they were accepted: a job only says that there is something
 * to do, and whoever has the project's turn takes the oldest that is due. A batch that the database refuses is
 * taken apart and its events applied one by one: what cannot be applied ends as FAILED with its reason, and its
 * neighbours go on. Returns whether more is due: a busy project leaves the others their turn. Throws only when
 * the work may succeed later, so that the job is tried again.
 */
export async function applyEvents(
  deps: ApplyDependencies,
  projectId: string,
  eventIds: readonly string[],
): Promise<boolean> {
  const first = eventIds.reduce((least, id) => (id < least ? id : least))
  const since = uuidFloor(new Date(uuidTime(first).getTime() - NEIGHBOURHOOD_MS))
  for (let batch = 0; batch < MOST_BATCHES_PER_TURN; batch += 1) {
    const applied = await applyDue(deps, projectId, since)
    if (applied < MOST_EVENTS_PER_TRANSACTION) return false
  }
  return true
}

/** Applies events again, whatever became of them: nothing changes that is already right. */
export async function reapplyEvents(
  deps: ApplyDependencies,
  projectId: string,
  eventIds: readonly string[],
): Promise<void> {
  for (let start = 0; start < eventIds.length; start += MOST_EVENTS_PER_TRANSACTION) {
    const part = eventIds.slice(start, start + MOST_EVENTS_PER_TRANSACTION)
    await applyOrTakeApart(deps, projectId, { which: 'replay', eventIds: part }, async () => part)
  }
}

async function applyDue(deps: ApplyDependencies, projectId: string, since: string): Promise<number> {
  const selection: Selection = { which: 'due', since, limit: MOST_EVENTS_PER_TRANSACTION }
  return await applyOrTakeApart(deps, projectId, selection, () =>
    deps.database.worker((transaction) => dueEventIds(transaction, projectId, selection)),
  )
}

async function applyOrTakeApart(
  deps: ApplyDependencies,
  projectId: string,
  selection: Selection,
  idsOf: () => Promise<string[]>,
): Promise<number> {
  try {
    return await apply(deps, projectId, selection)
  } catch (error) {
    if (isTransient(error)) throw error
    const eventIds = await idsOf()
    deps.logger.warn(
      { err: error, projectId, events: eventIds.length },
      'a batch was refused; applying it one by one',
    )
    const which = selection.which === 'replay' ? 'replay' : 'pending'
    for (const eventId of eventIds) await applyAlone(deps, projectId, eventId, which)
    return eventIds.length
  }
}

async function apply(deps: ApplyDependencies, projectId: string, selection: Selection): Promise<number> {
  const { database, vault, queue, clock } = deps
  const { count, logged } = await database.worker((transaction) =>
    applyBatch(transaction, { vault, queue }, { projectId, selection, now: clock.now() }),
  )
  const changes = await logged()
  const last = changes.at(-1)
  if (!last) return count
  // In this order: who was given them has nothing to read when it is woken.
  deps.tellHere?.(projectId, changes)
  deps.wakeUps.wake(projectId, last.position)
  return count
}

async function applyAlone(
  deps: ApplyDependencies,
  projectId: string,
  eventId: string,
  which: 'pending' | 'replay',
): Promise<void> {
  try {
    await apply(deps, projectId, { which, eventIds: [eventId] })
  } catch (error) {
    if (isTransient(error)) throw error
    const reason = storableText(describeRefusal(error))
    deps.logger.error({ err: error, projectId, eventId }, 'an inbound event failed for good')
    await markFailed(deps, projectId, eventId, reason)
  }
}

async function markFailed(
  { database, vault, clock }: ApplyDependencies,
  projectId: string,
  eventId: string,
  reason: string,
): Promise<void> {
  await database.worker(async (transaction) => {
    const { items, unreadable, zoneOf } = await loadEvents(transaction, vault, projectId, {
      which: 'unsettled',
      eventIds: [eventId],
    })
    const failed = [...items, ...unreadable].map(({ id, platformId }) => ({ id, platformId, error: reason }))
    if (failed.length === 0) return
    const kind = items[0]?.event.kind
    const told = failed.map((one) => ({ ...one, ...(kind && { kind }) }))
    const newlyFailed = await settleEvents(transaction, projectId, [], told, 0)
    const metrics = new MetricDeltas()
    countFailures(metrics, newlyFailed, zoneOf, clock.now())
    await metrics.save(transaction, projectId)
  })
}
