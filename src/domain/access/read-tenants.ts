import type { Member, Organization, Project } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, readPage, readPagePerParent, type Slice } from '../paging.ts'
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
export type MemberRow = RowOf<Member, (typeof MEMBER)[number]> & { projectRole: string | null }

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

/** Members belong to the organisation, so the project reaches them through it; their role in the project beside it. */
const OF_PROJECT = `(SELECT p.id AS project_id, pm.role AS project_role, o.* FROM projects p
  JOIN members o ON o.organization_id = p.organization_id
  LEFT JOIN project_members pm ON pm.project_id = p.id AND pm.member_id = o.id) m`
const SELECT_MEMBER = selectList('m', [...MEMBER, 'projectRole'])

export async function readMembers(database: Database, projectId: string, ids: readonly string[]) {
  return await database.tenant<MemberRow>(projectId, {
    name: 'read-members',
    text: `SELECT ${SELECT_MEMBER} FROM ${OF_PROJECT} WHERE m.project_id = $1 AND m.id = ANY ($2::uuid[])`,
    values: [projectId, ids],
  })
}

/** Sealed: see `memberEmailBoundTo`. */
export async function readMemberEmails(database: Database, projectId: string, ids: readonly string[]) {
  return await database.tenant<{ id: string; envelope: Buffer | null }>(projectId, {
    name: 'read-member-emails',
    text: `SELECT m.id, m.email_encrypted AS envelope FROM ${OF_PROJECT} WHERE m.project_id = $1 AND m.id = ANY ($2::uuid[])`,
    values: [projectId, ids],
  })
}

export const memberOrder = byId('members', 'm', 'ASC')

const members: PageQuery = {
  source: { name: 'members', alias: 'm', from: OF_PROJECT, select: SELECT_MEMBER },
  order: memberOrder,
}
const MAY_ACT = 'm.is_active AND (m.role IS NOT NULL OR m.project_role IS NOT NULL)'

/** The people of the organisation, or only those who may act in the project. */
export async function pageMembers(
  database: Database,
  projectId: string,
  page: Page,
  { ofProject = false } = {},
): Promise<Slice<MemberRow>> {
  const query = ofProject ? { ...members, where: [MAY_ACT] } : members
  return await readPage<MemberRow>(database, projectId, query, page)
}

const teamMembers: PageQuery = {
  source: {
    name: 'team_members',
    alias: 'm',
    from: `(SELECT t.team_id, t.project_id, o.*, pm.role AS project_role FROM team_members t JOIN members o ON o.id = t.member_id
      LEFT JOIN project_members pm ON pm.project_id = t.project_id AND pm.member_id = o.id) m`,
    select: SELECT_MEMBER,
  },
  order: memberOrder,
}

export async function pageMembersOfTeams(
  database: Database,
  projectId: string,
  teamIds: readonly string[],
  page: Page,
) {
  return await readPagePerParent<MemberRow>(database, projectId, teamMembers, 'team_id', teamIds, page)
}
