import type { Row, Transaction } from '../../infra/database.ts'
import type { Identity } from './identity.ts'

/** An id that a network gave a person. */
export interface IdentityKey {
  platformId: string
  key: string
}

interface KeyRow extends Row {
  platform_id: string
  key: string
  identity_id: string
  customer_id: string
  external_id: string
  name: string | null
  is_reachable: boolean
}

const nameOf = ({ platformId, key }: IdentityKey) => `${platformId} ${key}`

/** The identities behind the ids that a batch names, read once. */
export class KnownIdentities {
  readonly #transaction: Transaction
  readonly #projectId: string
  readonly #asked = new Set<string>()
  readonly #found = new Map<string, Identity>()

  constructor(transaction: Transaction, projectId: string) {
    this.#transaction = transaction
    this.#projectId = projectId
  }

  of(platformId: string, key: string): Identity | undefined {
    return this.#found.get(nameOf({ platformId, key }))
  }

  learn(key: IdentityKey, identity: Identity): void {
    this.#asked.add(nameOf(key))
    this.#found.set(nameOf(key), identity)
  }

  /** Another transaction may have made them since they were looked up. */
  async lookUpAgain(keys: readonly IdentityKey[]): Promise<void> {
    for (const key of keys) this.#asked.delete(nameOf(key))
    await this.lookUp(keys)
  }

  async lookUp(keys: readonly IdentityKey[]): Promise<void> {
    const unasked = new Map(keys.map((key) => [nameOf(key), key]))
    for (const name of unasked.keys()) if (this.#asked.has(name)) unasked.delete(name)
    if (unasked.size === 0) return
    for (const name of unasked.keys()) this.#asked.add(name)
    const wanted = [...unasked.values()]
    // One look-up by its whole key for each: a join would be free to read all people of the project instead.
    const rows = await this.#transaction.query<KeyRow>({
      name: 'find-identity-keys',
      text: `SELECT w.platform_id, w.external_id AS key, k.identity_id, i.customer_id, i.external_id, i.name, i.is_reachable
             FROM unnest($2::uuid[], $3::text[]) AS w (platform_id, external_id)
             CROSS JOIN LATERAL (SELECT identity_id FROM identity_keys
               WHERE project_id = $1 AND platform_id = w.platform_id AND external_id = w.external_id LIMIT 1) k
             CROSS JOIN LATERAL (SELECT customer_id, external_id, name, is_reachable FROM customer_identities
               WHERE project_id = $1 AND id = k.identity_id LIMIT 1) i`,
      values: [this.#projectId, wanted.map(({ platformId }) => platformId), wanted.map(({ key }) => key)],
    })
    for (const row of rows)
      this.#found.set(nameOf({ platformId: row.platform_id, key: row.key }), {
        id: row.identity_id,
        customerId: row.customer_id,
        externalId: row.external_id,
        name: row.name,
        isReachable: row.is_reachable,
      })
  }
}
