import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

/** Fetched anew this often, so that a key that its provider took back loses its power. */
const STALE_MS = 10 * 60_000
/** Without the provider its known keys go on this long. */
const DEAD_MS = 24 * 3_600_000
/** Tokens can name any key: unknown ones must not make us hammer the provider. */
const COOLDOWN_MS = 30_000
const COOLDOWN_AFTER_FAILURE_MS = 5000

export interface KeySetDependencies {
  fetchKeys: () => Promise<JSONWebKeySet>
  now: () => number
  onFailure: (error: unknown) => void
}

/** The provider's keys could not be had: nobody can be told from anybody. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
}

/** The public keys of one identity provider, kept while it is away and asked for sparingly. */
export class KeySet {
  readonly #deps: KeySetDependencies
  #keys: ReturnType<typeof createLocalJWKSet> | undefined
  #fetchedAt = Number.NEGATIVE_INFINITY
  #notBefore = Number.NEGATIVE_INFINITY
  #fetching: Promise<void> | undefined

  constructor(deps: KeySetDependencies) {
    this.#deps = deps
  }

  /** The key a token is signed with, for `jwtVerify`. Throws KeysUnavailable, or jose's JWKSNoMatchingKey. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const age = this.#deps.now() - this.#fetchedAt
    if (this.#keys === undefined || age > DEAD_MS) await this.#refresh()
    else if (age > STALE_MS) void this.#refresh()
    try {
      return await this.#known()(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.#mayAsk()) throw error
      await this.#refresh()
      return await this.#known()(header, token)
    }
  }

  #known() {
    const age = this.#deps.now() - this.#fetchedAt
    if (this.#keys === undefined || age > DEAD_MS)
      throw new KeysUnavailable('the identity provider’s keys could not be fetched')
    return this.#keys
  }

  #mayAsk(): boolean {
    return this.#fetching !== undefined || this.#deps.now() >= this.#notBefore
  }

  /** Never rejects: what is known stays, and whoever needs more finds out. */
  async #refresh(): Promise<void> {
    if (!this.#mayAsk()) return
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined
    })
    await this.#fetching
  }

  async #fetch(): Promise<void> {
    const { fetchKeys, now, onFailure } = this.#deps
    try {
      this.#keys = createLocalJWKSet(await fetchKeys())
      this.#fetchedAt = now()
      this.#notBefore = now() + COOLDOWN_MS
    } catch (error) {
      this.#notBefore = now() + COOLDOWN_AFTER_FAILURE_MS
      onFailure(error)
    }
  }
}
