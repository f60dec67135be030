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

describe('a call without an answer', () => {
  test('leaves a message UNCONFIRMED, which nobody sends again by itself, and a person resolves', async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const heal = await sender.fault({ network: 'TELEGRAM', operation: 'send', fault: 'drop', times: 1 })
    const sent = await sender.send(conversationId, text('who knows'))
    const { attempts } = await sender.becomes(sent, 'UNCONFIRMED')
    expect(attempts).toMatchObject([{ outcome: 'UNKNOWN' }])
    await heal()
    const next = await sender.send(conversationId, text('the next one'))
    await sender.becomes(next, ON_ITS_WAY)
    expect((await sender.outOf('TELEGRAM', customer)).map((one) => one.text)).toEqual([
      'who knows',
      'the next one',
    ])
    await sender.mutate('resolveMessage', { messageId: sent.message?.id, resolution: 'SENT' })
    expect((await sender.told(sent)).deliveryStatus).toBe('SENT')
    expect(await sender.outOf('TELEGRAM', customer)).toHaveLength(2)
  })

  test('is resolved by the echo on Messenger and by the status on WhatsApp', async () => {
    for (const type of ['FACEBOOK', 'INSTAGRAM', 'WHATSAPP']) {
      const { customer, conversationId } = await sender.meet(type)
      const heal = await sender.fault({ network: type, operation: 'send', fault: 'drop', times: 1 })
      await sender.becomes(await sender.send(conversationId, text(`echoed on ${type}`)), ON_ITS_WAY)
      await heal()
      expect(await sender.outOf(type, customer)).toHaveLength(1)
    }
  })

  test('is made again by LINE’s retry key, which the network takes once', async () => {
    const { customer, conversationId } = await sender.meet('LINE')
    await sender.becomes(await sender.send(conversationId, text('spends the token')), ON_ITS_WAY)
    const heal = await sender.fault({ network: 'LINE', operation: 'send', fault: 'drop', times: 1 })
    const sent = await sender.send(conversationId, text('pushed once'))
    const { attempts } = await sender.becomes(sent, ON_ITS_WAY, 30_000)
    await heal()
    expect(attempts.map((one) => one.outcome)).toEqual(['UNKNOWN', 'ACCEPTED'])
    const shown = (await sender.outOf('LINE', customer)).filter((one) => one.text === 'pushed once')
    expect(shown).toHaveLength(1)
  })
})

describe('a long message', () => {
  const long = 'ร้านเปิดทุกวันตั้งแต่แปดโมงเช้า '.repeat(300).trim()

  test('goes on once the network has told of the part it had stopped at', async () => {
    for (const type of ['FACEBOOK', 'WHATSAPP']) {
      const { customer, conversationId } = await sender.meet(type)
      const heal = await sender.fault({ network: type, operation: 'send', fault: 'drop', times: 1 })
      const { parts } = await sender.becomes(
        await sender.send(conversationId, { text: { text: long } }),
        ON_ITS_WAY,
      )
      await heal()
      expect(parts.length).toBeGreaterThan(1)
      expect(await sender.outOf(type, customer)).toHaveLength(parts.length)
    }
  })

  test('is deleted as a whole, and not edited in part', async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const sent = await sender.send(conversationId, { text: { text: long } })
    await sender.becomes(sent, ON_ITS_WAY)
    const messageId = sent.message?.id
    expect(await sender.mutate('editMessage', { messageId, content: text('short') })).toMatchObject({
      code: 'WRONG_STATE',
    })
    await sender.mutate('deleteMessage', { messageId })
    const left = (await sender.outOf('TELEGRAM', customer)).filter((one) => !one.deleted)
    expect(left).toEqual([])
  })
})

