import type { Transaction } from '../../infra/database.ts'
import type { Identity } from './identity.ts'
import type { Person } from './people.ts'

interface Change {
  person: Person
  identity: Identity | undefined
}

/**
 * Takes over what the network newly says of people already known. The customer's name follows the network's as
 * long as nobody gave them another one.
 */
export async function updateProfiles(
  transaction: Transaction,
  projectId: string,
  changes: readonly Change[],
): Promise<void> {
  const profiles = changes
    .filter(({ person, identity }) => identity && saysMore(person, identity))
    .map(({ person: { party }, identity }) => ({
      id: identity?.id ?? '',
      name: party.name ?? party.username ?? null,
      username: party.username ?? null,
      avatar_url: party.avatarUrl ?? null,
      locale: party.locale ?? null,
    }))
  if (profiles.length === 0) return
  profiles.sort((a, b) => (a.id < b.id ? -1 : 1))
  transaction.write({
    name: 'update-profiles',
    text: `WITH said AS (
             SELECT * FROM json_to_recordset($2) AS s (id uuid, name text, username text, avatar_url text, locale text)
           ), former AS (
             SELECT i.id, i.customer_id, i.name AS old_name, s.name AS new_name FROM said s
             JOIN customer_identities i ON i.project_id = $1 AND i.id = s.id
           ), updated AS (
             UPDATE customer_identities i SET name = coalesce(s.name, i.name), username = coalesce(s.username, i.username),
               avatar_url = coalesce(s.avatar_url, i.avatar_url), locale = coalesce(s.locale, i.locale), updated_at = now()
             FROM said s WHERE i.project_id = $1 AND i.id = s.id
           )
           UPDATE customers c SET name = f.new_name, updated_at = now() FROM former f
           WHERE c.project_id = $1 AND c.id = f.customer_id AND f.new_name IS NOT NULL
             AND c.name IS NOT DISTINCT FROM f.old_name AND c.name IS DISTINCT FROM f.new_name`,
    values: [projectId, JSON.stringify(profiles)],
  })
}

function saysMore({ party }: Person, identity: Identity): boolean {
  const name = party.name ?? party.username
  return (name !== undefined && name !== identity.name) || party.avatarUrl !== undefined
}
