import { GraphQLError } from 'graphql'
import { bearerToken, type NamedProject, ProjectNotFound } from '../domain/access/authenticate.ts'
import type { Principal } from '../domain/access/principal.ts'
import { isUuid } from '../infra/uuid.ts'
import { rowIdOf } from '../schema/index.ts'
import type { KeyAttempts } from './key-attempts.ts'

/** Names the project of a person who may act in several: its id, as the graph gives it, or its slug. */
export const PROJECT_HEADER = 'x-parley-project'

const SLUG = /^[\w.-]{1,100}$/

export function unauthenticated(): GraphQLError {
  return new GraphQLError(
    'An API key or a token of your identity provider is needed: send the header "Authorization: Bearer <key>". This one is missing, unknown, revoked or expired.',
    {
      extensions: {
        code: 'UNAUTHENTICATED',
        http: { status: 401, headers: { 'www-authenticate': 'Bearer realm="Parley"' } },
      },
    },
  )
}

function tooManyAttempts(seconds: number): GraphQLError {
  return new GraphQLError(
    `This address has tried too many keys and tokens that are no good. Try again in ${seconds} s.`,
    {
      extensions: {
        code: 'RATE_LIMITED',
        retryAfterSeconds: seconds,
        http: { status: 429, headers: { 'retry-after': String(seconds) } },
      },
    },
  )
}

function noSuchProject(): GraphQLError {
  return new GraphQLError(
    `You have no such project: ${PROJECT_HEADER} takes its id or its slug, and \`viewer { projects { slug } }\` without the header lists yours.`,
    { extensions: { code: 'NOT_FOUND', http: { status: 404 } } },
  )
}

/** No project has this name. */
const UNNAMEABLE: NamedProject = { slug: '' }

export function projectNamed(text: unknown): NamedProject {
  if (text === undefined || text === null || text === '') return null
  if (typeof text !== 'string') return UNNAMEABLE
  const id = isUuid(text) ? text : rowIdOf('Project', text)
  if (id !== null) return { id }
  return SLUG.test(text) ? { slug: text } : UNNAMEABLE
}

/** Who sent a request. Throws the errors that say what is missing. */
export async function whoAsks(
  attempts: KeyAttempts,
  address: string,
  headers: { get(name: string): string | null },
): Promise<Principal> {
  try {
    const project = projectNamed(headers.get(PROJECT_HEADER))
    const admission = await attempts.admit(address, bearerToken(headers.get('authorization')), project)
    if (admission.ok) return admission.principal
    throw admission.code === 'RATE_LIMITED' ? tooManyAttempts(admission.retryAfterSeconds) : unauthenticated()
  } catch (error) {
    throw error instanceof ProjectNotFound ? noSuchProject() : error
  }
}

/**
 * Who opened a socket, by `{ "apiKey": "pk_..." }` or `{ "authorization": "Bearer ..." }` in connection_init, with
 * `projectId` where a person may act in several projects. Null when it is nobody we know.
 */
export async function whoConnects(
  attempts: KeyAttempts,
  address: string,
  params: Record<string, unknown> | undefined,
): Promise<Principal | null> {
  try {
    const admission = await attempts.admit(address, credentialOf(params), projectNamed(params?.projectId))
    return admission.ok ? admission.principal : null
  } catch (error) {
    if (error instanceof ProjectNotFound) return null
    throw error
  }
}

function credentialOf(params: Record<string, unknown> | undefined): string | null {
  const { apiKey, authorization, Authorization } = params ?? {}
  if (typeof apiKey === 'string') return apiKey
  const header = authorization ?? Authorization
  return typeof header === 'string' ? bearerToken(header) : null
}
