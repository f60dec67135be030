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
  type Invited = Result & { token: string }
  const rolesIn = async (credential: string) =>
    (await askAs<{ viewer: { roles: string[] } }>(app, credential, '{ viewer { roles } }', {}, 'inbox')).data
      ?.viewer.roles
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

  test('of before does not bring anybody back into a project, whoever made it', async () => {
    const id = idOf(
      'Member',
      await memberOf(app, { subject: 'mover', projects: { [app.demo.main.projectId]: 'ADMIN' } }),
    )
    const mover = await signedIn.provider.token({ sub: 'mover' })
    const { token: own } = (await change(mover, 'inviteMember', { role: 'ADMIN' }, 'token')) as Invited
    const { token: others } = await invite({ role: 'ADMIN' })
    expect((await change(owner, 'removeMember', { memberId: id })).code).toBeUndefined()
    for (const token of [own, others]) expect((await accept(mover, token)).code).toBe('NO_LONGER_VALID')
    const later = await invite({ role: 'AGENT' })
    expect((await accept(mover, later.token)).__typename).toBe('AcceptInvitationPayload')
    // They are back as an AGENT, and what was older is no more than it was.
    for (const token of [own, others]) expect((await accept(mover, token)).code).toBe('NO_LONGER_VALID')
    expect(await rolesIn(mover)).toEqual(['AGENT'])
  })

  test('of before is nothing to who left the organisation and came back with less', async () => {
    const id = idOf('Member', await memberOf(app, { subject: 'returner', role: 'AGENT' }))
    const returner = await signedIn.provider.token({ sub: 'returner' })
    const { token: former } = await invite({ role: 'ADMIN', reach: 'ORGANIZATION' })
    await change(owner, 'removeMember', { memberId: id, reach: 'ORGANIZATION' })
    const later = await invite({ role: 'ANALYST' })
    expect((await accept(returner, later.token)).__typename).toBe('AcceptInvitationPayload')
    expect((await accept(returner, former)).code).toBe('NO_LONGER_VALID')
    expect(await rolesIn(returner)).toEqual(['ANALYST'])
  })

  test.each([
    ['is demoted', (id: string) => change(owner, 'changeMemberRole', { memberId: id, role: 'AGENT' })],
    ['is removed', (id: string) => change(owner, 'removeMember', { memberId: id })],
  ])('counts no more once whoever made it %s', async (name, lose) => {
    const subject = `maker who ${name}`
    const { projectId } = app.demo.main
    const id = await memberOf(app, { subject, projects: { [projectId]: 'ADMIN' } })
    const maker = await signedIn.provider.token({ sub: subject })
    const { token } = (await change(maker, 'inviteMember', { role: 'ADMIN' }, 'token')) as Invited
    expect((await lose(idOf('Member', id))).code).toBeUndefined()
    const friend = await signedIn.provider.token({ sub: `friend of ${subject}` })
    const late = await accept(friend, token)
    expect([late.code, late.message]).toEqual([
      'NO_LONGER_VALID',
      expect.stringMatching(/Whoever made this invitation may not make it any more/),
    ])
    expect((await accept(maker, token)).code).toBe('NO_LONGER_VALID')
  })

  test('of a key outlives its rotation, and not its revocation', async () => {
    const made = await signedIn.makeKey(owner, { name: 'inviting', role: 'ADMIN' })
    const tokens: string[] = []
    for (let n = 0; n < 2; n += 1)
      tokens.push(
        ((await change(made.secret ?? '', 'inviteMember', { role: 'AGENT' }, 'token')) as Invited).token,
      )
    const [first = '', second = ''] = tokens
    const rotated = (await change(
      owner,
      'rotateApiKey',
      { apiKeyId: made.apiKey.id, overlapSeconds: 0 },
      'apiKey { id }',
    )) as Result & { apiKey: { id: string } }
    const guest = await signedIn.provider.token({ sub: 'guest of a key' })
    expect((await accept(guest, first)).__typename).toBe('AcceptInvitationPayload')
    await change(owner, 'revokeApiKey', { apiKeyId: rotated.apiKey.id })
    const late = await signedIn.provider.token({ sub: 'late guest of a key' })
    expect((await accept(late, second)).code).toBe('NO_LONGER_VALID')
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
