import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Access, type Result, startAccess } from '../support/access.ts'
import type { TestProvider } from '../support/identity-provider.ts'
import { askAs, idOf, keyOf, memberOf } from '../support/principals.ts'
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
const makeKey = async (credential: string, input: object) =>
  (await change(
    credential,
    'createApiKey',
    input,
    'secret apiKey { id prefix role scopes createdBy }',
  )) as Result & {
    secret: string | null
    apiKey: { id: string; prefix: string; role: string; scopes: string[]; createdBy: string }
  }
const WHO = '{ viewer { name roles permissions } }'
const statusOf = async (key: string) => (await askAs(app, key, WHO)).status

describe('an API key', () => {
  test('is shown once, works, and is stored as its hash alone', async () => {
    const made = await makeKey(owner, { name: 'CRM', role: 'AGENT', idempotencyKey: 'crm' })
    expect(made.apiKey).toMatchObject({ role: 'AGENT', scopes: ['*'], createdBy: 'olga' })
    expect(made.secret?.startsWith(made.apiKey.prefix)).toBe(true)
    expect((await askAs(app, made.secret ?? '', WHO)).data).toMatchObject({ viewer: { roles: ['AGENT'] } })
    const again = await makeKey(owner, { name: 'CRM', role: 'AGENT', idempotencyKey: 'crm' })
    expect([again.apiKey.id, again.secret]).toEqual([made.apiKey.id, null])
    const stored = await app.rows<{ row: string }>('SELECT k::text AS row FROM api_keys k')
    expect(stored.some(({ row }) => row.includes(made.secret ?? ''))).toBe(false)
  })

  test('tells when it was last used, without a write for each request', async () => {
    const made = await makeKey(owner, { name: 'used', role: 'AGENT' })
    for (let n = 0; n < 5; n += 1) await statusOf(made.secret ?? '')
    const lastUsed = async () => {
      const { data } = await askAs<{ node: { lastUsedAt: string | null } }>(
        app,
        owner,
        'query ($id: ID!) { node(id: $id) { ... on ApiKey { lastUsedAt } } }',
        { id: made.apiKey.id },
      )
      return data?.node.lastUsedAt
    }
    await expect.poll(lastUsed, { timeout: 20_000, interval: 500 }).not.toBeNull()
  })

  test('rotated lives on for the overlap beside the new one, and no longer', async () => {
    const made = await makeKey(owner, { name: 'rotated', role: 'AGENT', scopes: ['READ_INBOX'] })
    const rotated = (await change(
      owner,
      'rotateApiKey',
      { apiKeyId: made.apiKey.id, overlapSeconds: 4 },
      'secret apiKey { name role scopes }',
    )) as Result & { secret: string }
    expect(rotated.apiKey).toEqual({ name: 'rotated', role: 'AGENT', scopes: ['READ_INBOX'] })
    expect([await statusOf(made.secret ?? ''), await statusOf(rotated.secret)]).toEqual([200, 200])
    await expect.poll(() => statusOf(made.secret ?? ''), { timeout: 15_000, interval: 250 }).toBe(401)
    expect(await statusOf(rotated.secret)).toBe(200)
    const twice = await change(owner, 'rotateApiKey', { apiKeyId: made.apiKey.id })
    expect(twice.code).toBe('NO_LONGER_VALID')
  })

  test('revoked loses its power, its subscriptions and its sockets', async () => {
    const made = await makeKey(owner, { name: 'revoked', role: 'AGENT' })
    const client = await new WsClient(`${app.url}/graphql`).init(made.secret ?? '')
    const started = Date.now()
    expect((await change(owner, 'revokeApiKey', { apiKeyId: made.apiKey.id })).__typename).toBe(
      'RevokeApiKeyPayload',
    )
    expect((await client.closed).code).toBe(4403)
    expect(Date.now() - started).toBeLessThan(5000)
    await expect.poll(() => statusOf(made.secret ?? ''), { timeout: 15_000, interval: 250 }).toBe(401)
  })

  test('that loses its role while open is closed too', async () => {
    const made = await makeKey(owner, { name: 'changed', role: 'ADMIN' })
    const client = await new WsClient(`${app.url}/graphql`).init(made.secret ?? '')
    await app.rows(`UPDATE api_keys SET role = 'ANALYST' WHERE name = 'changed'`)
    expect((await client.closed).code).toBe(4403)
  })

  test.each([
    ['a time that is past', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['no scope at all', { scopes: [] }],
    ['no name', { name: ' ' }],
    ['a name that cannot be stored as it is and is too long', { name: '\u0000'.repeat(101) }],
  ])('with %s is refused', async (_name, wrong) => {
    const made = await makeKey(owner, { name: 'wrong', role: 'AGENT', ...wrong })
    expect(made.code).toBe('INVALID_INPUT')
  })

  test('that is missing, foreign, malformed or of another type answers the same', async () => {
    const foreign = await keyOf(app, 'AGENT', ['*'], app.demo.other.projectId)
    const [row] = await app.rows<{ id: string }>(
      `SELECT id::text FROM api_keys WHERE prefix = '${foreign.slice(0, 11)}'`,
    )
    const project = idOf('Project', app.demo.main.projectId)
    const ids = [idOf('ApiKey', row?.id ?? ''), idOf('ApiKey', app.demo.main.projectId), project, 'x', '']
    const results = await Promise.all(ids.map((apiKeyId) => change(owner, 'revokeApiKey', { apiKeyId })))
    expect(new Set(results.map(({ code }) => code))).toEqual(new Set(['NOT_FOUND']))
    expect(await statusOf(foreign)).toBe(200)
  })
})

describe('nobody grants more than they have', () => {
  test('by a key', async () => {
    const refused = await makeKey(admin, { name: 'more', role: 'OWNER' })
    expect([refused.code, refused.message]).toEqual([
      'FORBIDDEN',
      expect.stringMatching(/MANAGE_ORGANIZATION.*OWNER/),
    ])
    expect((await makeKey(admin, { name: 'less', role: 'ADMIN' })).__typename).toBe('CreateApiKeyPayload')
    const scoped = await keyOf(app, 'ADMIN', ['MANAGE_API_KEYS', 'READ_INBOX'])
    expect((await makeKey(scoped, { name: 'all', role: 'ADMIN' })).code).toBe('FORBIDDEN')
    expect((await makeKey(scoped, { name: 'same', role: 'AGENT', scopes: ['READ_INBOX'] })).__typename).toBe(
      'CreateApiKeyPayload',
    )
  })
  test('by the rotation of a key that may more', async () => {
    const made = await makeKey(owner, { name: 'strong', role: 'OWNER' })
    expect((await change(admin, 'rotateApiKey', { apiKeyId: made.apiKey.id })).code).toBe('FORBIDDEN')
  })
  test('by an invitation, a role, or a removal', async () => {
    expect((await change(admin, 'inviteMember', { role: 'OWNER', reach: 'ORGANIZATION' })).code).toBe(
      'FORBIDDEN',
    )
    const somebody = idOf('Member', await memberOf(app, { subject: 'somebody', role: 'AGENT' }))
    const raised = await change(admin, 'changeMemberRole', {
      memberId: somebody,
      role: 'OWNER',
      reach: 'ORGANIZATION',
    })
    expect(raised.code).toBe('FORBIDDEN')
    const boss = idOf('Member', await memberOf(app, { subject: 'boss', role: 'OWNER' }))
    for (const [field, input] of [
      ['changeMemberRole', { memberId: boss, role: 'AGENT', reach: 'ORGANIZATION' }],
      ['removeMember', { memberId: boss, reach: 'ORGANIZATION' }],
    ] as const)
      expect((await change(admin, field, input)).code).toBe('FORBIDDEN')
  })
  test('over the organisation by a key or by a role in one project', async () => {
    const key = await keyOf(app, 'OWNER')
    await memberOf(app, { subject: 'local', projects: { [app.demo.main.projectId]: 'OWNER' } })
    for (const credential of [key, await provider.token({ sub: 'local' })]) {
      expect((await change(credential, 'inviteMember', { role: 'AGENT', reach: 'ORGANIZATION' })).code).toBe(
        'FORBIDDEN',
      )
      expect((await change(credential, 'inviteMember', { role: 'AGENT' })).__typename).toBe(
        'InviteMemberPayload',
      )
      expect((await change(credential, 'removeIdentityProvider', {})).code).toBe('FORBIDDEN')
    }
  })
})
