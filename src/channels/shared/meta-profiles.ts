/** People who wrote, by the id that they have for the account: …/messenger-platform/identity/user-profile */
import type { ChannelProfiles, Profile } from '../profiles.ts'
import { isObject, type JsonObject } from './json.ts'
import { readFailure, type Subcodes } from './meta-errors.ts'
import { graphPath } from './meta-graph.ts'

export interface ProfileNetwork {
  fields: string
  subcodes: Subcodes
  /** Their pictures are left out: the addresses are signed, and good for days. */
  profile(person: JsonObject): Profile
}

export function metaProfiles({ fields, subcodes, profile }: ProfileNetwork): ChannelProfiles {
  return {
    // No limit is documented for these calls but that of all: a small part of it.
    rate: { points: 10, seconds: 1 },
    // Others are known by what a website calls them, of which Graph knows nothing.
    ask: (customerId) =>
      /^\d+$/.test(customerId)
        ? { method: 'GET', host: 'api', path: `${graphPath(customerId)}?fields=${fields}` }
        : null,
    read: (response) => {
      const { status, body } = response
      if (status < 200 || status >= 300 || !isObject(body) || 'error' in body)
        return { ok: false, error: readFailure(response, subcodes) }
      return { ok: true, profile: profile(body) }
    },
  }
}
