import type { Clock } from '../../infra/clock.ts'
import { type Database, isTransient } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import type { Vault } from '../../infra/vault.ts'
import { MetricDeltas } from '../metrics/count-metrics.ts'
import { storableText } from '../text.ts'
import { applyBatch } from './apply-batch.ts'
import { countFailures } from './count-batch.ts'
import { loadEvents, platformFacts } from './load-events.ts'
import { settleEvents } from './settle-events.ts'

export interface ApplyDependencies {
  database: Database
  vault: Vault
  wakeUps: WakeUps
  clock: Clock
  logger: Logger
}

/** Larger batches save nothing more and hold their locks longer. */
const MOST_EVENTS_PER_TRANSACTION = 500

/**
 * Applies stored events of one project. A batch that the database refuses is taken apart and its events applied
 * one by one: what cannot be applied ends as FAILED with its reason, and its neighbours go on. Throws only when
 * the work may succeed later, so that the job is tried again.
 */
export async function applyEvents(
  deps: ApplyDependencies,
  projectId: string,
  eventIds: readonly string[],
  replay = false,
): Promise<void> {
  for (let start = 0; start < eventIds.length; start += MOST_EVENTS_PER_TRANSACTION) {
    const part = eventIds.slice(start, start + MOST_EVENTS_PER_TRANSACTION)
    await applyPart(deps, projectId, part, replay)
    deps.wakeUps.wake(projectId)
  }
}

async function applyPart(
  deps: ApplyDependencies,
  projectId: string,
  eventIds: string[],
  replay: boolean,
): Promise<void> {
  try {
    await applyTogether(deps, projectId, eventIds, replay)
  } catch (error) {
    if (isTransient(error)) throw error
    deps.logger.warn(
      { err: error, projectId, events: eventIds.length },
      'a batch was refused; applying it one by one',
    )
    for (const eventId of eventIds) await applyAlone(deps, projectId, eventId, replay)
  }
}

async function applyTogether(
  { database, vault, clock }: ApplyDependencies,
  projectId: string,
  eventIds: string[],
  replay: boolean,
): Promise<void> {
  const batch = { projectId, eventIds, replay, now: clock.now() }
  await database.worker((transaction) => applyBatch(transaction, vault, batch))
}

async function applyAlone(
  deps: ApplyDependencies,
  projectId: string,
  eventId: string,
  replay: boolean,
): Promise<void> {
  try {
    await applyTogether(deps, projectId, [eventId], replay)
  } catch (error) {
    if (isTransient(error)) throw error
    const reason = storableText(error instanceof Error ? error.message : String(error))
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
    const { items, unreadable } = await loadEvents(transaction, vault, projectId, [eventId], 'unsettled')
    const failed = [...items, ...unreadable].map(({ id, platformId }) => ({ id, platformId, error: reason }))
    if (failed.length === 0) return
    const kind = items[0]?.event.kind
    await settleEvents(
      transaction,
      projectId,
      [],
      failed.map((one) => ({ ...one, ...(kind && { kind }) })),
      0,
    )
    const metrics = new MetricDeltas()
    const facts = await platformFacts(
      transaction,
      projectId,
      failed.map((one) => ({ platform_id: one.platformId })),
    )
    countFailures(metrics, failed, (platformId) => facts.get(platformId)?.timeZone ?? 'UTC', clock.now())
    await metrics.save(transaction, projectId)
  })
}
