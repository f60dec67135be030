import type { ApiKey, IdentityProvider, Invitation, Team } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, readPage, type Slice } from '../paging.ts'
import { type RowOf, readByIds, selectList, tableSource } from '../rows.ts'

const API_KEY = [
  'id',
  'name',
  'prefix',
  'role',
  'scopes',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
  'replacedBy',
  'createdBy',
  'createdAt',
] as const
const TEAM = ['id', 'name', 'description', 'createdAt', 'updatedAt'] as const
const INVITATION = [
  'id',
  'reach',
  'role',
  'invitedBy',
  'expiresAt',
  'acceptedAt',
  'acceptedById',
  'revokedAt',
  'createdAt',
] as const
const PROVIDER = [
  'organizationId',
  'issuer',
  'audience',
  'jwksUrl',
  'algorithms',
  'subjectClaim',
  'emailClaim',
  'createdAt',
  'updatedAt',
] as const

export type ApiKeyRow = RowOf<ApiKey, (typeof API_KEY)[number]>
export type TeamRow = RowOf<Team, (typeof TEAM)[number]>
export type InvitationRow = RowOf<Invitation, (typeof INVITATION)[number]>
/** An organisation has one, which goes by the organisation's id. */
export type IdentityProviderRow = RowOf<IdentityProvider, (typeof PROVIDER)[number]> & { id: string }

export const apiKeyOrder = byId('api_keys', 'k', 'DESC')
export const teamOrder = byId('teams', 't', 'ASC')
export const invitationOrder = byId('invitations', 'i', 'DESC')

const apiKeys = tableSource('api_keys', 'k', API_KEY)
const teams = tableSource('teams', 't', TEAM)
const invitations = tableSource('invitations', 'i', INVITATION)

type Ids = readonly string[]

export async function readApiKeys(database: Database, projectId: string, ids: Ids) {
  return await readByIds<ApiKeyRow>(database, projectId, apiKeys, ids)
}

export async function readTeams(database: Database, projectId: string, ids: Ids) {
  return await readByIds<TeamRow>(database, projectId, teams, ids)
}

export async function readInvitations(database: Database, projectId: string, ids: Ids) {
  return await readByIds<InvitationRow>(database, projectId, invitations, ids)
}

/** Sealed: see `invitedEmailBoundTo`. */
export async function readInvitedEmails(database: Database, projectId: string, ids: Ids) {
  return await database.tenant<{ id: string; envelope: Buffer | null }>(projectId, {
    name: 'read-invited-emails',
    text: `SELECT i.id, i.email_encrypted AS envelope FROM invitations i WHERE i.project_id = $1 AND i.id = ANY ($2::uuid[])`,
    values: [projectId, ids],
  })
}

/** The provider of the project's organisation, whatever the ids ask for. */
export async function readIdentityProviders(database: Database, projectId: string, ids: Ids) {
  return await database.tenant<IdentityProviderRow>(projectId, {
    name: 'read-identity-providers',
    text: `SELECT i.organization_id AS id, ${selectList('i', PROVIDER)} FROM identity_providers i
           JOIN projects p ON p.organization_id = i.organization_id
           WHERE p.id = $1 AND i.organization_id = ANY ($2::uuid[])`,
    values: [projectId, ids],
  })
}

export async function pageApiKeys(
  database: Database,
  projectId: string,
  page: Page,
): Promise<Slice<ApiKeyRow>> {
  const query: PageQuery = { source: apiKeys, order: apiKeyOrder }
  return await readPage<ApiKeyRow>(database, projectId, query, page)
}

export async function pageTeams(database: Database, projectId: string, page: Page): Promise<Slice<TeamRow>> {
  return await readPage<TeamRow>(database, projectId, { source: teams, order: teamOrder }, page)
}

export async function pageInvitations(
  database: Database,
  projectId: string,
  page: Page,
): Promise<Slice<InvitationRow>> {
  const query: PageQuery = { source: invitations, order: invitationOrder }
  return await readPage<InvitationRow>(database, projectId, query, page)
}
