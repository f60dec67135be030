/** What each role may do, in one place. docs/roles.md shows it as a table; which field needs what: see schema/needs.ts. */

export const roles = ['OWNER', 'ADMIN', 'AGENT', 'ANALYST', 'INTEGRATOR'] as const
export type Role = (typeof roles)[number]

interface Grant {
  means: string
  roles: readonly Role[]
}

const grants = {
  READ_INBOX: {
    means: 'Platforms, conversations, messages, customers, personalities and tasks, and their changes live.',
    roles: ['OWNER', 'ADMIN', 'AGENT', 'ANALYST', 'INTEGRATOR'],
  },
  READ_CONTACTS: {
    means: 'Phone numbers of customers.',
    roles: ['OWNER', 'ADMIN', 'AGENT'],
  },
  READ_METRICS: {
    means: 'Counters of platforms.',
    roles: ['OWNER', 'ADMIN', 'ANALYST', 'INTEGRATOR'],
  },
  SEND_MESSAGES: {
    means:
      'Answer customers: send, edit, take back, react, retry, mark as read, hide comments; upload files.',
    roles: ['OWNER', 'ADMIN', 'AGENT'],
  },
  CONFIGURE_CHANNELS: {
    means: 'Developer apps and webhooks, with their addresses and failures; message templates.',
    roles: ['OWNER', 'ADMIN', 'INTEGRATOR'],
  },
  INSPECT_EVENTS: {
    means: 'What networks posted, with raw payloads, and applying it again.',
    roles: ['OWNER', 'ADMIN', 'INTEGRATOR'],
  },
  READ_MEMBERS: {
    means: 'Who works in the project, and in which teams.',
    roles: ['OWNER', 'ADMIN', 'AGENT', 'ANALYST', 'INTEGRATOR'],
  },
  MANAGE_MEMBERS: {
    means: 'Invite people, change their roles, remove them; make teams.',
    roles: ['OWNER', 'ADMIN'],
  },
  MANAGE_API_KEYS: {
    means: 'See, make, rotate and revoke the API keys of the project.',
    roles: ['OWNER', 'ADMIN'],
  },
  READ_AUDIT: {
    means: 'Who did what.',
    roles: ['OWNER', 'ADMIN'],
  },
  MANAGE_ORGANIZATION: {
    means:
      'Where the people of the organisation sign in; changed only with a role in the whole organisation.',
    roles: ['OWNER'],
  },
} as const satisfies Record<string, Grant>

export type Permission = keyof typeof grants
export type Permissions = ReadonlySet<Permission>

export const permissions = Object.keys(grants) as Permission[]

/** The roles that have a permission. */
export function rolesWith(permission: Permission): readonly Role[] {
  return grants[permission].roles
}

export function meaningOf(permission: Permission): string {
  return grants[permission].means
}

/** All that these roles may do together. */
export function permissionsOf(held: readonly Role[]): Permissions {
  return new Set(permissions.filter((one) => held.some((role) => rolesWith(one).includes(role))))
}

/** The scope that stands for all that a role may do, also what it may do in time to come. */
export const EVERYTHING = '*'

/** All that a role has, narrowed to scopes: by this it is told who has more. */
export function narrowed(all: Permissions, scopes: readonly string[]): Permissions {
  return scopes.includes(EVERYTHING) ? all : new Set([...all].filter((one) => scopes.includes(one)))
}

/** Needs a role in the whole organisation: one in a project does not reach it, nor does a key. */
const OF_ORGANIZATION: readonly Permission[] = ['MANAGE_ORGANIZATION']

export function needsOrganization(permission: Permission): boolean {
  return OF_ORGANIZATION.includes(permission)
}

/** What of it can be done by whoever has it in a single project only, as every key. */
export function withinProject(all: Permissions): Permissions {
  return new Set([...all].filter((one) => !needsOrganization(one)))
}

/** Whether one may hand over what the other has: nobody grants more than they have. */
export function covers(own: Permissions, granted: Permissions): boolean {
  return [...granted].every((one) => own.has(one))
}
