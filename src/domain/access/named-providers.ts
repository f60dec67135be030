import type { Database, Row } from '../../infra/database.ts'

/** Where people sign in, and how its tokens are recognised. */
export interface IdentityProvider {
  /** The organisation that named it; null for the installation's, which serves all. */
  organizationId: string | null
  issuer: string
  audience: string
  jwksUrl: string
  algorithms: readonly string[]
  subjectClaim: string
  emailClaim: string
}

/** Signed with a private key that only the provider has: no `none`, and no secret that we would have to share. */
export const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const

interface ProviderRow extends Row {
  organization_id: string
  issuer: string
  audience: string
  jwks_url: string
  algorithms: string[]
  subject_claim: string
  email_claim: string
}

/** Those that organisations have named for an issuer. */
export async function providersNamed(database: Database, issuer: string): Promise<IdentityProvider[]> {
  const rows = await database.anonymous<ProviderRow>({
    name: 'identity-providers-of',
    text: 'SELECT * FROM identity_providers_of($1)',
    values: [issuer],
  })
  return rows.map((row) => ({
    organizationId: row.organization_id,
    issuer: row.issuer,
    audience: row.audience,
    jwksUrl: row.jwks_url,
    algorithms: row.algorithms,
    subjectClaim: row.subject_claim,
    emailClaim: row.email_claim,
  }))
}

/** On what it vouches for people: another key or audience makes it another provider. */
export function termsOf({ issuer, audience, jwksUrl, algorithms, subjectClaim }: IdentityProvider): string {
  return JSON.stringify([issuer, audience, jwksUrl, algorithms, subjectClaim])
}
