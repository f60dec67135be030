import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Database } from '../../infra/database.ts'
import { fetchDocument } from '../../infra/fetch-document.ts'
import type { Logger } from '../../infra/logger.ts'
import { storableText } from '../text.ts'
import { hashApiKey, isToken } from './api-key.ts'
import { KeySet } from './key-set.ts'
import { type IdentityProvider, providersNamed, termsOf } from './named-providers.ts'
import type { Identity } from './principal.ts'

export interface TokenDependencies {
  database: Database
  logger: Logger
  /** The installation's own; absent where it has none. */
  provider: IdentityProvider | undefined
  allowPrivate: boolean
}

/** Clocks of two machines differ by so much. */
const TOLERANCE_SECONDS = 5
const FETCHING = { timeoutMs: 5000, maxBytes: 256 * 1024 }
const LONGEST_TOKEN = 16 * 1024
const LONGEST_SUBJECT = 255
const MOST_KEY_SETS = 100

export interface VerifiedToken {
  identity: Identity
  expiresAt: Date
}

/** Finds out whom a JWT stands for. Says no and logs why; the caller of the API learns only that it is no good. */
export class TokenVerifier {
  readonly #deps: TokenDependencies
  readonly #keySets = new Map<string, KeySet>()

  constructor(deps: TokenDependencies) {
    this.#deps = deps
  }

  /**
   * Once for each provider that vouches for it. Organisations may name the same one, and each of them may name any: a
   * token is never used up by the first, who would shut out the others' people.
   */
  async verify(token: string): Promise<VerifiedToken[]> {
    const issuer = token.length > LONGEST_TOKEN ? undefined : issuerOf(token)
    if (issuer === undefined) return []
    const providers = await this.#providersOf(issuer)
    const verified = await Promise.all(providers.map((provider) => this.#verifyWith(provider, token)))
    return verified.filter((one) => one !== null)
  }

  async #verifyWith(provider: IdentityProvider, token: string): Promise<VerifiedToken | null> {
    const { issuer, audience, organizationId, subjectClaim } = provider
    try {
      const { payload } = await jwtVerify(token, this.#keysOf(provider.jwksUrl).find, {
        issuer,
        audience,
        algorithms: [...provider.algorithms],
        clockTolerance: TOLERANCE_SECONDS,
        requiredClaims: ['exp', subjectClaim],
      })
      const subject = textOf(payload, subjectClaim)
      if (subject === null || subject.length > LONGEST_SUBJECT) return null
      const name = textOf(payload, 'name')
      const identity = { issuer, subject, organizationId, name, terms: termsOf(provider) }
      const expiresAt = new Date((payload.exp ?? 0) * 1000)
      return { identity: { ...identity, email: emailOf(payload, provider.emailClaim) }, expiresAt }
    } catch (error) {
      const reason = error instanceof errors.JOSEError ? error.code : (error as Error).name
      this.#deps.logger.info({ issuer, organizationId, reason }, 'a token was refused')
      return null
    }
  }

  async #providersOf(issuer: string): Promise<IdentityProvider[]> {
    const { database, provider } = this.#deps
    const named = await providersNamed(database, issuer)
    return provider?.issuer === issuer ? [provider, ...named] : named
  }

  #keysOf(jwksUrl: string): KeySet {
    const { logger, allowPrivate } = this.#deps
    const known = this.#keySets.get(jwksUrl)
    if (known) return known
    const keys = new KeySet({
      fetchKeys: async () => (await fetchDocument(jwksUrl, { ...FETCHING, allowPrivate })) as never,
      now: () => Date.now(),
      onFailure: (error) =>
        logger.warn({ err: error, jwksUrl }, 'the keys of an identity provider could not be fetched'),
    })
    this.#keySets.set(jwksUrl, keys)
    if (this.#keySets.size > MOST_KEY_SETS) this.#keySets.delete(this.#keySets.keys().next().value as string)
    return keys
  }
}

/**
 * Whom a key or token says that it is of; nothing is proven. A person's next token, which comes every few minutes, is
 * of the same holder.
 */
export function claimedHolder(credential: string): string {
  const hash = hashApiKey(credential).toString('base64')
  if (!isToken(credential) || credential.length > LONGEST_TOKEN) return hash
  try {
    const { iss, sub } = decodeJwt(credential)
    return typeof sub === 'string' ? hashApiKey(JSON.stringify([iss, sub])).toString('base64') : hash
  } catch {
    return hash
  }
}

/** Read before anything is proven, and only to know whose keys prove it. */
function issuerOf(token: string): string | undefined {
  try {
    const { iss } = decodeJwt(token)
    return typeof iss === 'string' && storableText(iss) === iss ? iss : undefined
  } catch {
    return undefined
  }
}

function textOf(payload: JWTPayload, claim: string): string | null {
  const value = payload[claim]
  return typeof value === 'string' && value !== '' && storableText(value) === value ? value : null
}

/** OpenID Connect Core 5.1: an address that the provider has not verified may be anybody's. Some tell it as a text. */
function emailOf(payload: JWTPayload, claim: string): string | null {
  return [false, 'false'].includes(payload.email_verified as string) ? null : textOf(payload, claim)
}
