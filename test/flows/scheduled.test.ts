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

  test('that cannot be released keeps none of the others, of whatever project', async () => {
    const { projectId } = app.demo.other
    const timeZone = async (name: string) =>
      await app.rows(`UPDATE projects SET time_zone = '${name}' WHERE id = '${projectId}' RETURNING id`)
    const [theirs] = await app.rows<{ id: string }>(
      `WITH c AS (INSERT INTO conversations (id, project_id, platform_id, external_id)
         SELECT gen_random_uuid(), project_id, id, 'planned' FROM platforms WHERE project_id = '${projectId}' LIMIT 1
         RETURNING id, project_id, platform_id)
       INSERT INTO messages (project_id, id, platform_id, conversation_id, sequence, ordered_at, direction, type, sender_type,
         delivery_status, send_at, outbound_content, created_at)
       SELECT project_id, gen_random_uuid(), platform_id, id, 1, now(), 'OUTBOUND', 'TEXT', 'HUMAN', 'SCHEDULED',
         now() + interval '1 second', '{"kind":"text","text":"theirs"}', now() FROM c RETURNING id`,
    )
    const statusOfTheirs = async () =>
      (
        await app.rows<{ s: string }>(`SELECT delivery_status AS s FROM messages WHERE id = '${theirs?.id}'`)
      )[0]?.s
    await timeZone('Nowhere/None')
    const { conversationId } = await sender.meet('TELEGRAM')
    const sendAt = new Date(Date.now() + 1500).toISOString()
    const sent = await sender.send(conversationId, text('ours'), { sendAt })
    await sender.becomes(sent, ON_ITS_WAY)
    expect(await statusOfTheirs()).toBe('SCHEDULED')
    await timeZone('Asia/Bangkok')
    await expect.poll(statusOfTheirs, { timeout: 15_000 }).not.toBe('SCHEDULED')
  })

  test('goes out with all that are due with it, however many', { timeout: 90_000 }, async () => {
    const { conversationId, rowId } = await sender.meet('WHATSAPP')
    await sender.becomes(await sender.send(conversationId, text('before')), ON_ITS_WAY)
    // Those of one conversation are in one lane: here it is the release that is looked at.
    await app.rows(
      `INSERT INTO messages (project_id, id, platform_id, conversation_id, sequence, ordered_at, direction, type, sender_type,
         delivery_status, send_at, outbound_content, created_at)
       SELECT project_id, gen_random_uuid(), platform_id, id, 100 + n, now(), 'OUTBOUND', 'TEXT', 'HUMAN', 'SCHEDULED',
         date_trunc('second', now()), '{"kind":"text","text":"one of many"}', now()
       FROM conversations, generate_series(1, 250) n WHERE id = '${rowId}' RETURNING id`,
    )
    const waiting = async () =>
      await app.rows(
        `SELECT 1 FROM messages WHERE conversation_id = '${rowId}' AND delivery_status = 'SCHEDULED'`,
      )
    await expect.poll(async () => (await waiting()).length, { timeout: 60_000 }).toBe(0)
    // What is left of them is not for this network to slow down the tests that follow.
    await app.rows(
      `UPDATE messages SET delivery_status = 'CANCELLED' WHERE conversation_id = '${rowId}' AND delivery_status = 'QUEUED' RETURNING id`,
    )
  })
})
