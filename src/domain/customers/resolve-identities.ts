import type { Row, Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Vault } from '../../infra/vault.ts'
import type { Identity } from './identity.ts'
import { gatherPeople, type NamedParty, type Person } from './people.ts'
import { updateProfiles } from './update-profiles.ts'

/** Finds the identity behind any id of a person. */
export interface Identities {
  of(platformId: string, externalId: string): Identity | undefined
}

interface KeyRow extends Row {
  platform_id: string
  key: string
  identity_id: string
  customer_id: string
  external_id: string
  name: string | null
}

export const phoneBoundTo = (customerId: string) => `customers.phone:${customerId}`

const nameOf = (platformId: string, key: string) => `${platformId} ${key}`

/**
 * Finds or creates the identity and customer of everyone a batch names. Whoever inserts the key of an unknown
 * person first creates them; the loser of that race finds the winner's.
 */
export async function resolveIdentities(
  transaction: Transaction,
  vault: Vault,
  projectId: string,
  parties: Iterable<NamedParty>,
): Promise<Identities> {
  const people = gatherPeople(parties)
  const known = new Map<string, Identity>()
  await findKeys(transaction, projectId, people, known)
  const strangers = people.filter((person) => person.create && !identityOf(person, known))
  if (strangers.length > 0) await createPeople(transaction, vault, projectId, strangers, known)
  await linkKeys(transaction, projectId, people, known)
  await updateProfiles(
    transaction,
    projectId,
    people
      .filter((person) => !strangers.includes(person))
      .map((person) => ({ person, identity: identityOf(person, known) })),
  )
  return { of: (platformId, externalId) => known.get(nameOf(platformId, externalId)) }
}

/** The identity of a person; the oldest when their ids were two people to us until now. */
function identityOf(person: Person, known: ReadonlyMap<string, Identity>): Identity | undefined {
  const found = person.keys
    .map((key) => known.get(nameOf(person.platformId, key)))
    .filter((one) => one !== undefined)
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))[0]
}

async function findKeys(
  transaction: Transaction,
  projectId: string,
  people: readonly Person[],
  known: Map<string, Identity>,
): Promise<void> {
  const keys = people.flatMap((person) => person.keys.map((key) => [person.platformId, key] as const))
  if (keys.length === 0) return
  const rows = await transaction.query<KeyRow>({
    name: 'find-identity-keys',
    text: `SELECT k.platform_id, k.external_id AS key, k.identity_id, i.customer_id, i.external_id, i.name
           FROM unnest($2::uuid[], $3::text[]) AS w (platform_id, external_id)
           JOIN identity_keys k ON k.project_id = $1 AND k.platform_id = w.platform_id AND k.external_id = w.external_id
           JOIN customer_identities i ON i.project_id = $1 AND i.id = k.identity_id
           WHERE k.external_id = ANY ($3::text[])`,
    values: [projectId, keys.map(([platformId]) => platformId), keys.map(([, key]) => key)],
  })
  for (const row of rows)
    known.set(nameOf(row.platform_id, row.key), {
      id: row.identity_id,
      customerId: row.customer_id,
      externalId: row.external_id,
      name: row.name,
    })
}

interface NewPerson extends Person {
  identityId: string
  customerId: string
}

async function createPeople(
  transaction: Transaction,
  vault: Vault,
  projectId: string,
  strangers: readonly Person[],
  known: Map<string, Identity>,
): Promise<void> {
  const drafts: NewPerson[] = strangers.map((person) => ({
    ...person,
    identityId: newId(),
    customerId: newId(),
  }))
  const claimed = await claimKeys(transaction, projectId, drafts)
  const won = drafts.filter((draft) => draft.keys.every((key) => claimed.has(nameOf(draft.platformId, key))))
  const lost = drafts.filter((draft) => !won.includes(draft))
  await insertPeople(transaction, vault, projectId, won)
  for (const draft of won) {
    const identity = toIdentity(draft)
    for (const key of draft.keys) known.set(nameOf(draft.platformId, key), identity)
  }
  if (lost.length > 0) {
    await findKeys(transaction, projectId, lost, known)
    await abandonKeys(transaction, projectId, lost, known)
  }
}

function toIdentity(draft: NewPerson): Identity {
  const { identityId, customerId, keys, party } = draft
  return { id: identityId, customerId, externalId: keys[0] ?? '', name: party.name ?? null }
}

