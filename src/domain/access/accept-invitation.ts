import type { Database, Row, Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Vault } from '../../infra/vault.ts'
import { noteChange } from '../audit/audit-scope.ts'
import { NotFound } from '../outbound/sending-failures.ts'
import { hashInvitation, invitedEmailBoundTo } from './invitations.ts'
import { isStillMeant } from './inviter.ts'
import { giveRole, lockPeople } from './members.ts'
import { covers, permissionsOf, type Role } from './permissions.ts'
import type { Identity, Principal } from './principal.ts'
import { Forbidden, NoLongerValid, type Reach } from './refusals.ts'

const TOKEN = ['input', 'token']
const LONGEST_NAME = 100

export const memberEmailBoundTo = (id: string) => `members.email:${id}`

interface InvitationRow extends Row {
  id: string
  project_id: string
  organization_id: string
  reach: Reach
  role: Role
  email_encrypted: Buffer | null
  invited_by_id: string | null
  is_open: boolean
  accepted_by_id: string | null
}

interface MemberRow extends Row {
  id: string
  is_active: boolean
  /** Taken out of the project or the organisation after the invitation was made. */
  was_removed_since: boolean
  role: Role | null
  project_role: Role | null
}

export interface Accepted {
  memberId: string
  projectId: string
  organizationId: string
  role: Role
  reach: Reach
}

/**
 * Makes whoever signed in a member. Who accepts again gets the same answer; who was a member gains the role unless
 * they have more already. Throws Forbidden, NotFound, NoLongerValid.
 */
export async function acceptInvitation(
  { database, vault }: { database: Database; vault: Vault },
  principal: Principal,
  token: string,
): Promise<Accepted> {
  const { identities } = principal
  if (identities.length === 0)
    throw new Forbidden(
      'An invitation is for a person: sign in with your identity provider, not with an API key.',
    )
  return await database.worker(async (transaction) => {
    // A repeat changes nothing, and locks nothing: it leaves no entry in the audit.
    const seen = await findInvitation(transaction, token)
    const invitation = seen.is_open ? await findInvitation(transaction, token, 'FOR UPDATE') : seen
    const identity = identityFor(invitation, identities)
    if (!identity) throw new NotFound('invitation', TOKEN)
    mustBeMeant(vault, invitation, identity)
    await lockPeople(transaction, invitation.organization_id)
    const known = await findMember(
      transaction,
      invitation,
      identity,
      invitation.is_open ? 'FOR UPDATE OF m' : '',
    )
    if (!invitation.is_open && known?.id !== invitation.accepted_by_id)
      throw new NoLongerValid(
        'The invitation was accepted or taken back, or has expired: ask for another.',
        TOKEN,
      )
    if (known?.was_removed_since)
      throw new NoLongerValid('You were removed since this invitation was made: ask for a new one.', TOKEN)
    if (invitation.is_open && !(await isStillMeant(transaction, invitation)))
      throw new NoLongerValid(
        'Whoever made this invitation may not make it any more: ask somebody who may for a new one.',
        TOKEN,
      )
    const memberId = known?.id ?? newId()
    if (invitation.is_open) await join(transaction, vault, { invitation, identity, memberId, known })
    const { project_id: projectId, role, reach } = invitation
    return { memberId, projectId, organizationId: invitation.organization_id, role, reach }
  })
}

type Lock = '' | 'FOR UPDATE' | 'FOR UPDATE OF m'

async function findInvitation(
  transaction: Transaction,
  token: string,
  lock: Lock = '',
): Promise<InvitationRow> {
  const [row] = await transaction.query<InvitationRow>({
    text: `SELECT id, project_id, organization_id, reach, role, email_encrypted, invited_by_id, accepted_by_id,
             accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now() AS is_open
           FROM invitations WHERE token_hash = $1 ${lock}`,
    values: [hashInvitation(token)],
  })
  if (!row) throw new NotFound('invitation', TOKEN)
  return row
}

/** By the organisation's own provider, else by the installation's. One of another organisation vouches for nobody here. */
function identityFor(
  { organization_id }: InvitationRow,
  identities: readonly Identity[],
): Identity | undefined {
  const by = (organizationId: string | null) =>
    identities.find((one) => one.organizationId === organizationId)
  return by(organization_id) ?? by(null)
}

/** An invitation to an address is for whom the identity provider knows by it. */
function mustBeMeant(vault: Vault, { id, email_encrypted }: InvitationRow, { email }: Identity): void {
  if (email_encrypted === null) return
  const invited = vault.open(email_encrypted, invitedEmailBoundTo(id)).toString('utf8')
  if (invited.toLowerCase() !== email?.toLowerCase())
    throw new Forbidden(
      'The invitation is for another e-mail address than your identity provider vouches for: ask for one to yours, or to none.',
      TOKEN,
    )
}

async function findMember(
  transaction: Transaction,
  { id, organization_id, project_id }: InvitationRow,
  { issuer, subject }: Identity,
  lock: Lock,
): Promise<MemberRow | undefined> {
  const [row] = await transaction.query<MemberRow>({
    text: `SELECT m.id, m.is_active, m.role, pm.role AS project_role,
             coalesce(greatest(m.left_at, pm.left_at) >= i.created_at, false) AS was_removed_since
           FROM members m JOIN invitations i ON i.project_id = $4 AND i.id = $5
             LEFT JOIN project_members pm ON pm.member_id = m.id AND pm.project_id = $4
           WHERE m.organization_id = $1 AND m.issuer = $2 AND m.subject = $3 ${lock}`,
    values: [organization_id, issuer, subject, project_id, id],
  })
  return row
}

interface Joining {
  invitation: InvitationRow
  identity: Identity
  memberId: string
  known: MemberRow | undefined
}

async function join(transaction: Transaction, vault: Vault, joining: Joining): Promise<void> {
  const { invitation, identity, memberId, known } = joining
  const { id, project_id: projectId, organization_id: organizationId, role, reach } = invitation
  if (known)
    await transaction.query({
      text: 'UPDATE members SET is_active = true, updated_at = now() WHERE id = $1 AND organization_id = $2',
      values: [memberId, organizationId],
    })
  else await insertMember(transaction, vault, memberId, organizationId, identity)
  const former = (reach === 'PROJECT' ? known?.project_role : known?.role) ?? null
  const hasMore = former !== null && covers(permissionsOf([former]), permissionsOf([role]))
  if (!hasMore) await giveRole(transaction, { projectId, organizationId }, { memberId, role, reach })
  transaction.write({
    text: 'UPDATE invitations SET accepted_at = now(), accepted_by_id = $3 WHERE project_id = $1 AND id = $2',
    values: [projectId, id, memberId],
  })
  const change = { reach, role: { from: former, to: hasMore ? former : role } }
  noteChange({ type: 'Member', id: memberId }, change, { projectId })
}

async function insertMember(
  transaction: Transaction,
  vault: Vault,
  id: string,
  organizationId: string,
  { issuer, subject, name, email }: Identity,
): Promise<void> {
  const called = (name ?? email ?? subject).slice(0, LONGEST_NAME).toWellFormed()
  await transaction.query({
    text: `INSERT INTO members (id, organization_id, issuer, subject, name, email_encrypted) VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [
      id,
      organizationId,
      issuer,
      subject,
      called,
      email === null ? null : vault.seal(email, memberEmailBoundTo(id)),
    ],
  })
}
