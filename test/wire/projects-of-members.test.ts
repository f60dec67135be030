import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProvider, type TestProvider } from '../support/identity-provider.ts'
import { askAs, codesOf, idOf, memberOf, newProject } from '../support/principals.ts'
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
        '%F0%9F%98%80',
        'x'.repeat(300),
      ].map((project) => ask('{ viewer { name } }', project)),
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
