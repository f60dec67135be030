import type { TemplateChange } from '../../channels/inbound.ts'
import { channelOf } from '../../channels/index.ts'
import type { Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Queue } from '../../jobs/queue.ts'
import { storableKey, storableText } from '../text.ts'
import { applyChange } from './merge-template.ts'
import {
  COLUMNS,
  insertTemplates,
  newTemplate,
  type StoredTemplate,
  saveTemplates,
} from './stored-template.ts'
import { lockTemplates } from './template-platform.ts'

export interface ToldTemplate {
  platformId: string
  /** The channel's type. */
  network: string
  change: TemplateChange
  at: Date
}

export interface ChangedTemplate {
  id: string
  platformId: string
}

/**
 * What webhooks tell of templates. All accounts of a business share its templates, and only one of them may have
 * heard. Of one that nobody knew, what is told is kept, and the list is read. Returns the rows that changed.
 */
export async function applyTemplateChange(
  transaction: Transaction,
  queue: Queue,
  projectId: string,
  { platformId, network, change, at }: ToldTemplate,
): Promise<ChangedTemplate[]> {
  const templates = channelOf(network)?.templates
  if (!templates) return []
  const externalId = storableKey(change.externalId)
  lockTemplates(transaction, projectId)
  const rows = await findTold(transaction, projectId, platformId, externalId, change)
  // What was deleted stays so, whatever comes late: only the network's list brings it back.
  const living = rows.filter((row) => row.status !== 'DELETED')
  const changed = living.filter((row) => applyChange(row, { ...change, externalId }, at, templates))
  saveTemplates(transaction, projectId, changed)
  // FLAGGED, LOCKED and the like say only that something is to be looked at.
  const isVague = change.status === undefined && change.quality === undefined && change.category === undefined
  const isUnknown = !rows.some((row) => row.platform_id === platformId)
  if (isUnknown || (isVague && change.components === undefined))
    transaction.write(await queue.statement('sync-templates', [{ projectId, platformId }]))
  const { name, language, status } = change
  if (isUnknown && name !== undefined && language !== undefined && status !== undefined) {
    const row = newTemplate({
      id: newId(),
      platform_id: platformId,
      external_id: externalId,
      name: storableText(name),
      language: storableText(language),
      status,
      components: [],
    })
    applyChange(row, { ...change, externalId }, at, templates)
    const inserted = await insertTemplates(transaction, projectId, [row])
    if (inserted.length > 0) changed.push(row)
  }
  return changed.map((row) => ({ id: row.id, platformId: row.platform_id ?? platformId }))
}

/** By its id; or by its name, where the call that made it has not answered yet. */
async function findTold(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  externalId: string,
  { name, language }: TemplateChange,
): Promise<StoredTemplate[]> {
  return await transaction.query<StoredTemplate>({
    name: 'find-told-templates',
    text: `SELECT ${COLUMNS} FROM message_templates WHERE project_id = $1 AND external_id = $3
           UNION ALL
           SELECT ${COLUMNS} FROM message_templates
           WHERE project_id = $1 AND platform_id = $2 AND name = $4 AND language = $5 AND status = 'DRAFT'
           ORDER BY id`,
    values: [projectId, platformId, externalId, storableText(name ?? ''), storableText(language ?? '')],
  })
}
