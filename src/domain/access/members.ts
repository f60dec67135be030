import type { Database, Row, Transaction } from '../../infra/database.ts'
import { noteChange } from '../audit/audit-scope.ts'
import { NotFound } from '../outbound/sending-failures.ts'
import { InvalidInput } from '../user-failure.ts'
import type { Role } from './permissions.ts'
import type { Principal } from './principal.ts'
import { LastOwner, mustCoverRole, mustManageMembers, type Reach } from './refusals.ts'

const MEMBER = ['input', 'memberId']

export interface LockedMember extends Row {
  id: string
  role: Role | null
  project_role: Role | null
  is_active: boolean
}

/** Changes to the people of an organisation happen one after the other, so that its last owner stays. */
export async function lockPeople(transaction: Transaction, organizationId: string): Promise<void> {
  await transaction.query({
    text: `SELECT pg_advisory_xact_lock(hashtextextended('people:' || $1, 0))`,
    values: [organizationId],
  })
}

/** Gives a member another role, in the project or in the whole organisation. */
export async function changeMemberRole(
  database: Database,
  principal: Principal,
  input: { memberId: string; role: Role; reach: Reach },
): Promise<string> {
  const { memberId, role, reach } = input
  mustManageMembers(principal, reach)
  mustCoverRole(principal, reach, role, ['input', 'role'])
  return await database.worker(async (transaction) => {
    const member = await lockMember(transaction, principal, memberId)
    if (!member.is_active) throw new NotFound('member', MEMBER)
    const former = reach === 'PROJECT' ? member.project_role : member.role
    if (former !== null) mustCoverRole(principal, reach, former, MEMBER)
    if (reach === 'ORGANIZATION' && role !== 'OWNER') await mustNotBeLastOwner(transaction, principal, member)
    await giveRole(transaction, principal, { memberId, role, reach })
    noteChange({ type: 'Member', id: memberId }, { reach, role: { from: former, to: role } })
    return memberId
  })
}

/** Takes a member out of the project, or out of the organisation with all its projects. */
export async function removeMember(
  database: Database,
  principal: Principal,
  { memberId, reach }: { memberId: string; reach: Reach },
): Promise<string> {
  mustManageMembers(principal, reach)
  return await database.worker(async (transaction) => {
    const member = await lockMember(transaction, principal, memberId)
    if (reach === 'PROJECT') await leaveProject(transaction, principal, member)
    else await leaveOrganization(transaction, principal, member)
    const former = reach === 'PROJECT' ? member.project_role : member.role
    noteChange({ type: 'Member', id: memberId }, { reach, role: { from: former, to: null } })
    return memberId
  })
}

async function leaveProject(transaction: Transaction, principal: Principal, member: LockedMember) {
  if (member.role !== null)
    throw new InvalidInput(
      'They are here by their role in the organisation: change that, or remove them with the reach ORGANIZATION.',
      ['input', 'reach'],
    )
  if (member.project_role !== null) mustCoverRole(principal, 'PROJECT', member.project_role, MEMBER)
  const values = [principal.projectId, member.id]
  transaction.write({ text: 'DELETE FROM team_members WHERE project_id = $1 AND member_id = $2', values })
  // The row stays without a role, so that an older invitation does not bring them back.
  transaction.write({
    text: `UPDATE project_members SET role = NULL, left_at = now()
           WHERE project_id = $1 AND member_id = $2 AND role IS NOT NULL`,
    values,
  })
}

/** The row stays, because what they did still names them. */
async function leaveOrganization(transaction: Transaction, principal: Principal, member: LockedMember) {
  for (const role of await rolesAnywhere(transaction, member))
    mustCoverRole(principal, 'ORGANIZATION', role, MEMBER)
  await mustNotBeLastOwner(transaction, principal, member)
  for (const table of ['team_members', 'project_members'])
    transaction.write({ text: `DELETE FROM ${table} WHERE member_id = $1`, values: [member.id] })
  transaction.write({
    text: 'UPDATE members SET role = NULL, is_active = false, left_at = now(), updated_at = now() WHERE id = $1 AND organization_id = $2',
    values: [member.id, principal.organizationId],
  })
}

/** In the organisation and in each of its projects. */
async function rolesAnywhere(transaction: Transaction, { id, role }: LockedMember): Promise<Role[]> {
  const rows = await transaction.query<Row & { role: Role }>({
    text: 'SELECT DISTINCT role FROM project_members WHERE member_id = $1 AND role IS NOT NULL ORDER BY role',
    values: [id],
  })
  return [...(role === null ? [] : [role]), ...rows.map((row) => row.role)]
}

/** Asked under the lock of `lockPeople`. Throws LastOwner. */
async function mustNotBeLastOwner(
  transaction: Transaction,
  { organizationId }: Principal,
  member: LockedMember,
) {
  if (member.role !== 'OWNER' || !member.is_active) return
  const [row] = await transaction.query<{ others: number }>({
    text: `SELECT count(*)::int AS others FROM members
           WHERE organization_id = $1 AND role = 'OWNER' AND is_active AND id <> $2`,
    values: [organizationId, member.id],
  })
  if (!row?.others) throw new LastOwner()
}

export async function giveRole(
  transaction: Transaction,
  { projectId, organizationId }: Pick<Principal, 'projectId' | 'organizationId'>,
  { memberId, role, reach }: { memberId: string; role: Role; reach: Reach },
): Promise<void> {
  if (reach === 'ORGANIZATION')
    await transaction.query({
      text: 'UPDATE members SET role = $3, updated_at = now() WHERE id = $1 AND organization_id = $2',
      values: [memberId, organizationId, role],
    })
  else
    await transaction.query({
      text: `INSERT INTO project_members (project_id, member_id, role) VALUES ($1, $2, $3)
             ON CONFLICT (project_id, member_id) DO UPDATE SET role = excluded.role`,
      values: [projectId, memberId, role],
    })
}

/** The member under the lock of the organisation's people. Throws NotFound. */
async function lockMember(transaction: Transaction, principal: Principal, id: string): Promise<LockedMember> {
  await lockPeople(transaction, principal.organizationId)
  const [row] = await transaction.query<LockedMember>({
    text: `SELECT m.id, m.role, m.is_active, pm.role AS project_role FROM members m
           LEFT JOIN project_members pm ON pm.member_id = m.id AND pm.project_id = $3
           WHERE m.id = $1 AND m.organization_id = $2 FOR UPDATE OF m`,
    values: [id, principal.organizationId, principal.projectId],
  })
  if (!row) throw new NotFound('member', MEMBER)
  return row
}