describe('words of a person in the network’s own inbox', () => {
  test('are not taken for ours, though they stand in it', async () => {
    const { customer, conversationId, rowId } = await sender.meet('FACEBOOK')
    const heal = await sender.fault({
      network: 'FACEBOOK',
      operation: 'send',
      fault: 'timeout',
      delayMs: 7000,
      times: 1,
    })
    const sent = await sender.send(conversationId, text('This is our menu'))
    const page = app.platform('FACEBOOK').externalId
    const message = { mid: 'm_by_hand', text: 'is', is_echo: true, app_id: 263902037430900 }
    const happening = { sender: { id: page }, recipient: { id: customer }, timestamp: Date.now(), message }
    await app.post(app.platform('FACEBOOK'), {
      object: 'page',
      entry: [{ id: page, time: Date.now(), messaging: [happening] }],
    })
    await app.settled()
    const rows = await app.rows(
      `SELECT content FROM messages WHERE conversation_id = '${rowId}' AND external_id = 'm_by_hand'`,
    )
    expect(rows).toEqual([{ content: 'is' }])
    await heal()
    await sender.becomes(sent, ON_ITS_WAY)
  })

  test('that failed are not ours to send again', async () => {
    const { conversationId, rowId } = await sender.meet('FACEBOOK')
    await app.rows(
      `INSERT INTO messages (project_id, id, platform_id, conversation_id, sequence, ordered_at, direction, type, sender_type,
         delivery_status, error, created_at) SELECT project_id, gen_random_uuid(), platform_id, id, 50, now(), 'OUTBOUND', 'TEXT', 'HUMAN',
         'FAILED', 'by hand', now() FROM conversations WHERE id = '${rowId}' RETURNING id`,
    )
    await app.query(
      'mutation { retryFailedMessages(input: {}) { ... on RetryFailedMessagesPayload { count } } }',
    )
    await sender.becomes(await sender.send(conversationId, text('not kept waiting')), ON_ITS_WAY)
  })
})

describe('a refusal', () => {
  test('that passes is tried again', async () => {
    const { customer, conversationId } = await sender.meet('WHATSAPP')
    const heal = await sender.fault({ network: 'WHATSAPP', operation: 'send', fault: 'error500', times: 1 })
    const { attempts } = await sender.becomes(
      await sender.send(conversationId, text('again')),
      ON_ITS_WAY,
      30_000,
    )
    await heal()
    expect(attempts.map((one) => one.outcome)).toEqual(['REFUSED', 'ACCEPTED'])
    expect(await sender.outOf('WHATSAPP', customer)).toHaveLength(1)
  })

  test('of the credentials fails the message, marks the platform, and retryMessage sends it later', async () => {
    const { customer, conversationId } = await sender.meet('INSTAGRAM')
    const heal = await sender.fault({
      network: 'INSTAGRAM',
      operation: 'send',
      fault: 'expiredToken',
      times: 1,
    })
    const sent = await sender.send(conversationId, text('with a new token'))
    expect(await sender.becomes(sent, 'FAILED')).toMatchObject({ errorClass: 'AUTH_EXPIRED' })
    const status = () =>
      app.rows(`SELECT connection_status AS s FROM platforms WHERE id = '${app.platform('INSTAGRAM').uuid}'`)
    expect(await status()).toEqual([{ s: 'ERROR' }])
    await heal()
    await sender.mutate('retryMessage', { messageId: sent.message?.id })
    await sender.becomes(sent, ON_ITS_WAY)
    expect(await status()).toEqual([{ s: 'CONNECTED' }])
    const told = await app.rows(
      `SELECT kind FROM change_log WHERE kind = 'PLATFORM_UPDATED' AND subject_id = '${app.platform('INSTAGRAM').uuid}'`,
    )
    expect(told, 'refused, and taken again').toHaveLength(2)
    expect(await sender.outOf('INSTAGRAM', customer)).toHaveLength(1)
  })

  test('because the customer has blocked the account is final, and told before the next one', async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const account = app.platform('TELEGRAM').externalId
    await app.sim(`/customers/TELEGRAM/${customer}/block`, { account })
    await app.settled()
    const refused = async () => (await sender.send(conversationId, text('hello?'))).code
    await expect.poll(refused).toBe('RECIPIENT_UNAVAILABLE')
    await app.sim(`/customers/TELEGRAM/${customer}/unblock`, { account })
    await expect.poll(refused).toBeUndefined()
    await app.rows(`UPDATE customer_identities SET is_reachable = false, reachable_at = now() - interval '1 minute'
      WHERE external_id = '${customer}' RETURNING id`)
    expect(await refused()).toBe('RECIPIENT_UNAVAILABLE')
    await app.sim(`/customers/TELEGRAM/${customer}/messages`, { account, text: 'I am back' })
    await expect.poll(refused).toBeUndefined()
  })
})
