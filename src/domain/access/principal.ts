import type { Permissions, Role } from './permissions.ts'

/** A project in which somebody who signed in may act. */
export interface ProjectAccess {
  projectId: string
  slug: string
  name: string
  roles: Role[]
}

/**
 * Who asks: the holder of an API key, which belongs to one project; a member, who signed in and named a project; or
 * somebody who signed in and is a member of nothing yet.
 */
export interface Principal {
  kind: 'API_KEY' | 'MEMBER' | 'IDENTITY'
  /** The key's own id, or the member's; NOBODY for an identity. */
  id: string
  name: string
  /** The project that everything is about; NO_PROJECT until one is named. */
  projectId: string
  organizationId: string
  /** In this project, from the organisation and from the project itself. */
  roles: readonly Role[]
  /** What they may do in this project. */
  permissions: Permissions
  /** What they may do in every project of the organisation: nothing for a key. */
  organizationPermissions: Permissions
  /** The projects that may be named. */
  projects: readonly ProjectAccess[]
  /** What their rights looked like when they were found; another look ends open subscriptions. */
  power: string
  /** When what they showed runs out; null where it does not by itself. */
  expiresAt: Date | null
  /** The first characters of the key, by which people tell keys apart; empty for people. */
  prefix: string
  /** The key's scopes; `*` for people. */
  scopes: string[]
  /** Who signed in, as each provider that vouches for them tells it; empty for a key. */
  identities: readonly Identity[]
}

/** Whom an identity provider vouches for. */
export interface Identity {
  issuer: string
  subject: string
  name: string | null
  /** Null where the provider tells none, or has not verified it. */
  email: string | null
  /** The organisation whose own provider it is; null for the installation's. */
  organizationId: string | null
  /** On what the provider vouched: see `termsOf`. */
  terms: string
}

/** No row has this id: whoever acts in no project sees nothing. */
export const NO_PROJECT = '00000000-0000-0000-0000-000000000000'
export const NOBODY = NO_PROJECT
