import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inviteOwner } from '../../src/domain/access/invite-owner.ts'
import { type Access, type Result, startAccess } from '../support/access.ts'
import { startProvider, type TestProvider } from '../support/identity-provider.ts'
import { askAs, codesOf, idOf, keyOf, memberOf, newProject, organizationOf } from '../support/principals.ts'
import type { TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let access: Access
let app: TestApp
let provider: TestProvider
let owner: string
let admin: string
beforeAll(async () => {
  access = await startAccess()
  ;({ app, provider, owner, admin } = access)
})
afterAll(async () => {
  await access?.stop()
})

const change: Access['change'] = (...args) => access.change(...args)

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
    const nok = await provider.token({ sub: 'nok', name: 'Nok', email: 'nok@example.com' })
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
    const thief = await provider.token({ sub: 'thief', email: 'nok@example.com' })
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
      expect((await accept(await provider.token(claims as never), token)).code).toBe('FORBIDDEN')
  })

  test('is for people: not for a key, nor once it was taken back or has expired', async () => {
    const { token, invitation } = await invite({ role: 'AGENT' })
    expect((await accept(app.demo.main.apiKey, token)).code).toBe('FORBIDDEN')
    expect((await change(owner, 'revokeInvitation', { invitationId: invitation.id })).__typename).toBe(
      'RevokeInvitationPayload',
    )
    const late = await provider.token({ sub: 'late' })
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
    const person = await provider.token({ sub: 'both-ways' })
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
    const leaver = await provider.token({ sub: 'leaver' })
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

describe('the last OWNER', () => {
  test('stays, however many are removed or demoted at once', async () => {
    const other = app.demo.other.projectId
    const organizationId = await organizationOf(app, other)
    await app.rows(`DELETE FROM members WHERE organization_id = '${organizationId}'`)
    const subjects = Array.from({ length: 8 }, (_, n) => `owner-${n}`)
    const ids: string[] = []
    for (const subject of subjects)
      ids.push(idOf('Member', await memberOf(app, { subject, role: 'OWNER', organizationId })))
    const tokens = await Promise.all(subjects.map((sub) => provider.token({ sub })))
    const results = await Promise.all(
      tokens.map((token, n) =>
        n % 2 === 0
          ? change(token, 'removeMember', { memberId: ids[n], reach: 'ORGANIZATION' })
          : change(token, 'changeMemberRole', { memberId: ids[n], role: 'AGENT', reach: 'ORGANIZATION' }),
      ),
    )
    expect(results.filter(({ code }) => code === 'LAST_OWNER')).toHaveLength(1)
    const left = await app.rows(
      `SELECT id FROM members WHERE organization_id = '${organizationId}' AND role = 'OWNER' AND is_active`,
    )
    expect(left).toHaveLength(1)
  })
})

describe('a member', () => {
  test('may be one thing in the organisation and more in a project', async () => {
    const id = idOf('Member', await memberOf(app, { subject: 'both', role: 'ANALYST' }))
    const both = await provider.token({ sub: 'both' })
    expect(
      (
        await change(
          admin,
          'changeMemberRole',
          { memberId: id, role: 'AGENT' },
          'member { role projectRole }',
        )
      ).member,
    ).toEqual({
      role: 'ANALYST',
      projectRole: 'AGENT',
    })
    expect((await askAs(app, both, '{ viewer { roles } }')).data).toEqual({
      viewer: { roles: ['ANALYST', 'AGENT'] },
    })
  })
  test('who is removed can do nothing from the next seconds on', async () => {
    const id = idOf('Member', await memberOf(app, { subject: 'gone', role: 'AGENT' }))
    const gone = await provider.token({ sub: 'gone' })
    expect(codesOf(await askAs(app, gone, '{ conversations { nodes { id } } }'))).toEqual([])
    await change(admin, 'removeMember', { memberId: id, reach: 'ORGANIZATION' })
    const code = async () => codesOf(await askAs(app, gone, '{ conversations { nodes { id } } }'))
    await expect.poll(code, { timeout: 15_000, interval: 250 }).toEqual(['FORBIDDEN'])
  })
  test('who has more in another project is not removed by who has less there', async () => {
    const north = await newProject(app, 'north')
    const id = idOf('Member', await memberOf(app, { subject: 'head', projects: { [north]: 'OWNER' } }))
    const input = { memberId: id, reach: 'ORGANIZATION' }
    const query = `mutation ($input: RemoveMemberInput!) { result: removeMember(input: $input) {
      __typename ... on UserError { code } } }`
    const removed = async (credential: string) =>
      (await askAs(app, credential, query, { input }, 'inbox')).data
    expect(await removed(admin)).toMatchObject({ result: { code: 'FORBIDDEN' } })
    expect(await removed(owner)).toMatchObject({ result: { __typename: 'RemoveMemberPayload' } })
    await app.rows(`DELETE FROM projects WHERE id = '${north}'`)
  })
  test('of another organisation is as if not there', async () => {
    const organizationId = await organizationOf(app, app.demo.other.projectId)
    const foreign = idOf('Member', await memberOf(app, { subject: 'foreign', role: 'AGENT', organizationId }))
    for (const [field, more] of [
      ['changeMemberRole', { role: 'AGENT' }],
      ['removeMember', {}],
    ] as const)
      for (const reach of ['PROJECT', 'ORGANIZATION'])
        expect((await change(owner, field, { memberId: foreign, reach, ...more })).code).toBe('NOT_FOUND')
  })
})

describe('a team', () => {
  test('is made, filled, renamed and deleted; its people stay', async () => {
    const member = idOf('Member', await memberOf(app, { subject: 'teamed', role: 'AGENT' }))
    const made = (await change(admin, 'createTeam', { name: 'Front desk' }, 'team { id }')) as Result & {
      team: { id: string }
    }
    const teamId = made.team.id
    expect((await change(admin, 'createTeam', { name: 'Front desk' })).code).toBe('INVALID_INPUT')
    const select = 'team { name members { nodes { name } } }'
    const filled = await change(admin, 'addTeamMember', { teamId, memberId: member }, select)
    expect(filled.team).toEqual({ name: 'Front desk', members: { nodes: [{ name: 'teamed' }] } })
    expect((await change(admin, 'updateTeam', { teamId, name: 'Desk' }, select)).team).toMatchObject({
      name: 'Desk',
    })
    expect((await change(admin, 'removeTeamMember', { teamId, memberId: member }, select)).team).toEqual({
      name: 'Desk',
      members: { nodes: [] },
    })
    expect((await change(admin, 'deleteTeam', { teamId })).__typename).toBe('DeleteTeamPayload')
    expect((await change(admin, 'deleteTeam', { teamId })).code).toBe('NOT_FOUND')
  })
  test('takes nobody who has nothing to do with the project', async () => {
    const elsewhere = await newProject(app, 'elsewhere')
    const stranger = idOf(
      'Member',
      await memberOf(app, { subject: 'elsewhere', projects: { [elsewhere]: 'AGENT' } }),
    )
    const key = await keyOf(app, 'ADMIN')
    const made = (await change(key, 'createTeam', { name: 'Closed' }, 'team { id }')) as Result & {
      team: { id: string }
    }
    expect((await change(key, 'addTeamMember', { teamId: made.team.id, memberId: stranger })).code).toBe(
      'NOT_FOUND',
    )
    await app.rows(`DELETE FROM projects WHERE id = '${elsewhere}'`)
  })
})

test('an OWNER names the identity provider of the organisation, by which its people then sign in', async () => {
  const own = await startProvider('https://own.example.com')
  const input = { issuer: own.issuer, audience: own.audience, jwksUrl: own.jwksUrl }
  expect((await change(owner, 'setIdentityProvider', { ...input, algorithms: ['HS256'] })).code).toBe(
    'INVALID_INPUT',
  )
  expect((await change(owner, 'setIdentityProvider', { ...input, jwksUrl: 'file:///etc/passwd' })).code).toBe(
    'INVALID_INPUT',
  )
  expect((await change(owner, 'setIdentityProvider', input)).__typename).toBe('SetIdentityProviderPayload')
  await memberOf(app, { subject: 'own', issuer: own.issuer, role: 'AGENT' })
  const token = await own.token({ sub: 'own' })
  expect((await askAs(app, token, '{ viewer { roles } }')).data).toEqual({ viewer: { roles: ['AGENT'] } })
  const client = await new WsClient(`${app.url}/graphql`).init(token)
  client.subscribe('1', 'subscription { events { __typename } }')
  await client.until(() => client.events('1').length > 0)
  const started = Date.now()
  expect((await change(owner, 'removeIdentityProvider', {})).__typename).toBe('RemoveIdentityProviderPayload')
  expect((await client.closed).code).toBe(4403)
  expect(Date.now() - started).toBeLessThan(5000)
  await expect
    .poll(async () => (await askAs(app, token, '{ viewer { name } }')).status, {
      timeout: 15_000,
      interval: 250,
    })
    .toBe(401)
  await own.stop()
})

test('the first OWNER of a new organisation comes by an invitation of the installation', async () => {
  const token = await inviteOwner(app.database, 'fresh', 'Fresh Fish')
  const first = await provider.token({ sub: 'first' })
  const accepted = await change(first, 'acceptInvitation', { token }, 'role reach')
  expect(accepted).toMatchObject({ role: 'OWNER', reach: 'ORGANIZATION' })
  expect(
    (await askAs(app, first, '{ viewer { roles organization { name } project { slug } } }')).data,
  ).toEqual({
    viewer: { roles: ['OWNER'], organization: { name: 'Fresh Fish' }, project: { slug: 'inbox' } },
  })
})
