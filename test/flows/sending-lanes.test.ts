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

const long = 'ร้านเปิดทุกวันตั้งแต่แปดโมงเช้า '.repeat(600).trim()

const rowOf = (globalId = '') => Buffer.from(globalId, 'base64').toString().split(':')[1] ?? ''

describe('a lane', () => {
  test('is gone with its last message', async () => {
    const { conversationId, rowId } = await sender.meet('WHATSAPP')
    await sender.becomes(await sender.send(conversationId, text('one')), ON_ITS_WAY)
    await sender.becomes(await sender.send(conversationId, text('two')), ON_ITS_WAY)
    expect(await app.rows(`SELECT 1 FROM send_lanes WHERE conversation_id = '${rowId}'`)).toEqual([])
  })

  test('that others took and left while a call was under way is opened again for the rest', {
    timeout: 90_000,
  }, async () => {
    const { customer, conversationId, rowId } = await sender.meet('TELEGRAM')
    const heal = await sender.fault({
      network: 'TELEGRAM',
      operation: 'send',
      fault: 'timeout',
      delayMs: 3000,
      times: 1,
    })
    const sent = await sender.send(conversationId, text(long))
    await expect.poll(async () => (await sender.outOf('TELEGRAM', customer)).length).toBe(1)
    // As another worker leaves it, which took the first for dead: nobody knows what the network heard.
    const id = rowOf(sent.message?.id)
    await app.rows(
      `UPDATE message_parts SET status = 'UNCONFIRMED' WHERE message_id = '${id}' AND status = 'SENDING' RETURNING 1`,
    )
    await app.rows(`UPDATE messages SET delivery_status = 'UNCONFIRMED' WHERE id = '${id}' RETURNING 1`)
    await app.rows(`DELETE FROM send_lanes WHERE conversation_id = '${rowId}' RETURNING 1`)
    const { parts } = await sender.becomes(sent, ON_ITS_WAY, 30_000)
    await heal()
    expect(parts.length).toBeGreaterThan(1)
    expect(await sender.outOf('TELEGRAM', customer)).toHaveLength(parts.length)
  })

  test('sends nothing between the parts of a long message, not even what was planned before it', {
    timeout: 90_000,
  }, async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const sendAt = new Date(Date.now() + 1500).toISOString()
    const planned = await sender.send(conversationId, text('planned'), { sendAt })
    const sent = await sender.send(conversationId, text(long))
    const { parts } = await sender.becomes(sent, ON_ITS_WAY, 30_000)
    await sender.becomes(planned, ON_ITS_WAY)
    expect(parts.length).toBeGreaterThan(3)
    const out = await sender.outOf('TELEGRAM', customer)
    expect(out.map((one) => one.text === 'planned')).toEqual([...parts.map(() => false), true])
  })

  test('calls nobody while the account’s token cannot be opened, and goes on once it can', async () => {
    const { customer, conversationId, rowId } = await sender.meet('INSTAGRAM')
    const { uuid } = app.platform('INSTAGRAM')
    const credentials = async (hex: string) =>
      await app.rows(
        `UPDATE platforms SET credentials_encrypted = '\\x${hex}' WHERE id = '${uuid}' RETURNING 1`,
      )
    const [kept] = await app.rows<{ hex: string }>(
      `SELECT encode(credentials_encrypted, 'hex') AS hex FROM platforms WHERE id = '${uuid}'`,
    )
    await credentials('00')
    const sent = await sender.send(conversationId, text('with the right key'))
    const lane = async () =>
      await app.rows(`SELECT due_at > now() AS "isPutOff" FROM send_lanes WHERE conversation_id = '${rowId}'`)
    await expect.poll(lane).toEqual([{ isPutOff: true }])
    expect(await sender.told(sent)).toMatchObject({ deliveryStatus: 'QUEUED', attempts: [] })
    await credentials(kept?.hex ?? '')
    await app.rows(
      `UPDATE send_lanes SET due_at = now(), lease_until = now() WHERE conversation_id = '${rowId}' RETURNING 1`,
    )
    await sender.becomes(sent, ON_ITS_WAY)
    expect(await sender.outOf('INSTAGRAM', customer)).toHaveLength(1)
  })
})
