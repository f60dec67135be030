import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAs, idOf, keyOf } from '../support/principals.ts'
import { type Result, type SignedInApp, startSignedInApp } from '../support/signed-in.ts'
import type { TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

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
const makeKey: SignedInApp['makeKey'] = (...asked) => signedIn.makeKey(...asked)

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

  test.each([
    ['AGENT', ['READ_INBOX', 'READ_AUDIT', 'MANAGE_API_KEYS'], 'READ_AUDIT, MANAGE_API_KEYS'],
    ['OWNER', ['READ_INBOX', 'MANAGE_ORGANIZATION'], 'MANAGE_ORGANIZATION'],
  ])('of %s is refused scopes that it could never use, and told which', async (role, scopes, lacking) => {
    const made = await makeKey(owner, { name: 'too much', role, scopes })
    expect([made.code, made.path]).toEqual(['INVALID_INPUT', ['input', 'scopes']])
    expect(made.message).toContain(`No key of ${role} can have ${lacking}:`)
    expect(await app.rows(`SELECT 1 FROM api_keys WHERE name = 'too much'`)).toEqual([])
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
