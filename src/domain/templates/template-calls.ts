import type { NativeRequest } from '../../channels/outbound.ts'
import type { TemplateAnswer } from '../../channels/templates.ts'
import type { Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { plausibleTime } from '../inbound/inbound-item.ts'
import { callAs, refusal } from '../outbound/act.ts'
import type { SendingDependencies } from '../outbound/sending-dependencies.ts'
import { storableText } from '../text.ts'
import type { TemplatePlatform } from './template-platform.ts'

export type CallDependencies = Pick<SendingDependencies, 'database' | 'network' | 'vault' | 'clock'>

/** What a network answered, and when by its own clock: of seconds, as its webhooks tell them. */
export interface Called<T> {
  answer: TemplateAnswer<T>
  at: Date
  status: number | null
}

/** Calls the network and reads its answer. No answer is an error that may have been accepted. */
export async function callTemplates<T>(
  deps: CallDependencies,
  platform: TemplatePlatform,
  request: NativeRequest,
  read: (response: Parameters<TemplatePlatform['templates']['readList']>[0]) => TemplateAnswer<T>,
): Promise<Called<T>> {
  const call = await callAs(deps, platform, request)
  if (call.kind === 'answered') {
    const now = deps.clock.now()
    const told = new Date(call.response.headers.date ?? '')
    // A clock that is years ahead would make all that comes after it look old.
    const at = plausibleTime(told, now) ?? new Date(Math.floor(now.getTime() / 1000) * 1000)
    return { answer: read(call.response), at, status: call.response.status }
  }
  const error = {
    class: 'TRANSIENT',
    code: 'NO_ANSWER',
    message: call.reason,
    ...(call.kind === 'lost' && { mayBeAccepted: true }),
  } as const
  return { answer: { ok: false, error }, at: deps.clock.now(), status: null }
}

/** Throws NetworkRefused with the network's words. */
export function mustBeOk<T>(platform: TemplatePlatform, answer: TemplateAnswer<T>): { ok: true } & T {
  if (answer.ok) return answer
  throw refusal(platform.channel, answer.error)
}

/** Writes down that a call is about to be made. Returns its id in the ledger. */
export function beginCall(
  transaction: Transaction,
  { projectId, platformId }: TemplatePlatform,
  templateId: string,
  kind: 'CREATE' | 'DELETE',
): string {
  const id = newId()
  transaction.write({
    name: 'begin-template-call',
    text: 'INSERT INTO template_calls (project_id, id, platform_id, template_id, kind) VALUES ($1, $2, $3, $4, $5)',
    values: [projectId, id, platformId, templateId, kind],
  })
  return id
}

export function settleCall(
  transaction: Transaction,
  projectId: string,
  callId: string,
  { answer, status }: Called<object>,
): void {
  const error = answer.ok ? null : answer.error
  transaction.write({
    name: 'settle-template-call',
    text: `UPDATE template_calls SET finished_at = now(), outcome = $3, status = $4, error_class = $5, error_code = $6, error = $7
           WHERE project_id = $1 AND id = $2`,
    values: [
      projectId,
      callId,
      error === null ? 'ACCEPTED' : isUncertain(error) ? 'UNKNOWN' : 'REFUSED',
      status,
      error?.class ?? null,
      error?.code ?? null,
      error && storableText(error.message),
    ],
  })
}

export function isUncertain(error: { mayBeAccepted?: boolean }): boolean {
  return error.mayBeAccepted === true
}

/** Longer than any call takes: whoever made one that is open still is gone. */
const ABANDONED_AFTER = '1 minute'

/** Whether somebody is calling the network about the template right now. Settles what was abandoned. */
export async function isBeingCalled(
  transaction: Transaction,
  projectId: string,
  templateId: string,
): Promise<boolean> {
  transaction.write({
    name: 'abandon-template-calls',
    text: `UPDATE template_calls SET outcome = 'UNKNOWN', finished_at = now(), error = 'the process that made the call is gone'
           WHERE project_id = $1 AND template_id = $2 AND outcome IS NULL AND started_at < now() - interval '${ABANDONED_AFTER}'`,
    values: [projectId, templateId],
  })
  const rows = await transaction.query<{ id: string }>({
    name: 'open-template-calls',
    text: 'SELECT id FROM template_calls WHERE project_id = $1 AND template_id = $2 AND outcome IS NULL LIMIT 1',
    values: [projectId, templateId],
  })
  return rows.length > 0
}
