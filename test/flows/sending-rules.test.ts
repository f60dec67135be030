import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { ON_ITS_WAY, Sender, text } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: Sender
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new Sender(app)
})
afterAll(async () => {
  await app?.stop()
})

describe('an idempotency key', () => {
  test('answers the former message to the same input, also at the same time', async () => {
    const { customer, conversationId } = await sender.meet('WHATSAPP')
    const ask = () => sender.send(conversationId, text('just one'), { idempotencyKey: 'key-1' })
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(new Set(answers.map((sent) => sent.message?.id)).size).toBe(1)
    await sender.becomes(answers[0], ON_ITS_WAY)
    expect((await ask()).message?.id).toBe(answers[0].message?.id)
    expect(await sender.outOf('WHATSAPP', customer)).toHaveLength(1)
  })

  test('with another input is a conflict', async () => {
    const { conversationId } = await sender.meet('WHATSAPP')
    await sender.send(conversationId, text('one'), { idempotencyKey: 'key-2' })
    const conflict = await sender.send(conversationId, text('two'), { idempotencyKey: 'key-2' })
    expect(conflict).toMatchObject({ __typename: 'IdempotencyConflictError', code: 'IDEMPOTENCY_CONFLICT' })
  })
})

describe('the window', () => {
  const longAgo = (rowId: string, hours: number) =>
    app.rows(
      `UPDATE conversations SET last_inbound_at = now() - interval '${hours} hours' WHERE id = '${rowId}' RETURNING id`,
    )

  test('of WhatsApp closes after a day, and leaves templates', async () => {
    const { conversationId, rowId } = await sender.meet('WHATSAPP')
    await longAgo(rowId, 25)
    const refused = await sender.send(conversationId, text('too late'))
    expect(refused).toMatchObject({ code: 'WINDOW_CLOSED' })
    expect(refused.reason).toContain('24 hours')
    const template = { template: { name: 'hello_world', language: 'en_US' } }
    await sender.becomes(await sender.send(conversationId, template), ON_ITS_WAY)
  })

  test('of Messenger stays open a week for a person, who is marked as one', async () => {
    const { conversationId, rowId } = await sender.meet('FACEBOOK')
    await longAgo(rowId, 30)
    const { node } = await app.query<{ node: { sendability: object } }>(
      `query ($id: ID!) { node(id: $id) { ... on Conversation { sendability { allowed requires closesAt } } } }`,
      { id: conversationId },
    )
    expect(node.sendability).toMatchObject({ allowed: true, requires: 'HUMAN_AGENT' })
    await sender.becomes(await sender.send(conversationId, text('a person')), ON_ITS_WAY)
    await longAgo(rowId, 24 * 8)
    expect(await sender.send(conversationId, text('too late'))).toMatchObject({ code: 'WINDOW_CLOSED' })
  })

  test('of LINE does not exist; a fresh answer travels free by its token, the next is pushed', async () => {
    const { conversationId } = await sender.meet('LINE')
    const paths = async (words: string) => {
      const sent = await sender.send(conversationId, text(words))
      await sender.becomes(sent, ON_ITS_WAY)
      const rows = await app.rows<{ path: string }>(
        `SELECT request->>'path' AS path FROM message_parts p JOIN messages m ON m.id = p.message_id WHERE m.content = '${words}'`,
      )
      return rows.map((row) => row.path)
    }
    expect(await paths('by token')).toEqual(['/v2/bot/message/reply'])
    expect(await paths('by push')).toEqual(['/v2/bot/message/push'])
    const { node } = await app.query<{ node: { quotaUsage: { used: number; unit: string } } }>(
      'query ($id: ID!) { node(id: $id) { ... on Platform { quotaUsage { limit used unit } } } }',
      { id: toGlobalId('Platform', app.platform('LINE').uuid) },
    )
    expect(node.quotaUsage.used).toBeGreaterThanOrEqual(1)
  })
})

describe('a scheduled message', () => {
  test('goes out when it is due and not before', async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const sendAt = new Date(Date.now() + 2500).toISOString()
    const sent = await sender.send(conversationId, text('later'), { sendAt })
    expect((await sender.told(sent)).deliveryStatus).toBe('SCHEDULED')
    expect(await sender.outOf('TELEGRAM', customer)).toEqual([])
    await sender.becomes(sent, ON_ITS_WAY)
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(sendAt))
    const counts = await app.rows(
      `SELECT message_count, last_sequence, unread_count FROM conversations WHERE external_id = '${customer}'`,
    )
    expect(counts).toEqual([{ message_count: 2, last_sequence: 2, unread_count: 0 }])
  })

  test('can be cancelled until then, once', async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const sendAt = new Date(Date.now() + 3_600_000).toISOString()
    const sent = await sender.send(conversationId, text('never'), { sendAt })
    const input = { messageId: sent.message?.id }
    expect((await sender.mutate('cancelMessage', input)).message?.deliveryStatus).toBe('CANCELLED')
    expect(await sender.mutate('cancelMessage', input)).toMatchObject({ code: 'WRONG_STATE' })
    expect(await sender.outOf('TELEGRAM', customer)).toEqual([])
  })

  test('in the past is refused', async () => {
    const { conversationId } = await sender.meet('TELEGRAM')
    const sendAt = new Date(Date.now() - 1000).toISOString()
    expect(await sender.send(conversationId, text('late'), { sendAt })).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})

