import type { Json } from '../../channels/inbound.ts'
import { contentDigest } from '../../channels/shared/digest.ts'
import type { TemplateDraft } from '../../channels/templates.ts'
import type { Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Principal } from '../access/principal.ts'
import { logChanges } from '../changes/log-changes.ts'
import { claimKey, resultOfKey } from '../outbound/idempotency.ts'
import type { SendingDependencies } from '../outbound/sending-dependencies.ts'
import { applyListed } from './merge-template.ts'
import { findByName, findTemplate, insertTemplates, newTemplate, saveTemplates } from './stored-template.ts'
import {
  beginCall,
  type Called,
  callTemplates,
  isBeingCalled,
  isUncertain,
  mustBeOk,
  settleCall,
} from './template-calls.ts'
import { InvalidTemplate } from './template-failures.ts'
import { loadTemplatePlatform, lockTemplates, type TemplatePlatform } from './template-platform.ts'

export interface NetworkTemplateInput extends TemplateDraft {
  platformId: string
  idempotencyKey: string | null
}

interface Begun {
  id: string
  /** Null: there is nothing to call for. */
  callId: string | null
  /** What a former call may have made under the name: the same, or one of other words. */
  former: 'SAME' | 'OTHER' | null
}

/**
 * Gives a template to its network for review. Written down before the call and settled after it; of a call that
 * nobody heard the end of, the network's list is asked first when it is tried again. Returns the row's id.
 */
export async function createNetworkTemplate(
  deps: SendingDependencies,
  principal: Principal,
  input: NetworkTemplateInput,
): Promise<string> {
  const { projectId } = principal
  const platform = await deps.database.worker((transaction) =>
    loadTemplatePlatform(transaction, projectId, input.platformId, deps.vault),
  )
  const { templates, account } = platform
  const error = templates.check(input)
  if (error) throw new InvalidTemplate(error.message, error.path ?? 'components')
  const begun = await deps.database.worker((transaction) => begin(transaction, platform, input))
  const { id, callId } = begun
  if (callId === null) return id
  if (begun.former !== null && (await isListed(deps, platform, input, begun, { mustKnow: true }))) {
    if (begun.former === 'OTHER') throw nameTaken(input)
    return id
  }
  const called = await callTemplates(deps, platform, templates.create(account, input), templates.readCreated)
  const { answer } = called
  if (!answer.ok && isUncertain(answer.error) && (await isListed(deps, platform, input, begun))) return id
  await deps.database.worker(async (transaction) => {
    lockTemplates(transaction, projectId)
    settleCall(transaction, projectId, callId, called)
    if (answer.ok) await accept(transaction, platform, id, answer, called.at)
    else if (!isUncertain(answer.error)) forget(transaction, projectId, id, input.idempotencyKey)
  })
  deps.wakeUps.wake(projectId)
  mustBeOk(platform, answer)
  return id
}

async function begin(
  transaction: Transaction,
  platform: TemplatePlatform,
  input: NetworkTemplateInput,
): Promise<Begun> {
  const { projectId, platformId, templates } = platform
  const { name, language, category, components, idempotencyKey, ...rest } = input
  lockTemplates(transaction, projectId)
  const named = { name: 'createMessageTemplate', template: { name, language, category, components }, ...rest }
  const former =
    idempotencyKey === null ? null : await resultOfKey(transaction, projectId, idempotencyKey, named)
  const row = former === null ? undefined : await findTemplate(transaction, projectId, former)
  // A DELETED one too: the key stands for what was made then.
  if (row && row.status !== 'DRAFT') return { id: row.id, callId: null, former: null }
  const living = await findByName(transaction, projectId, platformId, name)
  const taken = living.find((one) => one.language === language)
  const isSame = taken !== undefined && wordsIn(taken) === wordsIn(input)
  if (taken && taken.status !== 'DRAFT') throw nameTaken(input)
  if (taken && (await isBeingCalled(transaction, projectId, taken.id))) {
    if (!isSame) throw nameTaken(input)
    return { id: taken.id, callId: null, former: null }
  }
  const id = isSame ? taken.id : row ? newId() : (former ?? newId())
  if (idempotencyKey !== null && former === null)
    await claimKey(transaction, projectId, idempotencyKey, named, id)
  // Whose words they were finds by their key that there is nothing of them.
  if (taken && !isSame) forget(transaction, projectId, taken.id, null)
  const words = { category, components, variables: templates.variablesOf(components) }
  const draft = newTemplate({ id, platform_id: platformId, name, language, ...words })
  if (isSame) saveTemplates(transaction, projectId, [draft])
  else await insertTemplates(transaction, projectId, [draft])
  const callId = beginCall(transaction, platform, id, 'CREATE')
  return { id, callId, former: taken ? (isSame ? 'SAME' : 'OTHER') : null }
}

