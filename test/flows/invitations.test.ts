import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inviteOwner } from '../../src/domain/access/invite-owner.ts'
import { askAs, codesOf, idOf, memberOf, newProject } from '../support/principals.ts'
import { type Result, type SignedInApp, startSignedInApp } from '../support/signed-in.ts'
import type { TestApp } from '../support/test-app.ts'

let signedIn: SignedInApp
let app: TestApp
let owner: string
beforeAll(async () => {
  signedIn = await startSignedInApp()
  ;({ app, owner } = signedIn)
})
afterAll(async () => {
  await signedIn?.stop()
})
const change: SignedInApp['change'] = (...asked) => signedIn.change(...asked)

describe('an invitation', () => {
  const invite = async (input: object) =>
    (await change(owner, 'inviteMember', input, 'token invitation { id role reach email }')) as Result & {
      token: string
      invitation: { id: string }
    }
  const accept = (credential: string, token: string) =>
    change(credential, 'acceptInvitation', { token }, 'memberId projectId role reach')

  test('makes a stranger who signed in a member, once', async () => {
    const { token } = await invite({ role: 'AGENT', email: 'Nok@Example.com' })
    const nok = await signedIn.provider.token({ sub: 'nok', name: 'Nok', email: 'nok@example.com' })
    const before = await askAs(app, nok, '{ conversations { nodes { id } } }')
    expect([codesOf(before), before.errors?.[0]?.message]).toEqual([
      ['FORBIDDEN'],
      expect.stringMatching(/accept an invitation/),
    ])
    const accepted = await accept(nok, token)
    expect(accepted).toMatchObject({ __typename: 'AcceptInvitationPayload', role: 'AGENT', reach: 'PROJECT' })
    expect(
      (await askAs(app, nok, '{ viewer { name roles member { name projectRole role } } }')).data,
    ).toEqual({
      viewer: { name: 'Nok', roles: ['AGENT'], member: { name: 'Nok', projectRole: 'AGENT', role: null } },
    })
    expect((await accept(nok, token)).memberId).toBe(accepted.memberId)
    const audited = await askAs(
      app,
      owner,
      'query ($id: ID!) { auditEntries(subjectId: $id) { nodes { action actorKind actorName } } }',
      { id: accepted.memberId },
    )
    expect(audited.data).toEqual({
      auditEntries: { nodes: [{ action: 'acceptInvitation', actorKind: 'IDENTITY', actorName: 'Nok' }] },
    })
    const thief = await signedIn.provider.token({ sub: 'thief', email: 'nok@example.com' })
    expect((await accept(thief, token)).code).toBe('NO_LONGER_VALID')
    const stored = await app.rows<{ row: string }>(
      'SELECT i::text AS row FROM invitations i UNION ALL SELECT m::text FROM members m',
    )
    expect(stored.some(({ row }) => /example\.com"|nok@/i.test(row) || row.includes(token))).toBe(false)
  })

  test('to an address is for who the provider knows by it', async () => {
    const { token } = await invite({ role: 'AGENT', email: 'lek@example.com' })
    for (const claims of [
      { sub: 'x1', email: 'other@example.com' },
      { sub: 'x2', email: undefined },
      { sub: 'x3', email: 'lek@example.com', email_verified: false },
      { sub: 'x4', email: 'lek@example.com', email_verified: 'false' },
    ])
      expect((await accept(await signedIn.provider.token(claims as never), token)).code).toBe('FORBIDDEN')
  })

  test('is for people: not for a key, nor once it was taken back or has expired', async () => {
    const { token, invitation } = await invite({ role: 'AGENT' })
    expect((await accept(app.demo.main.apiKey, token)).code).toBe('FORBIDDEN')
    expect((await change(owner, 'revokeInvitation', { invitationId: invitation.id })).__typename).toBe(
      'RevokeInvitationPayload',
    )
    const late = await signedIn.provider.token({ sub: 'late' })
    expect((await accept(late, token)).code).toBe('NO_LONGER_VALID')
    const other = await invite({ role: 'AGENT' })
    await app.rows(`UPDATE invitations SET expires_at = now() - interval '1 second'`)
    expect((await accept(late, other.token)).code).toBe('NO_LONGER_VALID')
    expect((await accept(late, 'inv_nothing')).code).toBe('NOT_FOUND')
  })

  test('that is accepted again by who names no project is told of once, in its own', async () => {
    const { token } = await invite({ role: 'AGENT' })
    // From here to its end the owner has two projects, and would have to name one.
    const west = await newProject(app, 'west')
    await memberOf(app, { subject: 'both-ways', projects: { [west]: 'AGENT' } })
    const person = await signedIn.provider.token({ sub: 'both-ways' })
    for (const _ of [1, 2]) expect((await accept(person, token)).__typename).toBe('AcceptInvitationPayload')
    expect(
      await app.rows(
        `SELECT 1 FROM audit_entries WHERE action = 'acceptInvitation' AND (subject_id IS NULL OR project_id <> '${app.demo.main.projectId}')`,
      ),
    ).toEqual([])
    await app.rows(`DELETE FROM projects WHERE id = '${west}'`)
  })

  test('made before somebody was removed does not bring them back', async () => {
    const id = idOf('Member', await memberOf(app, { subject: 'leaver', role: 'ADMIN' }))
    const leaver = await signedIn.provider.token({ sub: 'leaver' })
    const own = { role: 'ADMIN', reach: 'ORGANIZATION' }
    const { token } = (await change(leaver, 'inviteMember', own, 'token')) as Result & { token: string }
    await change(owner, 'removeMember', { memberId: id, reach: 'ORGANIZATION' })
    expect((await accept(leaver, token)).code).toBe('NO_LONGER_VALID')
    const later = await invite({ role: 'AGENT' })
    expect((await accept(leaver, later.token)).__typename).toBe('AcceptInvitationPayload')
  })

  test('takes nothing away from who has more', async () => {
    const { token } = await invite({ role: 'ANALYST', reach: 'ORGANIZATION' })
    expect((await accept(owner, token)).__typename).toBe('AcceptInvitationPayload')
    expect((await askAs(app, owner, '{ viewer { roles } }', {}, 'inbox')).data).toEqual({
      viewer: { roles: ['OWNER'] },
    })
  })
})

test('the first OWNER of a new organisation comes by an invitation of the installation', async () => {
  const token = await inviteOwner(app.database, 'fresh', 'Fresh Fish')
  const first = await signedIn.provider.token({ sub: 'first' })
  const accepted = await change(first, 'acceptInvitation', { token }, 'role reach')
  expect(accepted).toMatchObject({ role: 'OWNER', reach: 'ORGANIZATION' })
  expect(
    (await askAs(app, first, '{ viewer { roles organization { name } project { slug } } }')).data,
  ).toEqual({
    viewer: { roles: ['OWNER'], organization: { name: 'Fresh Fish' }, project: { slug: 'inbox' } },
  })
})
