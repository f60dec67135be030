import { type ApplyDependencies, applyEvents, reapplyEvents } from '../../domain/inbound/apply-events.ts'
import type { JobPayload } from '../catalog.ts'

/**
 * Applies the events of several jobs: those of one project together and in the order they were accepted, so
 * that a flood of small flushes becomes few transactions.
 */
export async function applyInbound(
  deps: ApplyDependencies,
  payloads: JobPayload<'apply-inbound'>[],
): Promise<void> {
  const fresh = new Map<string, string[]>()
  for (const { projectId, eventIds, replay } of payloads) {
    if (replay) await reapplyEvents(deps, projectId, eventIds)
    else fresh.set(projectId, [...(fresh.get(projectId) ?? []), ...eventIds])
  }
  for (const [projectId, eventIds] of fresh)
    if (eventIds.length > 0) await applyEvents(deps, projectId, eventIds)
}
