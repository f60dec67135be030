import type { Row, Transaction } from '../../infra/database.ts'
import { covers, permissionsOf, type Role } from './permissions.ts'
import { type Power, powerAt, type Reach } from './refusals.ts'

interface Invited {
  invited_by_id: string | null
  project_id: string
  organization_id: string
  reach: Reach
  role: Role
}

/** Whether whoever made an invitation could still make it: what they lost is not to be had back by their own token. */
export async function isStillMeant(transaction: Transaction, invitation: Invited): Promise<boolean> {
  const { reach, role, invited_by_id: id } = invitation
  if (id === null) return true
  const inviter = (await memberPower(transaction, invitation)) ?? (await keyPower(transaction, invitation))
  if (!inviter) return false
  const own = powerAt(inviter, reach)
  return own.has('MANAGE_MEMBERS') && covers(own, permissionsOf([role]))
}

async function memberPower(transaction: Transaction, invitation: Invited): Promise<Power | undefined> {
  const { invited_by_id, organization_id, project_id } = invitation
  const [row] = await transaction.query<Row & { role: Role | null; project_role: Role | null }>({
    text: `SELECT m.role, pm.role AS project_role FROM members m
             LEFT JOIN project_members pm ON pm.project_id = $3 AND pm.member_id = m.id
           WHERE m.id = $1 AND m.organization_id = $2 AND m.is_active`,
    values: [invited_by_id, organization_id, project_id],
  })
  if (!row) return undefined
  const ofOrganization = row.role === null ? [] : [row.role]
  const ofProject = row.project_role === null ? [] : [row.project_role]
  return {
    roles: [...ofOrganization, ...ofProject],
    scopes: ['*'],
    organizationPermissions: permissionsOf(ofOrganization),
  }
}

/** Of the key that has taken its place, where it was rotated: the holder is the same. */
async function keyPower(transaction: Transaction, invitation: Invited): Promise<Power | undefined> {
  const { invited_by_id, project_id } = invitation
  const [row] = await transaction.query<Row & { role: Role; scopes: string[] }>({
    text: `WITH RECURSIVE followed AS (
             SELECT k.* FROM api_keys k WHERE k.project_id = $2 AND k.id = $1
             UNION ALL SELECT k.* FROM followed f JOIN api_keys k ON k.project_id = $2 AND k.id = f.replaced_by)
           SELECT role, scopes FROM followed
           WHERE replaced_by IS NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    values: [invited_by_id, project_id],
  })
  return row && { roles: [row.role], scopes: row.scopes, organizationPermissions: new Set() }
}
