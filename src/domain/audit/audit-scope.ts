import { AsyncLocalStorage } from 'node:async_hooks'

/** What an entry is about. */
export interface AuditSubject {
  type: string
  id: string
}

/** One mutation under way, and what is known of its change so far. */
export interface AuditScope {
  subject: AuditSubject | null
  difference: Record<string, unknown>
  /** Set where the change is in another project than the caller’s, as when somebody joins. */
  projectId: string | undefined
}

export const auditScope = new AsyncLocalStorage<AuditScope>()

/** Tells the entry of the mutation under way what changed. Never texts that people wrote, and never secrets. */
export function noteChange(
  subject: AuditSubject,
  difference: Record<string, unknown>,
  { projectId }: { projectId?: string } = {},
): void {
  const scope = auditScope.getStore()
  if (!scope) return
  scope.subject = subject
  Object.assign(scope.difference, difference)
  scope.projectId ??= projectId
}