function wordsIn({ category, components }: { category: string | null; components: Json[] | null }): string {
  return contentDigest({ category, components })
}

function nameTaken({ name, language }: NetworkTemplateInput): InvalidTemplate {
  return new InvalidTemplate(
    `The platform has a template ${JSON.stringify(name)} in ${language} already: take another name, or delete that one.`,
    'name',
  )
}

/**
 * Whether the network has it although nobody heard so: then it is taken as listed. Whoever must know before they go on
 * is told why the list could not be read.
 */
async function isListed(
  deps: SendingDependencies,
  platform: TemplatePlatform,
  { name, language }: NetworkTemplateInput,
  { id, callId }: Begun,
  { mustKnow = false } = {},
): Promise<boolean> {
  const { projectId, templates, account } = platform
  const called = await callTemplates(deps, platform, templates.list(account, null, name), templates.readList)
  if (!called.answer.ok && mustKnow && callId !== null)
    await deps.database.worker(async (transaction) => settleCall(transaction, projectId, callId, called))
  const listed = called.answer.ok || mustKnow ? mustBeOk(platform, called.answer).templates : []
  const found = listed.find((one) => one.name === name && one.language === language)
  if (!found || found.status === 'DELETED') return false
  await deps.database.worker(async (transaction) => {
    lockTemplates(transaction, projectId)
    if (callId !== null) settleCall(transaction, projectId, callId, called)
    const row = await findTemplate(transaction, projectId, id, true)
    if (!row || !applyListed(row, found, called.at, templates)) return
    saveTemplates(transaction, projectId, [{ ...row, synced_at: called.at }])
    await tell(transaction, platform, id)
  })
  deps.wakeUps.wake(projectId)
  return true
}

type Created = Extract<
  Called<{ externalId: string; status: string; category: string | null }>['answer'],
  { ok: true }
>

/** Unless a webhook told more already, which may come before the answer. */
async function accept(
  transaction: Transaction,
  platform: TemplatePlatform,
  id: string,
  { externalId, status, category }: Created,
  at: Date,
): Promise<void> {
  const { projectId } = platform
  const row = await findTemplate(transaction, projectId, id, true)
  if (row?.status !== 'DRAFT') return
  const told = { external_id: externalId, status: status as typeof row.status, status_at: at }
  saveTemplates(transaction, projectId, [{ ...row, ...told, category: category ?? row.category }])
  await tell(transaction, platform, id)
}

/** What the network refused never was, and its key may be used again. */
function forget(transaction: Transaction, projectId: string, id: string, key: string | null): void {
  transaction.write({
    name: 'forget-draft',
    text: `DELETE FROM message_templates WHERE project_id = $1 AND id = $2 AND status = 'DRAFT'`,
    values: [projectId, id],
  })
  transaction.write({
    name: 'forget-key-of-draft',
    text: 'DELETE FROM idempotency_keys WHERE project_id = $1 AND key = $2 AND result_id = $3',
    values: [projectId, key, id],
  })
}

export async function tell(
  transaction: Transaction,
  { projectId, platformId }: { projectId: string; platformId: string | null },
  subjectId: string,
): Promise<void> {
  await logChanges(transaction, projectId, [
    { kind: 'TEMPLATE_UPDATED', subjectId, platformId, conversationId: null },
  ])
}
