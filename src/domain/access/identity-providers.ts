import type { Database } from '../../infra/database.ts'
import { noteChange } from '../audit/audit-scope.ts'
import { storableText } from '../text.ts'
import { InvalidInput } from '../user-failure.ts'
import { algorithms } from './named-providers.ts'
import type { Principal } from './principal.ts'
import { Forbidden } from './refusals.ts'

export interface ProviderInput {
  issuer: string
  audience: string
  jwksUrl: string
  algorithms: readonly string[]
  subjectClaim: string
  emailClaim: string
}

const LONGEST = 500

/** Names where the people of the organisation sign in. Only an OWNER of all of it may: it decides who is who. */
export async function setIdentityProvider(
  database: Database,
  principal: Principal,
  input: ProviderInput,
): Promise<string> {
  mustOwnOrganization(principal)
  check(input)
  const { organizationId } = principal
  await database.worker(async (transaction) => {
    await transaction.query({
      text: `INSERT INTO identity_providers (organization_id, issuer, audience, jwks_url, algorithms, subject_claim, email_claim)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organization_id) DO UPDATE SET issuer = excluded.issuer,
               audience = excluded.audience, jwks_url = excluded.jwks_url, algorithms = excluded.algorithms,
               subject_claim = excluded.subject_claim, email_claim = excluded.email_claim, updated_at = now()`,
      values: [
        organizationId,
        input.issuer,
        input.audience,
        input.jwksUrl,
        [...new Set(input.algorithms)],
        input.subjectClaim,
        input.emailClaim,
      ],
    })
    noteChange({ type: 'IdentityProvider', id: organizationId }, { algorithms: [...input.algorithms] })
  })
  return organizationId
}

/** Its tokens are refused from the next request on. */
export async function removeIdentityProvider(database: Database, principal: Principal): Promise<string> {
  mustOwnOrganization(principal)
  const { organizationId } = principal
  await database.worker(async (transaction) => {
    await transaction.query({
      text: 'DELETE FROM identity_providers WHERE organization_id = $1',
      values: [organizationId],
    })
    noteChange({ type: 'IdentityProvider', id: organizationId }, {})
  })
  return organizationId
}

function mustOwnOrganization(principal: Principal): void {
  if (!principal.organizationPermissions.has('MANAGE_ORGANIZATION'))
    throw new Forbidden(
      'MANAGE_ORGANIZATION is needed in the whole organisation: sign in as one of its OWNERs.',
    )
}

function check(input: ProviderInput): void {
  for (const field of ['issuer', 'audience', 'jwksUrl', 'subjectClaim', 'emailClaim'] as const)
    if (input[field] === '' || input[field].length > LONGEST || storableText(input[field]) !== input[field])
      throw new InvalidInput(`${field} must have 1 to ${LONGEST} characters`, ['input', field])
  if (!/^https?:$/.test(URL.parse(input.jwksUrl)?.protocol ?? ''))
    throw new InvalidInput('jwksUrl must be an address, such as https://id.example.com/keys', [
      'input',
      'jwksUrl',
    ])
  const known: readonly string[] = algorithms
  const unknown = input.algorithms.filter((one) => !known.includes(one))
  if (input.algorithms.length === 0 || unknown.length > 0)
    throw new InvalidInput(`algorithms must be some of ${algorithms.join(', ')}`, ['input', 'algorithms'])
}
