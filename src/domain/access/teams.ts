import type { Database, Row, Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { noteChange } from '../audit/audit-scope.ts'
import { claimKey } from '../outbound/idempotency.ts'
import { NotFound } from '../outbound/sending-failures.ts'
import { storableText } from '../text.ts'
import { InvalidInput } from '../user-failure.ts'
import { checkedName } from './access-input.ts'
import { lockPeople } from './members.ts'
import type { Principal } from './principal.ts'

const TEAM = ['input', 'teamId']
const LONGEST_DESCRIPTION = 1000

export interface TeamInput {
  name: string
  description: string | null
  idempotencyKey: string | null
}

/** Makes a team of the project. Throws InvalidInput when its name is taken. */
export async function createTeam(
  database: Database,
  principal: Principal,
  input: TeamInput,
): Promise<string> {
  const { projectId, organizationId } = principal
  const { idempotencyKey, ...rest } = input
  const id = newId()
  return await database.worker(async (transaction) => {
    if (idempotencyKey !== null) {
      const asked = { mutation: 'createTeam', ...rest }
      const claimed = await claimKey(transaction, projectId, idempotencyKey, asked, id)
      if (!claimed.isNew) return claimed.resultId
    }
    // One that is being renamed to it has to see the name taken.
    await lockPeople(transaction, organizationId)
    const rows = await transaction.query({
      text: `INSERT INTO teams (project_id, id, name, description) VALUES ($1, $2, $3, $4)
             ON CONFLICT (project_id, name) DO NOTHING RETURNING id`,
      values: [projectId, id, checkedName(input.name), checkedDescription(input.description)],
    })
    if (rows.length === 0) throw nameTaken()
    noteChange({ type: 'Team', id }, {})
    return id
  })
}

/** Renames or describes a team; what is undefined stays. */
export async function updateTeam(
  database: Database,
  { projectId, organizationId }: Principal,
  input: { teamId: string; name: string | undefined; description: string | null | undefined },
): Promise<string> {
  const { teamId } = input
  return await database.worker(async (transaction) => {
    // Of two renames at once to one name the second has to see the first.
    await lockPeople(transaction, organizationId)
    const team = await lockTeam(transaction, projectId, teamId)
    const name = input.name === undefined ? team.name : checkedName(input.name)
    const description =
      input.description === undefined ? team.description : checkedDescription(input.description)
    const rows = await transaction.query({
      text: `UPDATE teams SET name = $3, description = $4, updated_at = now() WHERE project_id = $1 AND id = $2
               AND NOT EXISTS (SELECT FROM teams o WHERE o.project_id = $1 AND o.name = $3 AND o.id <> $2) RETURNING id`,
      values: [projectId, teamId, name, description],
    })
    if (rows.length === 0) throw nameTaken()
    noteChange({ type: 'Team', id: teamId }, {})
    return teamId
  })
}

export async function deleteTeam(
  database: Database,
  { projectId }: Principal,
  teamId: string,
): Promise<string> {
  return await database.worker(async (transaction) => {
    await lockTeam(transaction, projectId, teamId)
    transaction.write({
      text: 'DELETE FROM teams WHERE project_id = $1 AND id = $2',
      values: [projectId, teamId],
    })
    noteChange({ type: 'Team', id: teamId }, {})
    return teamId
  })
}

/** Puts somebody of the project into a team, or takes them out; either is done already when it is. */
export async function setTeamMember(
  database: Database,
  { projectId, organizationId }: Principal,
  { teamId, memberId, isMember }: { teamId: string; memberId: string; isMember: boolean },
): Promise<string> {
  return await database.worker(async (transaction) => {
    // Somebody who is removed just then is not put back.
    await lockPeople(transaction, organizationId)
    await lockTeam(transaction, projectId, teamId)
    const [member] = await transaction.query({
      text: `SELECT m.id FROM members m WHERE m.id = $3 AND m.organization_id = $1 AND m.is_active AND (m.role IS NOT NULL
               OR EXISTS (SELECT FROM project_members pm WHERE pm.project_id = $2 AND pm.member_id = m.id AND pm.role IS NOT NULL))`,
      values: [organizationId, projectId, memberId],
    })
    if (!member) throw new NotFound('member', ['input', 'memberId'])
    transaction.write({
      text: isMember
        ? 'INSERT INTO team_members (project_id, team_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING'
        : 'DELETE FROM team_members WHERE project_id = $1 AND team_id = $2 AND member_id = $3',
      values: [projectId, teamId, memberId],
    })
    noteChange({ type: 'Team', id: teamId }, { memberId, isMember })
    return teamId
  })
}

async function lockTeam(transaction: Transaction, projectId: string, id: string) {
  const [row] = await transaction.query<Row & { name: string; description: string | null }>({
    text: 'SELECT name, description FROM teams WHERE project_id = $1 AND id = $2 FOR UPDATE',
    values: [projectId, id],
  })
  if (!row) throw new NotFound('team', TEAM)
  return row
}

function nameTaken(): InvalidInput {
  return new InvalidInput('Another team of the project has this name.', ['input', 'name'])
}

function checkedDescription(text: string | null): string | null {
  if (text !== null && text.length > LONGEST_DESCRIPTION)
    throw new InvalidInput(`description may have ${LONGEST_DESCRIPTION} characters at most`, [
      'input',
      'description',
    ])
  return text === null ? null : storableText(text)
}
