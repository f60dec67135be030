import { type BeforeCommit, beforeCommit } from '../../infra/before-commit.ts'
import { newId } from '../../infra/uuid.ts'
import { NOBODY, type Principal } from '../access/principal.ts'
import { storableJson, storableText } from '../text.ts'
import { type AuditScope, type AuditSubject, auditScope } from './audit-scope.ts'

export interface AuditedWork {
  principal: Principal
  requestId: string
  /** The mutation. */
  action: string
  /** What was asked, without texts and secrets. */
  input: unknown
  /** What the input names, until the work says better. */
  subject: AuditSubject | null
}

/**
 * Runs a mutation so that the first of its transactions that changes something also holds its entry: one cannot be
 * without the other, whatever dies. Work that changes nothing, or is rolled back, leaves none.
 */
export async function audited<T>(work: AuditedWork, run: () => Promise<T> | T): Promise<T> {
  const scope: AuditScope = { subject: work.subject, difference: {}, projectId: undefined }
  const hook = { isDone: false, statement: () => insertEntry(work, scope) }
  return await auditScope.run(scope, () => beforeCommit.run(hook, async () => await run()))
}

/** A transaction that has changed nothing has no number yet. */
function insertEntry(
  { principal, action, requestId, input }: AuditedWork,
  scope: AuditScope,
): ReturnType<BeforeCommit['statement']> {
  const { kind, id, name, projectId } = principal
  const { subject, difference } = scope
  return {
    name: 'insert-audit-entry',
    text: `INSERT INTO audit_entries (project_id, id, actor_kind, actor_id, actor_name, action, subject_type, subject_id, difference, request_id)
           SELECT $1::uuid, $2::uuid, $3, $4::uuid, $5, $6, $7, $8::uuid, $9::jsonb, $10
           WHERE pg_current_xact_id_if_assigned() IS NOT NULL`,
    values: [
      scope.projectId ?? projectId,
      newId(),
      kind,
      id === NOBODY ? null : id,
      storableText(name),
      action,
      subject?.type ?? null,
      subject?.id ?? null,
      JSON.stringify(storableJson({ input, ...difference })),
      requestId,
    ],
  }
}
