import { createHash, randomBytes } from 'node:crypto'
import type { Database, Row, Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Vault } from '../../infra/vault.ts'
import { noteChange } from '../audit/audit-scope.ts'
import { claimKey } from '../outbound/idempotency.ts'
import { NotFound } from '../outbound/sending-failures.ts'
import { storableText } from '../text.ts'
import { InvalidInput } from '../user-failure.ts'
import { checkedFuture } from './access-input.ts'
import type { Role } from './permissions.ts'
import type { Principal } from './principal.ts'
import { mustCoverRole, mustManageMembers, NoLongerValid, type Reach } from './refusals.ts'

/** How long an invitation can be accepted, where nobody says. */
export const DEFAULT_DAYS = 7
const MOST_DAYS = 30
const INVITATION = ['input', 'invitationId']
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/

export const invitedEmailBoundTo = (id: string) => `invitations.email:${id}`
export const hashInvitation = (token: string) => createHash('sha256').update(token).digest()

/** Told once; only the hash is stored. */
export function makeInvitationToken(): { token: string; hash: Buffer } {
  const token = `inv_${randomBytes(32).toString('base64url')}`
  return { token, hash: hashInvitation(token) }
}

export interface NewInvitation {
  role: Role
  reach: Reach
  email: string | null
  expiresAt: Date | null
  idempotencyKey: string | null
}

/** The invitation's id, and its token: told once, and null when the request is a repeat. */
export interface MadeInvitation {
  id: string
  token: string | null
}

/** Keeps a place for somebody. The caller hands them the token, since Parley sends no mail. */
export async function inviteMember(
  { database, vault }: { database: Database; vault: Vault },
  principal: Principal,
  input: NewInvitation,
): Promise<MadeInvitation> {
  const { role, reach, idempotencyKey, ...rest } = input
  mustManageMembers(principal, reach)
  mustCoverRole(principal, reach, role, ['input', 'role'])
  if (input.email !== null && (!EMAIL.test(input.email) || storableText(input.email) !== input.email))
    throw new InvalidInput('email is no e-mail address', ['input', 'email'])
  const expiresAt = input.expiresAt
    ? checkedFuture(input.expiresAt, new Date(), MOST_DAYS, 'expiresAt')
    : new Date(Date.now() + DEFAULT_DAYS * 86_400_000)
  const id = newId()
  const { token, hash } = makeInvitationToken()
  const email = input.email === null ? null : vault.seal(input.email, invitedEmailBoundTo(id))
  return await database.worker(async (transaction) => {
    if (idempotencyKey !== null) {
      const asked = { name: 'inviteMember', role, reach, ...rest }
      const claimed = await claimKey(transaction, principal.projectId, idempotencyKey, asked, id)
      if (!claimed.isNew) return { id: claimed.resultId, token: null }
    }
    await insert(transaction, principal, { id, role, reach, hash, email, expiresAt })
    noteChange({ type: 'Invitation', id }, { reach, role: { from: null, to: role } })
    return { id, token }
  })
}

interface Insert {
  id: string
  role: Role
  reach: Reach
  hash: Buffer
  email: Buffer | null
  expiresAt: Date
}

async function insert(transaction: Transaction, principal: Principal, made: Insert): Promise<void> {
  const { id, role, reach, hash, email, expiresAt } = made
  const { projectId, organizationId, name, id: invitedById } = principal
  await transaction.query({
    text: `INSERT INTO invitations (project_id, id, organization_id, reach, role, token_hash, email_encrypted, invited_by, invited_by_id, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [projectId, id, organizationId, reach, role, hash, email, name, invitedById, expiresAt],
  })
}

/** Takes an invitation back that nobody has accepted. */
export async function revokeInvitation(
  database: Database,
  principal: Principal,
  id: string,
): Promise<string> {
  return await database.worker(async (transaction) => {
    const [row] = await transaction.query<Row & { accepted_at: Date | null; reach: Reach; role: Role }>({
      text: 'SELECT accepted_at, reach, role FROM invitations WHERE project_id = $1 AND id = $2 FOR UPDATE',
      values: [principal.projectId, id],
    })
    if (!row) throw new NotFound('invitation', INVITATION)
    mustManageMembers(principal, row.reach)
    mustCoverRole(principal, row.reach, row.role, INVITATION)
    if (row.accepted_at)
      throw new NoLongerValid('It was accepted already: remove the member instead.', INVITATION)
    transaction.write({
      text: 'UPDATE invitations SET revoked_at = coalesce(revoked_at, now()) WHERE project_id = $1 AND id = $2',
      values: [principal.projectId, id],
    })
    noteChange({ type: 'Invitation', id }, { isRevoked: { from: false, to: true } })
    return id
  })
}