async function claimKeys(
  transaction: Transaction,
  projectId: string,
  drafts: readonly NewPerson[],
): Promise<Set<string>> {
  const keys = drafts.flatMap((draft) =>
    draft.keys.map((key) => ({ platformId: draft.platformId, key, identityId: draft.identityId })),
  )
  keys.sort((a, b) => (nameOf(a.platformId, a.key) < nameOf(b.platformId, b.key) ? -1 : 1))
  const rows = await transaction.query<{ platform_id: string; external_id: string }>({
    name: 'claim-identity-keys',
    text: `INSERT INTO identity_keys (project_id, platform_id, external_id, identity_id)
           SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::uuid[])
           ON CONFLICT (project_id, platform_id, external_id) DO NOTHING RETURNING platform_id, external_id`,
    values: [projectId, keys.map((k) => k.platformId), keys.map((k) => k.key), keys.map((k) => k.identityId)],
  })
  return new Set(rows.map((row) => nameOf(row.platform_id, row.external_id)))
}

/** Someone else created the person meanwhile under one of their ids: our other claims follow theirs. */
async function abandonKeys(
  transaction: Transaction,
  projectId: string,
  lost: readonly NewPerson[],
  known: Map<string, Identity>,
): Promise<void> {
  const moves = lost.map((draft) => ({ from: draft.identityId, to: identityOf(draft, known)?.id }))
  await repoint(transaction, projectId, moves.filter((move) => move.to !== undefined) as Move[])
}

interface Move {
  from: string
  to: string
}

async function repoint(transaction: Transaction, projectId: string, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return
  transaction.write({
    text: `UPDATE identity_keys k SET identity_id = m.to_id FROM unnest($2::uuid[], $3::uuid[]) AS m (from_id, to_id)
           WHERE k.project_id = $1 AND k.identity_id = m.from_id`,
    values: [projectId, moves.map((move) => move.from), moves.map((move) => move.to)],
  })
}

/** Ids that turn out to belong to a known person, such as the user id of a phone number, are written down. */
async function linkKeys(
  transaction: Transaction,
  projectId: string,
  people: readonly Person[],
  known: Map<string, Identity>,
): Promise<void> {
  const missing: { platformId: string; key: string; identityId: string }[] = []
  const moves: Move[] = []
  for (const person of people) {
    const identity = identityOf(person, known)
    if (!identity) continue
    for (const key of person.keys) {
      const name = nameOf(person.platformId, key)
      const current = known.get(name)
      if (!current) missing.push({ platformId: person.platformId, key, identityId: identity.id })
      else if (current.id !== identity.id) moves.push({ from: current.id, to: identity.id })
      known.set(name, identity)
    }
  }
  await repoint(transaction, projectId, moves)
  if (missing.length === 0) return
  missing.sort((a, b) => (nameOf(a.platformId, a.key) < nameOf(b.platformId, b.key) ? -1 : 1))
  transaction.write({
    text: `INSERT INTO identity_keys (project_id, platform_id, external_id, identity_id)
           SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::uuid[]) ON CONFLICT DO NOTHING`,
    values: [
      projectId,
      missing.map((k) => k.platformId),
      missing.map((k) => k.key),
      missing.map((k) => k.identityId),
    ],
  })
}

async function insertPeople(
  transaction: Transaction,
  vault: Vault,
  projectId: string,
  drafts: readonly NewPerson[],
): Promise<void> {
  if (drafts.length === 0) return
  const people = drafts.map(({ customerId, identityId, platformId, keys, party }) => ({
    customer_id: customerId,
    identity_id: identityId,
    platform_id: platformId,
    external_id: keys[0],
    name: party.name ?? party.username ?? null,
    username: party.username ?? null,
    avatar_url: party.avatarUrl ?? null,
    locale: party.locale ?? null,
    profile: party.profile ?? {},
    phone: party.phone ? `\\x${vault.seal(party.phone, phoneBoundTo(customerId)).toString('hex')}` : null,
  }))
  transaction.write({
    name: 'insert-customers',
    text: `WITH people AS (
             SELECT * FROM json_to_recordset($2) AS p (customer_id uuid, identity_id uuid, platform_id uuid, external_id text,
               name text, username text, avatar_url text, locale text, profile jsonb, phone bytea)
           ), customers AS (
             INSERT INTO customers (project_id, id, name, avatar_url, locale, phone_encrypted)
             SELECT $1, customer_id, name, avatar_url, locale, phone FROM people)
           INSERT INTO customer_identities (project_id, id, platform_id, customer_id, external_id, name, username, avatar_url, locale, profile)
           SELECT $1, identity_id, platform_id, customer_id, external_id, name, username, avatar_url, locale, profile FROM people`,
    values: [projectId, JSON.stringify(people)],
  })
}
