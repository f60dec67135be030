import { createHash, randomBytes } from 'node:crypto'
import type { Database, Row } from '../../infra/database.ts'
import type { Principal } from './principal.ts'

const PREFIX_LENGTH = 11

/** A new key: shown once; only the hash is stored. */
export function makeApiKey(): { key: string; prefix: string; hash: Buffer } {
  const key = `pk_${randomBytes(32).toString('base64url')}`
  return { key, prefix: key.slice(0, PREFIX_LENGTH), hash: hashApiKey(key) }
}

/** The key has 256 random bits: a plain hash cannot be guessed back, and is quick enough for every request. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

interface KeyRow extends Row {
  id: string
  project_id: string
  organization_id: string
  name: string
  prefix: string
  scopes: string[]
}

const FRESH_MS = 2000
const MOST_ENTRIES = 10_000
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i

/** The key inside an Authorization header, or null. */
export function bearerToken(authorization: string | null | undefined): string | null {
  return BEARER.exec(authorization ?? '')?.[1] ?? null
}

/** Finds out who holds a key. Answers from memory for two seconds; a revoked key loses its power after them. */
export class Authenticator {
  readonly #database: Database
  readonly #known = new Map<string, { at: number; principal: Promise<Principal | null> }>()
  readonly #living = new Map<string, { at: number; living: Promise<boolean> }>()

  constructor(database: Database) {
    this.#database = database
  }

  /** The principal, or null when the key does not exist, was revoked or has expired. */
  async principalOf(key: string): Promise<Principal | null> {
    const hash = hashApiKey(key)
    const name = hash.toString('base64')
    const known = this.#known.get(name)
    if (known && Date.now() - known.at < FRESH_MS) return await known.principal
    const principal = this.#load(hash)
    this.#known.delete(name)
    this.#known.set(name, { at: Date.now(), principal })
    if (this.#known.size > MOST_ENTRIES) this.#known.delete(this.#known.keys().next().value as string)
    principal.catch(() => this.#known.delete(name))
    return await principal
  }

  /** Whether a key still holds, as of two seconds ago at most: asked for every event of a subscription. */
  isLiving(keyId: string): Promise<boolean> {
    const known = this.#living.get(keyId)
    if (known && Date.now() - known.at < FRESH_MS) return known.living
    const living = this.living([keyId]).then((keys) => keys.has(keyId))
    this.#living.delete(keyId)
    this.#living.set(keyId, { at: Date.now(), living })
    if (this.#living.size > MOST_ENTRIES) this.#living.delete(this.#living.keys().next().value as string)
    living.catch(() => this.#living.delete(keyId))
    return living
  }

  /** Which of these keys still hold: asked for every open socket every few seconds. */
  async living(keyIds: string[]): Promise<Set<string>> {
    const rows = await this.#database.anonymous<{ id: string }>({
      text: 'SELECT living_api_keys($1::uuid[]) AS id',
      values: [keyIds],
    })
    return new Set(rows.map((row) => row.id))
  }

  async #load(hash: Buffer): Promise<Principal | null> {
    const rows = await this.#database.anonymous<KeyRow>({
      name: 'authenticate-api-key',
      text: 'SELECT id, project_id, organization_id, name, prefix, scopes FROM authenticate_api_key($1)',
      values: [hash],
    })
    const row = rows[0]
    if (!row) return null
    const { id, name, prefix, scopes } = row
    return {
      kind: 'API_KEY',
      id,
      name,
      prefix,
      scopes,
      projectId: row.project_id,
      organizationId: row.organization_id,
    }
  }
}
