import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withClient } from '../support/database.ts'
import { askAs, idOf, keyOf } from '../support/principals.ts'
import { ON_ITS_WAY, Sender } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
})
afterAll(async () => {
  await app?.stop()
})

interface Entry {
  action: string
  actorName: string
  actorKind: string
  subjectId: string | null
  difference: Record<string, unknown>
}

async function entries(variables: object = {}): Promise<Entry[]> {
  const { auditEntries } = await app.query<{ auditEntries: { nodes: Entry[] } }>(
    'query ($subjectId: ID) { auditEntries(first: 100, subjectId: $subjectId) { nodes { action actorName actorKind subjectId difference } } }',
    variables,
  )
  return auditEntries.nodes
}

async function conversation(customer: number): Promise<string> {
  await app.write(app.platform('TELEGRAM'), { n: 900 + customer, text: 'hello', customer })
  await app.settled()
  const { conversations } = await app.query<{ conversations: { nodes: { id: string }[] } }>(
    '{ conversations(first: 1) { nodes { id } } }',
  )
  return conversations.nodes[0]?.id ?? ''
}

const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename ... on SendMessagePayload { message { id } } ... on UserError { code } } }`
const SECRET = 'the code is 4711-SECRET, call +66 81 234 5678'

describe('a mutation', () => {
  test('that changes something leaves one entry: who, what, to what, and no words', async () => {
    const conversationId = await conversation(1)
    const before = (await entries()).length
    const input = { conversationId, content: { text: { text: SECRET } }, idempotencyKey: 'once-4711-SECRET' }
    await app.query(SEND, { input })
    const [entry, ...others] = await entries()
    expect(others).toHaveLength(before)
    expect(entry).toMatchObject({
      action: 'sendMessage',
      actorKind: 'API_KEY',
      actorName: 'Demo',
      subjectId: conversationId,
      difference: { input: { conversationId, content: { text: { text: `(${SECRET.length} characters)` } } } },
    })
    // A repeat answers what was done, and does nothing.
    await app.query(SEND, { input })
    expect(await entries()).toHaveLength(before + 1)
    const stored = await app.rows<{ row: string }>('SELECT a::text AS row FROM audit_entries a')
    expect(stored.filter(({ row }) => /SECRET|234 5678/.test(row))).toEqual([])
  })

  test('keeps no words that look like those of the schema, and nothing of what is JSON', async () => {
    const conversationId = await conversation(7)
    await app.query(SEND, { input: { conversationId, content: { text: { text: 'HUNTER_TWO' } } } })
    const native = { method: 'sendContact', phone_number: 66_812_345_678, HUNTER_KEY: 'HUNTER_VALUE' }
    const create = `mutation ($input: CreateMessageTemplateInput!) {
      createMessageTemplate(input: $input) { __typename ... on UserError { message } } }`
    expect(await app.query(create, { input: { name: 'HUNTER_NAME', content: { native } } })).toEqual({
      createMessageTemplate: { __typename: 'CreateMessageTemplatePayload' },
    })
    expect((await entries())[0]).toMatchObject({
      action: 'createMessageTemplate',
      difference: {
        input: { name: '(11 characters)', content: { native: expect.stringMatching(/^\(\d+ /) } },
      },
    })
    const stored = await app.rows<{ row: string }>('SELECT a::text AS row FROM audit_entries a')
    expect(stored.filter(({ row }) => /HUNTER|66812345678/.test(row))).toEqual([])
  })

  test('that is refused, or only looks, leaves none', async () => {
    const conversationId = await conversation(2)
    const before = (await entries()).length
    await app.query(SEND, { input: { conversationId: 'nothing', content: { text: { text: 'x' } } } })
    await app.query(SEND, { input: { conversationId, content: { text: { text: '' } } } })
    await app.query('mutation ($input: SendMessageInput!) { previewMessage(input: $input) { __typename } }', {
      input: { conversationId, content: { text: { text: 'x' } } },
    })
    await askAs(app, await keyOf(app, 'ANALYST'), SEND, {
      input: { conversationId, content: { text: { text: 'x' } } },
    })
    expect(await entries()).toHaveLength(before)
  })

  test('that is refused by what is known of its message leaves none, with a key or without', async () => {
    const sender = new Sender(app)
    const { conversationId } = await sender.meet('LINE')
    const sent = await sender.send(conversationId, { text: { text: 'stays' } })
    await sender.becomes(sent, ON_ITS_WAY)
    const before = (await entries()).length
    const input = { messageId: sent.message?.id, content: { text: { text: 'changed' } } }
    for (const more of [{}, { idempotencyKey: 'refused' }])
      expect(await sender.mutate('editMessage', { ...input, ...more })).toMatchObject({
        code: 'UNSUPPORTED_ACTION',
      })
    expect(await sender.mutate('retryMessage', { messageId: input.messageId })).toMatchObject({
      code: 'WRONG_STATE',
    })
    expect(await entries()).toHaveLength(before)
  })

  test('on rights tells from what to what, and never the key', async () => {
    const made = await app.query<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
      `mutation { createApiKey(input: { name: "audited", role: AGENT, scopes: [READ_INBOX] }) {
        ... on CreateApiKeyPayload { secret apiKey { id } } } }`,
    )
    const { id } = made.createApiKey.apiKey
    await app.query('mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }', { id })
    expect((await entries({ subjectId: id })).map(({ action, difference }) => [action, difference])).toEqual([
      ['revokeApiKey', { input: { apiKeyId: id }, isRevoked: { from: false, to: true } }],
      [
        'createApiKey',
        {
          input: { name: '(7 characters)', role: 'AGENT', scopes: ['READ_INBOX'] },
          role: { from: null, to: 'AGENT' },
          scopes: { from: null, to: ['READ_INBOX'] },
        },
      ],
    ])
    const stored = await app.rows<{ row: string }>('SELECT a::text AS row FROM audit_entries a')
    expect(stored.filter(({ row }) => row.includes(made.createApiKey.secret))).toEqual([])
  })

  test('of one project is not told in another', async () => {
    const foreign = await app.query<{ auditEntries: { nodes: unknown[] } }>(
      '{ auditEntries { nodes { id } } }',
      {},
      app.demo.other.apiKey,
    )
    expect(foreign.auditEntries.nodes).toEqual([])
    expect(await entries({ subjectId: idOf('Message', app.demo.other.projectId) })).toEqual([])
  })
})

describe('an entry', () => {
  test.each([
    ['changed', `UPDATE audit_entries SET actor_name = 'nobody'`],
    ['removed', 'DELETE FROM audit_entries'],
    ['emptied out', 'TRUNCATE audit_entries'],
  ])('cannot be %s, not even by the owner of the tables', async (_name, sql) => {
    await withClient(app.databaseUrl, async (client) => {
      await expect(client.query(sql)).rejects.toThrow(/never changed or removed/)
    })
  })
  test('is out of reach of both roles but for adding', async () => {
    for (const [role, sql] of [
      ['parley_worker', 'DELETE FROM audit_entries'],
      ['parley_worker', `UPDATE audit_entries SET action = 'x'`],
      ['parley_worker', 'SELECT FROM audit_entries'],
      ['parley_api', 'DELETE FROM audit_entries'],
    ] as const)
      await withClient(app.databaseUrl, async (client) => {
        await client.query(`SET ROLE ${role}`)
        await expect(client.query(sql), `${role}: ${sql}`).rejects.toThrow(/permission denied/)
      })
  })
})
