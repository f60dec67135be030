import { fetchProfile } from '../domain/customers/fetch-profile.ts'
import type { ApplyDependencies } from '../domain/inbound/apply-events.ts'
import { sweepEvents } from '../domain/inbound/sweep-events.ts'
import type { Copying } from '../domain/media/copy-attachments.ts'
import { sweepFiles } from '../domain/media/sweep-files.ts'
import { acknowledgePress } from '../domain/outbound/acknowledge-press.ts'
import type { NetworkCaller } from '../domain/outbound/call-network.ts'
import type { Delivery } from '../domain/outbound/delivery.ts'
import { syncTemplates } from '../domain/templates/sync-templates.ts'
import { UserFailure } from '../domain/user-failure.ts'
import type { Rates } from '../infra/rates.ts'
import type { Storage } from '../infra/storage.ts'
import { type JobName, type JobPayload, jobs } from './catalog.ts'
import { applyInbound } from './handlers/apply-inbound.ts'
import { ensurePartitions } from './handlers/ensure-partitions.ts'
import type { Queue } from './queue.ts'

export interface WorkerDependencies extends ApplyDependencies {
  queue: Queue
  delivery: Delivery
  copying: Copying
  network: NetworkCaller
  rates: Rates
  storage: Storage
}

type Handlers = { [Name in JobName]: (payloads: JobPayload<Name>[]) => Promise<void> }

function handlersOf(deps: WorkerDependencies): Handlers {
  return {
    'apply-inbound': (payloads) => applyInbound(deps, payloads),
    'deliver-lane': async (lanes) => {
      for (const lane of lanes) deps.delivery.wake(lane)
    },
    'acknowledge-press': async (presses) => {
      await Promise.all(presses.map((press) => acknowledgePress(deps, press)))
    },
    'copy-attachments': async () => deps.copying.wake(),
    'fetch-profile': async (tasks) => {
      await Promise.all(tasks.map((task) => fetchProfile(deps, task)))
    },
    'sync-templates': async (platforms) => {
      for (const { projectId, platformId } of platforms) await syncTemplatesOf(deps, projectId, platformId)
    },
    'sweep-inbound': async () => {
      const queued = await sweepEvents(deps.database, deps.queue, deps.clock.now())
      if (queued > 0) deps.logger.warn({ queued }, 'events that nobody worked on were queued again')
    },
    'sweep-files': async () => {
      const removed = await sweepFiles(deps)
      if (removed > 0) deps.logger.info({ removed }, 'files that nothing uses any more were removed')
    },
    'sweep-rates': async () => {
      const removed = await deps.rates.forgetPast(deps.clock.now())
      if (removed > 0) deps.logger.debug({ removed }, 'counters of sending limits that are over were removed')
    },
    'ensure-partitions': () => ensurePartitions(deps.database, deps.logger),
  }
}

/** A platform that is switched off, or of which the network does not tell, is no failure of the job. */
async function syncTemplatesOf(
  deps: WorkerDependencies,
  projectId: string,
  platformId: string,
): Promise<void> {
  try {
    await syncTemplates(deps, projectId, platformId)
  } catch (error) {
    if (!(error instanceof UserFailure) || error.code === 'NETWORK_REFUSED') throw error
    deps.logger.info({ platformId, code: error.code }, 'templates were not read')
  }
}

/** How long a worker may take to notice a job when a notification was lost, seconds. */
const POLL_SECONDS = 2

/** Works on every kind of job until the queue is stopped. */
export async function startWorker(deps: WorkerDependencies): Promise<void> {
  const handlers = handlersOf(deps)
  await handlers['ensure-partitions']([{}])
  for (const name of Object.keys(jobs) as JobName[])
    await work(deps, name, handlers[name] as Handlers[JobName])
}

async function work(deps: WorkerDependencies, name: JobName, handler: Handlers[JobName]): Promise<void> {
  const { payload, batchSize } = jobs[name]
  const options = {
    batchSize,
    // While one loop reports its jobs done, the other already works on the next.
    localConcurrency: batchSize > 1 ? 2 : 1,
    pollingIntervalSeconds: POLL_SECONDS,
    notifyPollingIntervalSeconds: POLL_SECONDS,
    burstWhenBatchFull: batchSize > 1,
  }
  await deps.queue.boss.work<object>(name, options, async (batch) => {
    const started = performance.now()
    const payloads = batch.map((job) => payload.parse(job.data))
    await (handler as (payloads: unknown[]) => Promise<void>)(payloads)
    deps.logger.debug(
      { job: name, jobs: batch.length, ms: Math.round(performance.now() - started) },
      'worked',
    )
  })
}
