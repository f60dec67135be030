import type { ApiKey, Member, Organization, Project } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, readPage, type Slice } from '../paging.ts'
import { type RowOf, selectList } from '../rows.ts'

const ORGANIZATION = ['id', 'name', 'slug', 'timeZone', 'locale', 'createdAt', 'updatedAt'] as const
const PROJECT = [
  'id',
  'organizationId',
  'name',
  'slug',
  'timeZone',
  'locale',
  'createdAt',
  'updatedAt',
] as const
const MEMBER = ['id', 'name', 'role', 'isActive', 'lastSeenAt', 'createdAt', 'updatedAt'] as const

export type OrganizationRow = RowOf<Organization, (typeof ORGANIZATION)[number]>
export type ProjectRow = RowOf<Project, (typeof PROJECT)[number]>
export type MemberRow = RowOf<Member, (typeof MEMBER)[number]>
export type ApiKeyRow = RowOf<ApiKey, 'id' | 'name' | 'prefix' | 'scopes'>

/** The organisation the project belongs to, whatever the ids ask for. */
export async function readOrganizations(database: Database, projectId: string, ids: readonly string[]) {
  return await database.tenant<OrganizationRow>(projectId, {
    name: 'read-organizations',
    text: `SELECT ${selectList('o', ORGANIZATION)} FROM organizations o JOIN projects p ON p.organization_id = o.id
           WHERE p.id = $1 AND o.id = ANY ($2::uuid[])`,
    values: [projectId, ids],
  })
}

export async function readProjects(database: Database, projectId: string, ids: readonly string[]) {
  return await database.tenant<ProjectRow>(projectId, {
    name: 'read-projects',
    text: `SELECT ${selectList('p', PROJECT)} FROM projects p WHERE p.id = $1 AND p.id = ANY ($2::uuid[])`,
    values: [projectId, ids],
  })
}

/** Members belong to the organisation, so the project reaches them through it. */
const OF_ORGANIZATION = 'm.organization_id = (SELECT organization_id FROM projects WHERE id = $1)'

export async function readMembers(database: Database, projectId: string, ids: readonly string[]) {
  return await database.tenant<MemberRow>(projectId, {
    name: 'read-members',
    text: `SELECT ${selectList('m', MEMBER)} FROM members m WHERE ${OF_ORGANIZATION} AND m.id = ANY ($2::uuid[])`,
    values: [projectId, ids],
  })
}

export const memberOrder = byId('members', 'm', 'ASC')

const members: PageQuery = {
  source: {
    name: 'members',
    alias: 'm',
    from: `(SELECT p.id AS project_id, o.* FROM members o JOIN projects p ON p.organization_id = o.organization_id) m`,
    select: selectList('m', MEMBER),
  },
  order: memberOrder,
}

export async function pageMembers(
  database: Database,
  projectId: string,
  page: Page,
): Promise<Slice<MemberRow>> {
  return await readPage<MemberRow>(database, projectId, members, page)
}
