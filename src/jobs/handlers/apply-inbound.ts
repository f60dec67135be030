import { type ApplyDependencies, applyEvents, reapplyEvents } from '../../domain/inbound/apply-events.ts'
import type { JobPayload } from '../catalog.ts'
import type { Queue } from '../queue.ts'

/**
 * Applies what the jobs of several flushes are about, each project once and all of them side by side. A project
 * with more to do than its turn allows gets another job; one that fails does not keep the others from theirs.
 */
export async function applyInbound(
  deps: ApplyDependencies & { queue: Queue },
  payloads: JobPayload<'apply-inbound'>[],
): Promise<void> {
  const fresh = new Map<string, string[]>()
  for (const { projectId, eventIds, replay } of payloads) {
    if (replay) await reapplyEvents(deps, projectId, eventIds)
    else if (eventIds.length > 0) fresh.set(projectId, [...(fresh.get(projectId) ?? []), ...eventIds])
  }
  const outcomes = await Promise.allSettled([...fresh].map((one) => applyProject(deps, ...one)))
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  // The jobs of the projects that went well are tried again too, and find nothing left to do.
  if (failure) throw failure.reason
}

async function applyProject(
  deps: ApplyDependencies & { queue: Queue },
  projectId: string,
  eventIds: string[],
): Promise<void> {
  const isMoreDue = await applyEvents(deps, projectId, eventIds)
  if (isMoreDue) await deps.queue.insert('apply-inbound', [{ projectId, eventIds }])
}
