import type { Database, Row } from '../../infra/database.ts'
import { hashApiKey, isToken } from './api-key.ts'
import type { LastUse } from './last-use.ts'
import { narrowed, permissionsOf, type Role, withinProject } from './permissions.ts'
import { powerOfKey, powerOfMember, stillAsTheyWere } from './power.ts'
import { type Identity, NO_PROJECT, NOBODY, type Principal, type ProjectAccess } from './principal.ts'
import { Remembered } from './remembered.ts'
import type { TokenVerifier } from './verify-token.ts'

export { hashApiKey, makeApiKey } from './api-key.ts'

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i

/** The key or token inside an Authorization header, or null. */
export function bearerToken(authorization: string | null | undefined): string | null {
  return BEARER.exec(authorization ?? '')?.[1] ?? null
}

/** The caller named a project in which they may do nothing, whether it exists or not. */
export class ProjectNotFound extends Error {
  override readonly name = 'ProjectNotFound'
}

/** How a request names its project: the id of its row, or its slug. */
export type NamedProject = { id: string } | { slug: string } | null

interface KeyRow extends Row {
  id: string
  project_id: string
  organization_id: string
  slug: string
  name: string
  prefix: string
  role: Role
  scopes: string[]
}

interface MembershipRow extends Row {
  member_id: string
  name: string
  organization_id: string
  organization_role: Role | null
  project_id: string
  slug: string
  project_name: string
  project_role: Role | null
}

/** Finds out who asks, and whether they still may. Answers from memory for two seconds. */
export class Authenticator {
  readonly #database: Database
  readonly #tokens: TokenVerifier
  readonly #lastUse: LastUse
  readonly #known = new Remembered<Principal | null>()
  readonly #holding = new Remembered<boolean>()

  constructor(database: Database, tokens: TokenVerifier, lastUse: LastUse) {
    this.#database = database
    this.#tokens = tokens
    this.#lastUse = lastUse
  }

  /** Who shows this key or token; null when it is no good, was revoked or has expired. Throws ProjectNotFound. */
  async principalOf(credential: string, project: NamedProject = null): Promise<Principal | null> {
    const hash = hashApiKey(credential)
    const name = `${hash.toString('base64')} ${JSON.stringify(project)}`
    const find = () => (isToken(credential) ? this.#ofToken(credential, project) : this.#ofKey(hash, project))
    // Who accepts an invitation is a member with the next request.
    const principal = await this.#known.get(name, find, (found) => found?.kind !== 'IDENTITY')
    if (principal === null || hasExpired(principal)) return null
    this.#lastUse.note(principal)
    return principal
  }

  /** Whether their rights are what they were, as of two seconds ago at most: asked for every event. */
  async holds(principal: Principal): Promise<boolean> {
    if (hasExpired(principal)) return false
    const name = `${principal.kind} ${principal.id} ${principal.projectId} ${principal.power}`
    return await this.#holding.get(name, async () => (await this.holding([principal])).has(principal))
  }

  /** Those whose rights are what they were: asked for every open socket every few seconds. */
  async holding(principals: readonly Principal[]): Promise<Set<Principal>> {
    return await stillAsTheyWere(this.#database, principals)
  }

  async #ofKey(hash: Buffer, project: NamedProject): Promise<Principal | null> {
    const [row] = await this.#database.anonymous<KeyRow>({
      name: 'authenticate-api-key',
      text: 'SELECT * FROM authenticate_api_key($1)',
      values: [hash],
    })
    if (!row) return null
    // A key's project needs no naming; named, it must be that one.
    if (!isNamed(row, project)) throw new ProjectNotFound()
    const { id, name, prefix, role, scopes } = row
    return {
      kind: 'API_KEY',
      id,
      name,
      prefix,
      scopes,
      roles: [role],
      projectId: row.project_id,
      organizationId: row.organization_id,
      permissions: withinProject(narrowed(permissionsOf([role]), scopes)),
      organizationPermissions: new Set(),
      projects: [],
      power: powerOfKey(role, scopes),
      expiresAt: null,
      identities: [],
    }
  }

  async #ofToken(token: string, project: NamedProject): Promise<Principal | null> {
    const verified = await this.#tokens.verify(token)
    const [first] = verified
    if (!first) return null
    const somebody = nobodyYet(
      verified.map(({ identity }) => identity),
      first.expiresAt,
    )
    const rows = await this.#membershipsOf(somebody.identities)
    const named = rows.filter((row) => isNamed(row, project))
    if (project && named.length !== 1) throw new ProjectNotFound()
    const [only] = named
    const projects = rows.map(accessOf)
    if (rows.length === 0) return somebody
    return only && named.length === 1
      ? memberIn(only, projects, somebody)
      : { ...somebody, kind: 'MEMBER', name: rows[0]?.name ?? '', projects }
  }

  /** Each project once, whoever vouches. */
  async #membershipsOf(identities: readonly Identity[]): Promise<MembershipRow[]> {
    const found = await Promise.all(
      identities.map(({ issuer, subject, organizationId }) =>
        this.#database.anonymous<MembershipRow>({
          name: 'projects-of-identity',
          text: 'SELECT * FROM projects_of_identity($1, $2, $3)',
          values: [issuer, subject, organizationId],
        }),
      ),
    )
    return [...new Map(found.flat().map((row) => [row.project_id, row])).values()]
  }
}

function hasExpired({ expiresAt }: Principal): boolean {
  return expiresAt !== null && expiresAt.getTime() <= Date.now()
}

function isNamed(row: { project_id: string; slug: string }, project: NamedProject): boolean {
  if (project === null) return true
  return 'id' in project ? row.project_id === project.id : row.slug === project.slug
}

const rolesOf = ({ organization_role, project_role }: MembershipRow): Role[] => [
  ...new Set([organization_role, project_role].filter((role) => role !== null)),
]

function accessOf(row: MembershipRow): ProjectAccess {
  return { projectId: row.project_id, slug: row.slug, name: row.project_name, roles: rolesOf(row) }
}

function memberIn(row: MembershipRow, projects: ProjectAccess[], somebody: Principal): Principal {
  const { organization_role: organizationRole } = row
  const held = rolesOf(row)
  const organizationPermissions = permissionsOf(organizationRole === null ? [] : [organizationRole])
  return {
    ...somebody,
    kind: 'MEMBER',
    id: row.member_id,
    name: row.name,
    projectId: row.project_id,
    organizationId: row.organization_id,
    roles: held,
    permissions: new Set([...withinProject(permissionsOf(held)), ...organizationPermissions]),
    organizationPermissions,
    projects,
    power: powerOfMember(organizationRole, row.project_role),
  }
}

/** Signed in, and acting in no project. */
function nobodyYet(identities: readonly Identity[], expiresAt: Date): Principal {
  const [identity] = identities
  return {
    kind: 'IDENTITY',
    id: NOBODY,
    name: identity?.name ?? identity?.email ?? identity?.subject ?? '',
    prefix: '',
    scopes: ['*'],
    roles: [],
    projectId: NO_PROJECT,
    organizationId: NO_PROJECT,
    permissions: new Set(),
    organizationPermissions: new Set(),
    projects: [],
    power: '',
    expiresAt,
    identities,
  }
}
