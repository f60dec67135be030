import type { Personality } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, type Parameters, readPage, readPagePerParent } from '../paging.ts'
import { type RowOf, readByIds, tableSource } from '../rows.ts'

const PERSONALITY = [
  'id',
  'platformId',
  'slug',
  'name',
  'description',
  'traits',
  'responseTemplates',
  'conversationFlow',
  'platformAdaptations',
  'contentRestrictions',
  'modelSettings',
  'promptTemplates',
  'contextRules',
  'learning',
  'version',
  'usageCount',
  'satisfaction',
  'effectiveness',
  'isActive',
  'isDefault',
  'createdAt',
  'updatedAt',
] as const
export type PersonalityRow = RowOf<Personality, (typeof PERSONALITY)[number]>

const source = tableSource('personalities', 'p', PERSONALITY)

export interface PersonalityFilter {
  platformId?: string | undefined
  isActive?: boolean | undefined
}

/** In the order of making, oldest first. */
export const personalityOrder = byId('personalities', 'p', 'ASC')

function conditions({ platformId, isActive }: PersonalityFilter, parameters: Parameters): string[] {
  const all: string[] = []
  if (platformId !== undefined) all.push(`p.platform_id = ${parameters.add(platformId, 'uuid')}`)
  if (isActive !== undefined) all.push(`p.is_active = ${parameters.add(isActive, 'boolean')}`)
  return all
}

export async function readPersonalities(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<PersonalityRow>(database, projectId, source, ids)
}

export async function pagePersonalities(
  database: Database,
  projectId: string,
  page: Page,
  filter: PersonalityFilter,
) {
  const query: PageQuery = {
    source,
    order: personalityOrder,
    filter: (parameters) => conditions(filter, parameters),
  }
  return await readPage<PersonalityRow>(database, projectId, query, page)
}

export async function pagePersonalitiesOfPlatforms(
  database: Database,
  projectId: string,
  platformIds: readonly string[],
  page: Page,
) {
  const query: PageQuery = { source, order: personalityOrder }
  return await readPagePerParent<PersonalityRow>(database, projectId, query, 'platform_id', platformIds, page)
}