describe('actions on a message', () => {
  test('edit, react and delete where the network has them', async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const sent = await sender.send(conversationId, text('befor'))
    await sender.becomes(sent, ON_ITS_WAY)
    const messageId = sent.message?.id
    expect(await sender.mutate('editMessage', { messageId, content: text('before') })).toMatchObject({
      __typename: 'EditMessagePayload',
    })
    expect((await sender.told(sent)).content).toBe('before')
    expect((await sender.outOf('TELEGRAM', customer))[0]?.text).toBe('before')
    await sender.mutate('reactToMessage', { messageId, emoji: '👍' })
    expect((await sender.told(sent)).reactions).toMatchObject([{ emoji: '👍' }])
    await sender.mutate('deleteMessage', { messageId })
    const { visibility, content, attempts } = await sender.told(sent)
    expect({ visibility, content }).toEqual({ visibility: 'DELETED', content: null })
    expect(attempts.map((one) => `${one.kind} ${one.outcome}`)).toEqual([
      'SEND ACCEPTED',
      'EDIT ACCEPTED',
      'REACT ACCEPTED',
      'DELETE ACCEPTED',
    ])
  })

  test('are refused by name where it has none', async () => {
    const { conversationId } = await sender.meet('LINE')
    const sent = await sender.send(conversationId, text('stays'))
    await sender.becomes(sent, ON_ITS_WAY)
    const refused = await sender.mutate('editMessage', {
      messageId: sent.message?.id,
      content: text('changed'),
    })
    expect(refused).toMatchObject({ code: 'UNSUPPORTED_ACTION' })
    expect(refused.reason).toContain('LINE')
  })
})

describe('bad input', () => {
  const buttons = (count: number, label = 'x') => ({
    buttons: {
      text: 'Choose',
      buttons: Array.from({ length: count }, (_, n) => ({ label: `${label}${n}`, payload: `p${n}` })),
    },
  })

  test.each([
    ['an empty text', text('')],
    ['white space', text(' \n ')],
    ['a hundred and one buttons', buttons(101)],
    ['a label of 300 characters', buttons(1, 'a'.repeat(300))],
    ['a text that cannot be stored', text('a\u0000b')],
    ['half of an emoji', text('a\ud83d')],
    [
      'a private address in a template',
      { template: { name: 'x', language: 'th', components: [{ link: 'http://10.0.0.1/x' }] } },
    ],
    ['a private address', { media: { type: 'IMAGE', url: 'http://169.254.169.254/latest' } }],
    [
      'an address of this machine',
      { buttons: { text: 'x', buttons: [{ label: 'go', url: 'https://localhost/' }] } },
    ],
  ])('%s is refused before anything is sent, wherever it is a rule', async (name, content) => {
    // LINE has no most: what its template cannot hold becomes a bubble of its own making.
    const networks = ['FACEBOOK', 'INSTAGRAM', 'WHATSAPP', ...(name.includes('hundred') ? [] : ['LINE'])]
    for (const type of networks) {
      const { conversationId } = await sender.meet(type)
      const { __typename, reason } = await sender.send(conversationId, content)
      expect(`${type} ${__typename} ${reason}`).toMatch(
        /InvalidContentError|UnsupportedContentError|InvalidInputError/,
      )
    }
  })

  test('two contents or none are refused by the schema', async () => {
    const { conversationId } = await sender.meet('WHATSAPP')
    await expect(
      sender.send(conversationId, { ...text('a'), location: { latitude: 1, longitude: 2 } }),
    ).rejects.toThrow(/exactly one/i)
    await expect(sender.send(conversationId, {})).rejects.toThrow(/exactly one/i)
  })

  test('ids that are foreign, malformed, mistyped or missing all answer NOT_FOUND', async () => {
    const foreign = await app.rows<{ id: string }>(
      `INSERT INTO conversations (id, project_id, platform_id, external_id) SELECT gen_random_uuid(), project_id, id, 'theirs'
       FROM platforms WHERE project_id = '${app.demo.other.projectId}' LIMIT 1 RETURNING id`,
    )
    const ids = [
      toGlobalId('Conversation', foreign[0]?.id ?? ''),
      toGlobalId('Conversation', '0190a000-0000-7000-8000-000000000000'),
      toGlobalId('Message', foreign[0]?.id ?? ''),
      'nonsense',
    ]
    const answers = await Promise.all(ids.map((id) => sender.send(id, text('hi'))))
    expect(new Set(answers.map((answer) => `${answer.code} ${answer.reason}`)).size).toBe(1)
    expect(answers[0]).toMatchObject({ code: 'NOT_FOUND' })
  })
})
