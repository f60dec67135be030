import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ON_ITS_WAY, Sender } from '../support/sender.ts'
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

const text = (words: string) => ({ text: { text: words } })

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
