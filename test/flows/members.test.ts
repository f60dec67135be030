import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAs, codesOf, idOf, keyOf, memberOf, newProject, organizationOf } from '../support/principals.ts'
import { type Result, type SignedInApp, startSignedInApp } from '../support/signed-in.ts'
import type { TestApp } from '../support/test-app.ts'

let signedIn: SignedInApp
let app: TestApp
let owner: string
let admin: string
beforeAll(async () => {
  signedIn = await startSignedInApp()
  ;({ app, owner, admin } = signedIn)
})
afterAll(async () => {
  await signedIn?.stop()
})
const change: SignedInApp['change'] = (...asked) => signedIn.change(...asked)

describe('the last OWNER', () => {
  test('stays, however many are removed or demoted at once', async () => {
    const other = app.demo.other.projectId
    const organizationId = await organizationOf(app, other)
    await app.rows(`DELETE FROM members WHERE organization_id = '${organizationId}'`)
    const subjects = Array.from({ length: 8 }, (_, n) => `owner-${n}`)
    const ids: string[] = []
    for (const subject of subjects)
      ids.push(idOf('Member', await memberOf(app, { subject, role: 'OWNER', organizationId })))
    const tokens = await Promise.all(subjects.map((sub) => signedIn.provider.token({ sub })))
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
    const both = await signedIn.provider.token({ sub: 'both' })
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
    const gone = await signedIn.provider.token({ sub: 'gone' })
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
  test('keeps a name of its own, however many are given it at once', async () => {
    const ids: string[] = []
    for (let n = 0; n < 6; n += 1) {
      const made = (await change(admin, 'createTeam', { name: `Team ${n}` }, 'team { id }')) as Result & {
        team: { id: string }
      }
      ids.push(made.team.id)
    }
    const renamed = await Promise.all(
      ids.map((teamId) => change(admin, 'updateTeam', { teamId, name: 'The one' })),
    )
    expect(renamed.map(({ code }) => code ?? 'done').toSorted()).toEqual([
      ...Array(5).fill('INVALID_INPUT'),
      'done',
    ])
    for (const teamId of ids) await change(admin, 'deleteTeam', { teamId })
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
