import { makeApiKey } from '../../src/domain/access/authenticate.ts'
import type { Permission, Role } from '../../src/domain/access/permissions.ts'
import { newId } from '../../src/infra/uuid.ts'
import type { TestApp } from './test-app.ts'

/** People and keys written as the owner of the tables. */
export async function keyOf(
  app: TestApp,
  role: Role,
  scopes: readonly (Permission | '*')[] = ['*'],
  projectId = app.demo.main.projectId,
): Promise<string> {
  const { key, prefix, hash } = makeApiKey()
  await app.rows(
    `INSERT INTO api_keys (id, project_id, name, prefix, hash, role, scopes)
     VALUES ('${newId()}', '${projectId}', 'Key of ${role}', '${prefix}', '\\x${hash.toString('hex')}', '${role}', '{${scopes.join(',')}}')`,
  )
  return key
}

export async function organizationOf(app: TestApp, projectId = app.demo.main.projectId): Promise<string> {
  const [row] = await app.rows<{ id: string }>(
    `SELECT organization_id::text AS id FROM projects WHERE id = '${projectId}'`,
  )
  return row?.id ?? ''
}

/** A member who signs in as `subject`; with a role in the organisation, and in projects. */
export async function memberOf(
  app: TestApp,
  member: {
    subject: string
    issuer?: string
    role?: Role | null
    projects?: Record<string, Role>
    organizationId?: string
  },
): Promise<string> {
  const { subject, issuer = 'https://id.example.com', role = null, projects = {} } = member
  const organizationId = member.organizationId ?? (await organizationOf(app))
  const id = newId()
  await app.rows(
    `INSERT INTO members (id, organization_id, name, issuer, subject, role)
     VALUES ('${id}', '${organizationId}', '${subject}', '${issuer}', '${subject}', ${role === null ? 'NULL' : `'${role}'`})`,
  )
  for (const [projectId, projectRole] of Object.entries(projects))
    await app.rows(
      `INSERT INTO project_members (project_id, member_id, role) VALUES ('${projectId}', '${id}', '${projectRole}')`,
    )
  return id
}

export async function newProject(app: TestApp, slug: string): Promise<string> {
  const id = newId()
  await app.rows(
    `INSERT INTO projects (id, organization_id, name, slug) VALUES ('${id}', '${await organizationOf(app)}', '${slug}', '${slug}')`,
  )
  return id
}

export interface GraphAnswer<T = Record<string, unknown>> {
  status: number
  data?: T | null
  errors?: { message: string; path?: unknown[]; extensions?: { code?: string; needs?: string } }[]
}

/** Asks as whoever the credential stands for, and tells everything that is answered. */
export async function askAs<T = Record<string, unknown>>(
  app: TestApp,
  credential: string,
  query: string,
  variables: object = {},
  project?: string,
): Promise<GraphAnswer<T>> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${credential}`,
      ...(project !== undefined && { 'x-parley-project': project }),
    },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, ...((await response.json()) as object) }
}

export const codesOf = ({ errors = [] }: GraphAnswer<unknown>) =>
  errors.map((error) => error.extensions?.code)
export const idOf = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64')
