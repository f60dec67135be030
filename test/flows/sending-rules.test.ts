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
