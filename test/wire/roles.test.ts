import type { GraphQLObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { permissionsOf, type Role, roles, withinProject } from '../../src/domain/access/permissions.ts'
import { schema } from '../../src/schema/index.ts'
import { rootNeeds } from '../../src/schema/needs.ts'
import { operationFor } from '../support/arguments.ts'
import { askAs, codesOf, type GraphAnswer, keyOf } from '../support/principals.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let app: TestApp
const keys = {} as Record<Role, string>
beforeAll(async () => {
  app = await startTestApp()
  for (const role of roles) keys[role] = await keyOf(app, role)
  await app.write(app.platform('WHATSAPP'), { n: 1, text: 'hello' })
  await app.settled()
})
afterAll(async () => {
  await app?.stop()
})

const fieldsOf = (root: string) => Object.values((schema.getType(root) as GraphQLObjectType).getFields())
/** By a key, which reaches no further than its project. */
const mayUse = (role: Role, root: keyof typeof rootNeeds, field: string) => {
  const need = rootNeeds[root][field]
  return need === 'ANYONE' || (need !== undefined && withinProject(permissionsOf([role])).has(need))
}
const isRefused = (answer: GraphAnswer) => codesOf(answer).includes('FORBIDDEN')

describe.each([
  ['query', 'Query'],
  ['mutation', 'Mutation'],
] as const)('every %s over HTTP', (kind, root) => {
  test.each(fieldsOf(root).map((field) => [field.name, field] as const))(
    '%s is FORBIDDEN for exactly the roles of the matrix',
    async (name, field) => {
      const { query, variables } = operationFor(kind, field)
      for (const role of roles) {
        const answer = await askAs(app, keys[role], query, variables)
        expect(answer.status, `${role}: ${JSON.stringify(answer.errors)}`).toBe(200)
        expect([role, isRefused(answer)]).toEqual([role, !mayUse(role, root, name)])
        if (isRefused(answer)) expect(answer.errors?.[0]?.extensions?.needs).toBe(rootNeeds[root][name])
      }
    },
  )
})

describe('every subscription over WebSocket', () => {
  const subscriptions = fieldsOf('Subscription').map((field) => [field.name, field] as const)
  test.each(subscriptions)(
    '%s is FORBIDDEN for exactly those without the permission',
    async (name, field) => {
      const { query, variables } = operationFor('subscription', field)
      const blind = await keyOf(app, 'ADMIN', ['MANAGE_API_KEYS'])
      for (const [key, isAllowed] of [
        ...roles.map((role) => [keys[role], mayUse(role, 'Subscription', name)] as const),
        [blind, rootNeeds.Subscription[name] === 'ANYONE'] as const,
      ]) {
        const client = await new WsClient(`${app.url}/graphql`).init(key)
        client.subscribe('1', query, variables)
        client.subscribe('2', '{ viewer { name } }')
        const refusals = () =>
          client.messages.filter(
            ({ id, payload }) => id === '1' && JSON.stringify(payload ?? null).includes('FORBIDDEN'),
          )
        await client.until((messages) => messages.some(({ id }) => id === '2'))
        if (!isAllowed) await client.until(() => refusals().length > 0)
        expect(refusals()).toHaveLength(isAllowed ? 0 : 1)
        await client.close()
      }
    },
  )
})

describe('what a type or field needs holds wherever it comes up', () => {
  const below = '{ platforms(first: 1) { nodes'
  const cases: [string, string, (keyof typeof keys)[]][] = [
    ['a webhook', `${below} { webhook { url } } } }`, ['OWNER', 'ADMIN', 'INTEGRATOR']],
    ['a developer app', `${below} { app { webhookUrl } } } }`, ['OWNER', 'ADMIN', 'INTEGRATOR']],
    [
      'a metric',
      `${below} { metrics(from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z") { id } } } }`,
      ['OWNER', 'ADMIN', 'ANALYST', 'INTEGRATOR'],
    ],
    ['a phone number', '{ customers(first: 1) { nodes { phone } } }', ['OWNER', 'ADMIN', 'AGENT']],
    ['an e-mail address', '{ members(first: 1) { nodes { email } } }', ['OWNER', 'ADMIN']],
  ]
  test.each(cases)('%s', async (_name, query, allowed) => {
    for (const role of roles) {
      const answer = await askAs(app, keys[role], query)
      expect([role, isRefused(answer), answer.errors?.[0]?.message]).toEqual([
        role,
        !allowed.includes(role),
        allowed.includes(role)
          ? undefined
          : expect.stringMatching(/needs the permission [A-Z_]+, which .*; you are/),
      ])
    }
  })

  test('also for `node`, whatever else a key may', async () => {
    const ids = await app.query<{ platforms: { nodes: { id: string; webhook: { id: string } }[] } }>(
      '{ platforms(first: 1) { nodes { id webhook { id } } } }',
    )
    const [{ id, webhook } = { id: '', webhook: { id: '' } }] = ids.platforms.nodes
    const asked = 'query ($id: ID!) { node(id: $id) { __typename id } }'
    expect(isRefused(await askAs(app, keys.AGENT, asked, { id: webhook.id }))).toBe(true)
    expect(isRefused(await askAs(app, keys.AGENT, asked, { id }))).toBe(false)
    const blind = await keyOf(app, 'ADMIN', ['MANAGE_API_KEYS'])
    expect(isRefused(await askAs(app, blind, asked, { id }))).toBe(true)
    expect(isRefused(await askAs(app, blind, '{ viewer { project { platforms { nodes { id } } } } }'))).toBe(
      true,
    )
  })
})

describe('a key that names a project', () => {
  const ask = (project: string) => askAs(app, keys.AGENT, '{ viewer { project { slug } } }', {}, project)
  test('is answered for its own', async () => {
    expect((await ask(app.demo.main.projectId)).data).toEqual({ viewer: { project: { slug: 'inbox' } } })
  })
  test.each(['nowhere', 'x'.repeat(200)])('gets NOT_FOUND for "%s"', async (project) => {
    const answer = await ask(project)
    expect([answer.status, codesOf(answer)]).toEqual([404, ['NOT_FOUND']])
  })
  test('gets the same NOT_FOUND for one of another organisation', async () => {
    expect(await ask(app.demo.other.projectId)).toEqual(await ask('nowhere'))
  })
})

describe('a key that is narrowed to scopes', () => {
  test('may do those and says what it lacks', async () => {
    const key = await keyOf(app, 'ADMIN', ['READ_INBOX', 'READ_AUDIT'])
    const { data } = await askAs<{ viewer: { permissions: string[] } }>(
      app,
      key,
      '{ viewer { permissions } }',
    )
    expect(data?.viewer.permissions.sort()).toEqual(['READ_AUDIT', 'READ_INBOX'])
    const refused = await askAs(app, key, '{ apiKeys { nodes { id } } }')
    expect(refused.errors?.[0]?.message).toMatch(/MANAGE_API_KEYS.*the scopes of this key do not hold it/)
  })
  test('has no scope that its role has not', async () => {
    const key = await keyOf(app, 'ANALYST', ['READ_INBOX', 'SEND_MESSAGES'])
    const { data } = await askAs(app, key, '{ viewer { permissions } }')
    expect(data).toEqual({ viewer: { permissions: ['READ_INBOX'] } })
  })
})

test('a key of an OWNER does not show what it cannot reach, and is told why', async () => {
  const shown = await askAs<{ viewer: { roles: string[]; permissions: string[] } }>(
    app,
    keys.OWNER,
    '{ viewer { roles permissions } }',
  )
  expect(shown.data?.viewer.roles).toEqual(['OWNER'])
  expect(shown.data?.viewer.permissions).toContain('READ_AUDIT')
  expect(shown.data?.viewer.permissions).not.toContain('MANAGE_ORGANIZATION')
  const refused = await askAs(app, keys.OWNER, '{ identityProvider { issuer } }')
  expect([codesOf(refused), refused.errors?.[0]?.message]).toEqual([
    ['FORBIDDEN'],
    expect.stringMatching(/MANAGE_ORGANIZATION.*OWNER of the whole organisation.*does not reach/),
  ])
})
