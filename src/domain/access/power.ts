import type { Database, Row } from '../../infra/database.ts'
import { providersNamed, termsOf } from './named-providers.ts'
import { NO_PROJECT, type Principal } from './principal.ts'

interface KeyPowerRow extends Row {
  id: string
  power: string
}
interface MemberPowerRow extends Row {
  member_id: string
  project_id: string
  power: string
}

/** What tells two rights apart: for keys the role and the scopes, for people the two roles. */
export const powerOfKey = (role: string, scopes: readonly string[]) => [role, scopes.join(',')].join(':')
export const powerOfMember = (organizationRole: string | null, projectRole: string | null) =>
  `${organizationRole ?? '-'}:${projectRole ?? '-'}`

const nameOf = ({ kind, id, projectId }: Principal) => `${kind} ${id} ${projectId}`

/** Those whose rights are still what they were when they were found: asked for every open socket every few seconds. */
export async function stillAsTheyWere(
  database: Database,
  asked: readonly Principal[],
): Promise<Set<Principal>> {
  const unexpired = asked.filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > Date.now())
  const keys = unexpired.filter(({ kind }) => kind === 'API_KEY')
  const members = unexpired.filter(({ kind, projectId }) => kind === 'MEMBER' && projectId !== NO_PROJECT)
  const powers = new Map([
    ...(await powersOfKeys(database, keys)),
    ...(await powersOfMembers(database, members)),
  ])
  const vouching = await providersOf(database, members)
  return new Set(
    unexpired.filter((one) => {
      if (one.kind === 'MEMBER' && !isVouchedFor(one, vouching)) return false
      // Whoever acts in no project may do nothing that could be taken away.
      const isBound = one.kind === 'API_KEY' || one.projectId !== NO_PROJECT
      return !isBound || powers.get(nameOf(one)) === one.power
    }),
  )
}

/** A provider that its organisation took back or changed vouches for nobody, also where the token would last for long. */
function isVouchedFor({ identities, organizationId }: Principal, vouching: ReadonlySet<string>): boolean {
  if (organizationId === NO_PROJECT) return true
  return identities.some(
    (one) =>
      one.organizationId === null ||
      (one.organizationId === organizationId && vouching.has(`${organizationId} ${one.terms}`)),
  )
}

/** The organisations' own providers as they are now, of those that somebody signed in with. */
async function providersOf(database: Database, members: readonly Principal[]): Promise<Set<string>> {
  const own = members.flatMap(({ identities }) => identities).filter((one) => one.organizationId !== null)
  const issuers = [...new Set(own.map(({ issuer }) => issuer))]
  const found = await Promise.all(issuers.map((issuer) => providersNamed(database, issuer)))
  return new Set(found.flat().map((provider) => `${provider.organizationId} ${termsOf(provider)}`))
}

async function powersOfKeys(database: Database, keys: Principal[]): Promise<[string, string][]> {
  if (keys.length === 0) return []
  const rows = await database.anonymous<KeyPowerRow>({
    name: 'power-of-api-keys',
    text: 'SELECT id, power FROM power_of_api_keys($1::uuid[])',
    values: [[...new Set(keys.map(({ id }) => id))]],
  })
  const powers = new Map(rows.map((row) => [row.id, row.power]))
  return keys.flatMap((key) => {
    const power = powers.get(key.id)
    return power === undefined ? [] : [[nameOf(key), power] as [string, string]]
  })
}

async function powersOfMembers(database: Database, members: Principal[]): Promise<[string, string][]> {
  if (members.length === 0) return []
  const rows = await database.anonymous<MemberPowerRow>({
    name: 'power-of-members',
    text: 'SELECT member_id, project_id, power FROM power_of_members($1::uuid[], $2::uuid[])',
    values: [members.map(({ id }) => id), members.map(({ projectId }) => projectId)],
  })
  return rows.map((row) => [`MEMBER ${row.member_id} ${row.project_id}`, row.power])
}
