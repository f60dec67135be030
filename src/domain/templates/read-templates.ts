import type { MessageTemplate } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, type Parameters, readPage, readPagePerParent } from '../paging.ts'
import { type RowOf, readByIds, tableSource } from '../rows.ts'

const TEMPLATE = [
  'id',
  'platformId',
  'externalId',
  'name',
  'language',
  'category',
  'status',
  'quality',
  'reason',
  'components',
  'content',
  'variables',
  'createdAt',
  'updatedAt',
  'syncedAt',
] as const
export type TemplateRow = RowOf<MessageTemplate, (typeof TEMPLATE)[number]>

const templates = tableSource('message_templates', 't', TEMPLATE)

/** Newest first. */
export const templateOrder = byId('templates', 't', 'DESC')

export interface TemplateFilter {
  platformId?: string | undefined
  /** The project's own (true), or those of networks. */
  isOwn?: boolean | undefined
  status?: readonly string[] | undefined
  category?: readonly string[] | undefined
  language?: readonly string[] | undefined
  /** A part of the name. */
  search?: string | undefined
}

/** Deleted ones only for those who ask for them. */
function conditions(filter: TemplateFilter, parameters: Parameters): string[] {
  const { platformId, isOwn, status, category, language, search } = filter
  const all: string[] = []
  if (platformId !== undefined) all.push(`t.platform_id = ${parameters.add(platformId, 'uuid')}`)
  if (isOwn !== undefined) all.push(`t.platform_id IS ${isOwn ? '' : 'NOT '}NULL`)
  all.push(status ? `t.status = ANY (${parameters.add(status, 'text[]')})` : `t.status <> 'DELETED'`)
  if (category) all.push(`t.category = ANY (${parameters.add(category, 'text[]')})`)
  if (language) all.push(`t.language = ANY (${parameters.add(language, 'text[]')})`)
  // A position and no pattern: % and _ are letters of names.
  if (search !== undefined) all.push(`strpos(lower(t.name), lower(${parameters.add(search, 'text')})) > 0`)
  return all
}

export async function readTemplates(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<TemplateRow>(database, projectId, templates, ids)
}

function queryOf(filter: TemplateFilter): PageQuery {
  return { source: templates, order: templateOrder, filter: (parameters) => conditions(filter, parameters) }
}

export async function pageTemplates(
  database: Database,
  projectId: string,
  page: Page,
  filter: TemplateFilter,
) {
  return await readPage<TemplateRow>(database, projectId, queryOf(filter), page)
}

export async function pageTemplatesOfPlatforms(
  database: Database,
  projectId: string,
  platformIds: readonly string[],
  page: Page,
  filter: TemplateFilter,
) {
  const query = queryOf(filter)
  return await readPagePerParent<TemplateRow>(database, projectId, query, 'platform_id', platformIds, page)
}
