import type { Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Vault } from '../../infra/vault.ts'
import type { Identity } from './identity.ts'
import type { IdentityKey, KnownIdentities } from './known-identities.ts'
import { gatherPeople, type NamedParty, type Person } from './people.ts'
import { updateProfiles } from './update-profiles.ts'

export const phoneBoundTo = (customerId: string) => `customers.phone:${customerId}`

const nameOf = ({ platformId, key }: IdentityKey) => `${platformId} ${key}`

const keysOf = ({ platformId, keys }: Person): IdentityKey[] => keys.map((key) => ({ platformId, key }))

/** Somebody who was created. */
export interface NewIdentity {
  platformId: string
  identityId: string
}

/**
 * Finds or creates the identity and customer of everyone a batch names, and adds them to what is `known`. Whoever
 * inserts the key of an unknown person first creates them; the loser of that race finds the winner's. Returns those
 * who were created here and that nobody named.
 */
export async function resolveIdentities(
  transaction: Transaction,
  vault: Vault,
  projectId: string,
  parties: Iterable<NamedParty>,
  known: KnownIdentities,
): Promise<NewIdentity[]> {
  const people = gatherPeople(parties)
  await known.lookUp(people.flatMap(keysOf))
  const strangers = people.filter((person) => person.create && !identityOf(person, known))
  const created =
    strangers.length > 0 ? await createPeople(transaction, vault, projectId, strangers, known) : []
  await linkKeys(transaction, projectId, people, known)
  await updateProfiles(
    transaction,
    projectId,
    people
      .filter((person) => !strangers.includes(person))
      .map((person) => ({ person, identity: identityOf(person, known) })),
  )
  return created.filter(({ party }) => nameIn(party) === null)
}

/** The identity of a person; the oldest when their ids were two people to us until now. */
function identityOf(person: Person, known: KnownIdentities): Identity | undefined {
  const found = person.keys.map((key) => known.of(person.platformId, key)).filter((one) => one !== undefined)
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))[0]
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
  known: KnownIdentities,
): Promise<NewPerson[]> {
  const drafts: NewPerson[] = strangers.map((person) => ({
    ...person,
    identityId: newId(),
    customerId: newId(),
  }))
  const claimed = await claimKeys(transaction, projectId, drafts)
  const won = drafts.filter((draft) => keysOf(draft).every((key) => claimed.has(nameOf(key))))
  const lost = drafts.filter((draft) => !won.includes(draft))
  await insertPeople(transaction, vault, projectId, won)
  for (const draft of won) {
    const identity = toIdentity(draft)
    for (const key of keysOf(draft)) known.learn(key, identity)
  }
  if (lost.length > 0) {
    await known.lookUpAgain(lost.flatMap(keysOf))
    await abandonKeys(transaction, projectId, lost, known)
  }
  return won
}

function nameIn({ name, username }: Person['party']): string | null {
  return name ?? username ?? null
}

function toIdentity(draft: NewPerson): Identity {
  const { identityId, customerId, keys, party } = draft
  return {
    id: identityId,
    customerId,
    externalId: keys[0] ?? '',
    name: party.name ?? null,
    isReachable: true,
  }
}

async function claimKeys(
  transaction: Transaction,
  projectId: string,
  drafts: readonly NewPerson[],
): Promise<Set<string>> {
  const keys = drafts.flatMap((draft) =>
    keysOf(draft).map((key) => ({ ...key, identityId: draft.identityId })),
  )
  keys.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const rows = await transaction.query<{ platform_id: string; external_id: string }>({
    name: 'claim-identity-keys',
    text: `INSERT INTO identity_keys (project_id, platform_id, external_id, identity_id)
           SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::uuid[])
           ON CONFLICT (project_id, platform_id, external_id) DO NOTHING RETURNING platform_id, external_id`,
    values: [projectId, keys.map((k) => k.platformId), keys.map((k) => k.key), keys.map((k) => k.identityId)],
  })
  return new Set(rows.map((row) => nameOf({ platformId: row.platform_id, key: row.external_id })))
}

/** Someone else created the person meanwhile under one of their ids: our other claims follow theirs. */
async function abandonKeys(
  transaction: Transaction,
  projectId: string,
  lost: readonly NewPerson[],
  known: KnownIdentities,
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
  known: KnownIdentities,
): Promise<void> {
  const missing: (IdentityKey & { identityId: string })[] = []
  const moves: Move[] = []
  for (const person of people) {
    const identity = identityOf(person, known)
    if (!identity) continue
    for (const key of keysOf(person)) {
      const current = known.of(key.platformId, key.key)
      if (!current) missing.push({ ...key, identityId: identity.id })
      else if (current.id !== identity.id) moves.push({ from: current.id, to: identity.id })
      known.learn(key, identity)
    }
  }
  await repoint(transaction, projectId, moves)
  if (missing.length === 0) return
  missing.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
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
    name: nameIn(party),
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
