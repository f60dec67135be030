import type { Principal } from '../access/principal.ts'
import type { SendingDependencies } from '../outbound/sending-dependencies.ts'
import { NotFound } from '../outbound/sending-failures.ts'
import { tell } from './create-template.ts'
import { findTemplate, saveTemplates } from './stored-template.ts'
import { beginCall, callTemplates, mustBeOk, settleCall } from './template-calls.ts'
import { InvalidTemplate } from './template-failures.ts'
import { loadTemplatePlatform, lockTemplates } from './template-platform.ts'

/** Deletes a template, at its network too. Its row stays, DELETED: messages that were made of it name it. */
export async function deleteTemplate(
  deps: SendingDependencies,
  { projectId }: Principal,
  id: string,
): Promise<string> {
  const template = await deps.database.worker((transaction) => findTemplate(transaction, projectId, id))
  if (!template) throw new NotFound('message template', ['input', 'templateId'])
  if (template.status === 'DELETED') return id
  const { platform_id: platformId, external_id: externalId, name } = template
  if (platformId === null) {
    await markDeleted(deps, projectId, id, deps.clock.now())
    return id
  }
  if (externalId === null)
    throw new InvalidTemplate(
      'The network has not answered yet whether it took the template: synchronise first.',
      'templateId',
    )
  const { platform, callId } = await deps.database.worker(async (transaction) => {
    const loaded = await loadTemplatePlatform(transaction, projectId, platformId, deps.vault)
    return { platform: loaded, callId: beginCall(transaction, loaded, id, 'DELETE') }
  })
  const { templates, account } = platform
  const called = await callTemplates(
    deps,
    platform,
    templates.remove(account, { name, externalId }),
    templates.readRemoved,
  )
  await deps.database.worker(async (transaction) => settleCall(transaction, projectId, callId, called))
  mustBeOk(platform, called.answer)
  await markDeleted(deps, projectId, id, called.at)
  return id
}

async function markDeleted(
  deps: SendingDependencies,
  projectId: string,
  id: string,
  at: Date,
): Promise<void> {
  await deps.database.worker(async (transaction) => {
    lockTemplates(transaction, projectId)
    const row = await findTemplate(transaction, projectId, id, true)
    if (!row || row.status === 'DELETED') return
    saveTemplates(transaction, projectId, [{ ...row, status: 'DELETED', reason: null, status_at: at }])
    await tell(transaction, { projectId, platformId: row.platform_id }, id)
  })
  deps.wakeUps.wake(projectId)
}
