import type { Party } from '../../channels/inbound.ts'
import { storableKey } from '../text.ts'

/** One person of one platform within a batch, under every id the batch names them by. */
export interface Person {
  platformId: string
  keys: string[]
  party: Party
}

const nameOf = (platformId: string, key: string) => `${platformId} ${key}`

/** Joins what a batch says of the same person: parties that share any id are one. The newest words win. */
export function gatherPeople(parties: Iterable<{ platformId: string; party: Party }>): Person[] {
  const byKey = new Map<string, Person>()
  for (const { platformId, party } of parties) {
    const keys = [party.externalId, ...(party.aliases ?? [])].map(storableKey)
    const known = new Set(
      keys.map((key) => byKey.get(nameOf(platformId, key))).filter((p) => p !== undefined),
    )
    const person: Person = { platformId, keys, party }
    for (const former of known) {
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
