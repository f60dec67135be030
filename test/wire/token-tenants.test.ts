import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProvider, type TestProvider } from '../support/identity-provider.ts'
import { askAs, codesOf, idOf, memberOf, newProject, organizationOf } from '../support/principals.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let provider: TestProvider
let app: TestApp
beforeAll(async () => {
  provider = await startProvider()
  app = await startTestApp(provider.environment)
  await memberOf(app, { subject: 'ploy', role: 'ADMIN' })
})
afterAll(async () => {
  await app?.stop()
  await provider?.stop()
})

const WHO = '{ viewer { name roles project { slug } member { name } apiKey { id } } }'

describe('a member of several projects', () => {
  let sales: string
  beforeAll(async () => {
    sales = await newProject(app, 'sales')
    await memberOf(app, {
      subject: 'somchai',
      projects: { [app.demo.main.projectId]: 'AGENT', [sales]: 'ANALYST' },
    })
  })
  const ask = async (query: string, project?: string) =>
    askAs(app, await provider.token({ sub: 'somchai', jti: `${project}` }), query, {}, project)

  test('names one by its slug or its id, and has the role of that one', async () => {
    for (const [project, role] of [
      ['sales', 'ANALYST'],
      [idOf('Project', sales), 'ANALYST'],
      [sales, 'ANALYST'],
      ['inbox', 'AGENT'],
    ] as const)
      expect((await ask('{ viewer { roles } }', project)).data).toEqual({ viewer: { roles: [role] } })
  })

  test('who names none sees which there are, and is told to name one for the rest', async () => {
    const answer = await ask('{ viewer { roles projects { slug roles } } }')
    expect(answer.data).toEqual({
      viewer: {
        roles: [],
        projects: expect.arrayContaining([
          { slug: 'inbox', roles: ['AGENT'] },
          { slug: 'sales', roles: ['ANALYST'] },
        ]),
      },
    })
    const refused = await ask('{ conversations { nodes { id } } }')
    expect(codesOf(refused)).toEqual(['FORBIDDEN'])
    expect(refused.errors?.[0]?.message).toMatch(/x-parley-project.*(inbox|sales)/)
    expect(codesOf(await ask('{ viewer { project { id } } }'))).toEqual(['PROJECT_REQUIRED'])
  })

  test('gets the same NOT_FOUND for a project that is missing, foreign or malformed', async () => {
    const answers = await Promise.all(
      [
        'nowhere',
        app.demo.other.projectId,
        idOf('Project', app.demo.other.projectId),
        "' OR 1=1",
        '😀'.normalize('NFC') && '%F0',
        'x'.repeat(300),
      ].map((project) => ask(WHO, project)),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1)
    expect(answers[0]?.status).toBe(404)
    expect(codesOf(answers[0] as never)).toEqual(['NOT_FOUND'])
  })

  test('loses the sockets of a project within five seconds of losing its role', async () => {
    const client = await new WsClient(`${app.url}/graphql`).opened()
    const token = await provider.token({ sub: 'somchai' })
    client.send({
      type: 'connection_init',
      payload: { authorization: `Bearer ${token}`, projectId: 'sales' },
    })
    await client.until((messages) => messages.some(({ type }) => type === 'connection_ack'))
    client.subscribe('1', 'subscription { events { __typename } }')
    await client.until(() => client.events('1').length > 0)
    const started = Date.now()
    await app.rows(`UPDATE project_members SET role = 'AGENT' WHERE project_id = '${sales}'`)
    expect((await client.closed).code).toBe(4403)
    expect(Date.now() - started).toBeLessThan(5000)
  })
})

describe('the identity provider of an organisation', () => {
  test('vouches for its own members alone, also under the issuer of another', async () => {
    const own = await startProvider('https://own.example.com')
    const otherOrganization = await organizationOf(app, app.demo.other.projectId)
    // The other organisation names our issuer, with keys of its own.
    await app.rows(
      `INSERT INTO identity_providers (organization_id, issuer, audience, jwks_url, algorithms)
       VALUES ('${otherOrganization}', '${provider.issuer}', '${own.audience}', '${own.jwksUrl}', '{RS256}')`,
    )
    const foreign = await own.token({ sub: 'ploy' }, { issuer: provider.issuer })
    const answer = await askAs(
      app,
      foreign,
      '{ viewer { roles projects { slug } } conversations { nodes { id } } }',
    )
    expect(codesOf(answer)).toEqual(['FORBIDDEN'])
    await memberOf(app, { subject: 'ploy', role: 'OWNER', organizationId: otherOrganization })
    const known = await askAs(app, foreign, '{ viewer { roles organization { slug } } }')
    expect(known.data).toEqual({ viewer: { roles: ['OWNER'], organization: { slug: 'other' } } })
    await app.rows('DELETE FROM identity_providers')
    await app.rows(`DELETE FROM members WHERE organization_id = '${otherOrganization}' AND subject = 'ploy'`)
    await own.stop()
  })

  test('keeps nobody out whom another organisation’s provider of the same name vouches for too', async () => {
    const shared = await startProvider('https://shared.example.com')
    const [first = '', second = ''] = [
      await organizationOf(app),
      await organizationOf(app, app.demo.other.projectId),
    ].sort()
    for (const organizationId of [first, second])
      await app.rows(
        `INSERT INTO identity_providers (organization_id, issuer, audience, jwks_url, algorithms)
         VALUES ('${organizationId}', '${shared.issuer}', '${shared.audience}', '${shared.jwksUrl}', '{RS256}')`,
      )
    // Known to the one alone that is asked last.
    const { issuer } = shared
    await memberOf(app, { subject: 'mali', issuer, role: 'AGENT', organizationId: second })
    const token = await shared.token({ sub: 'mali' })
    expect(await askAs(app, token, '{ viewer { roles } }')).toMatchObject({
      status: 200,
      data: { viewer: { roles: ['AGENT'] } },
    })
    await app.rows('DELETE FROM identity_providers')
    await app.rows(`DELETE FROM members WHERE issuer = '${issuer}'`)
    await shared.stop()
  })
})

test('who has signed in and is a member of nothing has a budget of their own', async () => {
  const small = await startTestApp({ ...provider.environment, PARLEY_KEY_POINTS_PER_MINUTE: '2' })
  const statuses = async (sub: string, times: number) => {
    const token = await provider.token({ sub })
    const told: number[] = []
    for (let n = 0; n < times; n += 1) told.push((await askAs(small, token, '{ viewer { name } }')).status)
    return told
  }
  expect(await statuses('stranger', 3)).toEqual([200, 200, 429])
  expect(await statuses('newcomer', 1)).toEqual([200])
  await small.stop()
})
