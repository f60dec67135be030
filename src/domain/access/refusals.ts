import { UserFailure } from '../user-failure.ts'
import { covers, narrowed, type Permissions, permissionsOf, type Role, rolesWith } from './permissions.ts'
import type { Principal } from './principal.ts'

/** The caller may use the field, and not in this way. */
export class Forbidden extends UserFailure {
  override readonly name = 'Forbidden'

  constructor(message: string, path: string[] | null = null) {
    super('FORBIDDEN', message, path)
  }
}

/** An organisation that nobody owns could not be put right from inside. */
export class LastOwner extends UserFailure {
  override readonly name = 'LastOwner'

  constructor() {
    super('LAST_OWNER', 'This is the last OWNER of the organisation: make somebody else OWNER first.', [
      'input',
      'memberId',
    ])
  }
}

/** What was named was there, and its time is over. */
export class NoLongerValid extends UserFailure {
  override readonly name = 'NoLongerValid'

  constructor(message: string, path: string[] | null = null) {
    super('NO_LONGER_VALID', message, path)
  }
}

/** Where a role holds: in the project of the request, or in every project of its organisation. */
export type Reach = 'PROJECT' | 'ORGANIZATION'

/** What decides over what somebody may hand over. */
export type Power = Pick<Principal, 'roles' | 'scopes' | 'organizationPermissions'>

/** The most that they may hand over where a role would hold: in a project an OWNER makes an OWNER. */
export function powerAt({ roles, scopes, organizationPermissions }: Power, reach: Reach): Permissions {
  return reach === 'PROJECT' ? narrowed(permissionsOf(roles), scopes) : organizationPermissions
}

/** Nobody decides over people where they may not. Throws Forbidden. */
export function mustManageMembers(principal: Principal, reach: Reach): void {
  if (powerAt(principal, reach).has('MANAGE_MEMBERS')) return
  throw new Forbidden(
    'MANAGE_MEMBERS is needed in the whole organisation, and you have it in this project only (an API key acts in one project): use the reach PROJECT.',
    ['input', 'reach'],
  )
}

/** Nobody grants more than they have, nor changes or ends what somebody with more has. Throws Forbidden. */
export function mustCover(own: Permissions, granted: Permissions, path: string[]): void {
  if (covers(own, granted)) return
  const lacking = [...granted].filter((one) => !own.has(one))
  const holders = [...new Set(lacking.flatMap((one) => rolesWith(one)))]
  throw new Forbidden(
    `You lack ${lacking.join(', ')}, and nobody grants, changes, takes over or takes back more than they have themselves; ${holders.join(', ')} could.`,
    path,
  )
}

export function mustCoverRole(principal: Principal, reach: Reach, role: Role, path: string[]): void {
  mustCover(powerAt(principal, reach), permissionsOf([role]), path)
}
