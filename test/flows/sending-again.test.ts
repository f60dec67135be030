import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

const long = 'ร้านเปิดทุกวันตั้งแต่แปดโมงเช้า '.repeat(300).trim()

describe('a long message', () => {
  test('of which a part failed long ago begins anew, and is tried again where that passes', async () => {
    const { conversationId } = await sender.meet('TELEGRAM')
    const sent = await sender.send(conversationId, { text: { text: long } })
    const { parts } = await sender.becomes(sent, ON_ITS_WAY, 20_000)
    const id = Buffer.from(sent.message?.id ?? '', 'base64')
      .toString()
      .split(':')[1]
    await app.rows(
      `UPDATE message_parts SET status = 'FAILED', created_at = now() - interval '2 days'
       WHERE message_id = '${id}' AND position = ${parts.length - 1} RETURNING 1`,
    )
    await app.rows(`UPDATE messages SET delivery_status = 'FAILED' WHERE id = '${id}' RETURNING 1`)
    const heal = await sender.fault({ network: 'TELEGRAM', operation: 'send', fault: 'error500', times: 1 })
    await sender.mutate('retryMessage', { messageId: sent.message?.id })
    const { attempts } = await sender.becomes(sent, ON_ITS_WAY)
    await heal()
    expect(attempts.slice(parts.length).map((one) => one.outcome)).toEqual(['REFUSED', 'ACCEPTED'])
  })
})

describe('what failed and would be refused again', () => {
  test('does not keep retryFailedMessages from what comes after it', async () => {
    const { conversationId, rowId } = await sender.meet('WHATSAPP')
    const heal = await sender.fault({
      network: 'WHATSAPP',
      operation: 'send',
      fault: 'expiredToken',
      times: 1,
    })
    const sent = await sender.send(conversationId, text('to be sent again'))
    await sender.becomes(sent, 'FAILED')
    await heal()
    await app.rows(
      `INSERT INTO messages (project_id, id, platform_id, conversation_id, sequence, ordered_at, direction, type, sender_type,
         delivery_status, error, outbound_content, private_reply_to_id, created_at)
       SELECT m.project_id, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, m.platform_id, m.conversation_id, 1000 + n, now(),
         'OUTBOUND', 'TEXT', 'HUMAN', 'FAILED', 'another answers the comment', '{"kind":"text","text":"x"}', m.id, now()
       FROM messages m, generate_series(1, 500) n WHERE m.conversation_id = '${rowId}' AND m.direction = 'INBOUND' RETURNING id`,
    )
    await app.query(
      'mutation { retryFailedMessages(input: {}) { ... on RetryFailedMessagesPayload { count } } }',
    )
    await sender.becomes(sent, ON_ITS_WAY)
  })
})
