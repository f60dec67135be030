import type { Party } from '../../channels/inbound.ts'
import { storableKey } from '../text.ts'

/** One person of one platform within a batch, under every id the batch names them by. */
export interface Person {
  platformId: string
  keys: string[]
  party: Party
  /** False: somebody only mentioned, who is found and not made. */
  create: boolean
}

/** Somebody whom a batch names. */
export interface NamedParty {
  platformId: string
  party: Party
  /** False when they need not become a customer. */
  create?: boolean
}

const nameOf = (platformId: string, key: string) => `${platformId} ${key}`

/** Joins what a batch says of the same person: parties that share any id are one. The newest words win. */
export function gatherPeople(parties: Iterable<NamedParty>): Person[] {
  const byKey = new Map<string, Person>()
  for (const { platformId, party, create = true } of parties) {
    const keys = [party.externalId, ...(party.aliases ?? [])].map(storableKey)
    const known = new Set(
      keys.map((key) => byKey.get(nameOf(platformId, key))).filter((p) => p !== undefined),
    )
    const person: Person = { platformId, keys, party, create }
    for (const former of known) {
      person.create ||= former.create
      person.keys = [...new Set([...former.keys, ...person.keys])]
      person.party = {
        ...former.party,
        ...person.party,
        profile: { ...former.party.profile, ...party.profile },
      }
    }
    for (const key of person.keys) byKey.set(nameOf(platformId, key), person)
  }
  return [...new Set(byKey.values())]
}
