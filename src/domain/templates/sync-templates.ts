import type { ListedTemplate } from '../../channels/templates.ts'
import type { Transaction } from '../../infra/database.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import { newId } from '../../infra/uuid.ts'
import { logChanges } from '../changes/log-changes.ts'
import { storableJson } from '../text.ts'
import { applyListed } from './merge-template.ts'
import {
  COLUMNS,
  insertTemplates,
  newTemplate,
  type StoredTemplate,
  saveTemplates,
} from './stored-template.ts'
import { type CallDependencies, callTemplates, mustBeOk } from './template-calls.ts'
import { loadTemplatePlatform, lockTemplates, type TemplatePlatform } from './template-platform.ts'

export interface Synced {
  added: number
  updated: number
  removed: number
  /** How many the network lists. */
  total: number
}

/** More pages than any network allows templates for: an answer that goes round in circles must end. */
const MOST_PAGES = 200
/** A call that makes a template may be under way for so long before the list has it. */
const DRAFT_MS = 5 * 60_000

/** Reads the network's list, page by page, and makes ours like it, in one transaction after the last page. */
export async function syncTemplates(
  deps: CallDependencies & { wakeUps: WakeUps },
  projectId: string,
  platformId: string,
): Promise<Synced> {
  const platform = await deps.database.worker((transaction) =>
    loadTemplatePlatform(transaction, projectId, platformId, deps.vault),
  )
  const { templates, at } = await readAll(deps, platform)
  const synced = await deps.database.worker((transaction) => store(transaction, platform, templates, at))
  deps.wakeUps.wake(projectId)
  return synced
}

/** All pages, as of the answer to the first. */
async function readAll(
  deps: CallDependencies,
  platform: TemplatePlatform,
): Promise<{ templates: ListedTemplate[]; at: Date }> {
  const found = new Map<string, ListedTemplate>()
  let since: Date | null = null
  let after: string | null = null
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const request = platform.templates.list(platform.account, after)
    const { answer, at } = await callTemplates(deps, platform, request, platform.templates.readList)
    since ??= at
    const list = mustBeOk(platform, answer)
    for (const template of list.templates) found.set(template.externalId, storableJson(template))
    if (list.after === null || list.after === after) break
    after = list.after
  }
  return { templates: [...found.values()], at: since ?? deps.clock.now() }
}

async function store(
  transaction: Transaction,
  platform: TemplatePlatform,
  listed: readonly ListedTemplate[],
  at: Date,
): Promise<Synced> {
  const { projectId, platformId, templates } = platform
  lockTemplates(transaction, projectId)
  const rows = await transaction.query<StoredTemplate>({
    name: 'templates-of-platform',
    text: `SELECT ${COLUMNS} FROM message_templates WHERE project_id = $1 AND platform_id = $2 ORDER BY id`,
    values: [projectId, platformId],
  })
  const nameOf = (one: { name: string; language: string | null }) => `${one.language} ${one.name}`
  const byId = new Map(rows.map((row) => [row.external_id, row]))
  const names = new Set(rows.filter((row) => row.status !== 'DELETED').map(nameOf))
  const drafts = new Map(rows.filter((row) => row.status === 'DRAFT').map((row) => [nameOf(row), row]))
  const fresh: StoredTemplate[] = []
  const known: StoredTemplate[] = []
  const changed = new Set<string>()
  for (const template of listed) {
    const row = byId.get(template.externalId) ?? drafts.get(nameOf(template))
    // Back from the dead, and its name was taken meanwhile: told by the next list, when that one is gone.
    if (row?.status === 'DELETED' && names.has(nameOf(row))) continue
    if (row) known.push(row)
    else fresh.push(newTemplate({ ...wordsOf(template), id: newId(), platform_id: platformId }))
    const target = row ?? fresh.at(-1)
    if (target && applyListed(target, template, at, templates) && row) changed.add(row.id)
    if (target) target.synced_at = at
  }
  const seen = new Set(known.map(({ id }) => id))
  const removed = rows.filter((row) => !seen.has(row.id) && isGone(row, at))
  for (const row of removed) Object.assign(row, { status: 'DELETED', status_at: at })
  // First what goes: names are free again for what comes.
  saveTemplates(transaction, projectId, removed)
  saveTemplates(transaction, projectId, known)
  const added = await insertTemplates(transaction, projectId, fresh)
  await logChanges(
    transaction,
    projectId,
    [...added, ...changed, ...removed.map(({ id }) => id)].map((subjectId) => ({
      kind: 'TEMPLATE_UPDATED',
      subjectId,
      platformId,
      conversationId: null,
    })),
  )
  return { added: added.length, updated: changed.size, removed: removed.length, total: listed.length }
}

function wordsOf({ externalId, name, language, components }: ListedTemplate) {
  return { external_id: externalId, name, language, components, status: 'PENDING' as const }
}

/** What was told of after the list was asked for, or is just being made, is not missing from it. */
function isGone(row: StoredTemplate, at: Date): boolean {
  if (row.status === 'DELETED') return false
  if (row.status === 'DRAFT') return row.created_at.getTime() < at.getTime() - DRAFT_MS
  return (row.status_at ?? row.created_at) <= at && row.created_at <= at
}
