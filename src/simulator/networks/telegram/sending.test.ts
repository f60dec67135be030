import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { BOT, CUSTOMER, GROUP, refusal, registerBot, TOKEN, telegramOf } from './testing.ts'

let box: Sandbox
let telegram: ReturnType<typeof telegramOf>

beforeAll(async () => {
  box = await openSandbox()
  telegram = telegramOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

describe('sendMessage', () => {
  test('is taken, shown and told to nobody', async () => {
    const answer = await telegram.send('sendMessage', { text: 'Hello' })
    expect(answer).toEqual({
      status: 200,
      headers: expect.anything(),
      body: {
        ok: true,
        result: {
          message_id: expect.any(Number),
          from: { id: Number(BOT), is_bot: true, first_name: 'Bangkok Bikes', username: expect.any(String) },
          chat: { id: Number(CUSTOMER), type: 'private', first_name: 'Customer', last_name: '8968' },
          date: expect.any(Number),
          text: 'Hello',
        },
      },
    })
    expect(await telegram.seen()).toMatchObject([{ direction: 'OUT', type: 'text', text: 'Hello' }])
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 1 })
    expect(await telegram.updates()).toEqual([])
  })

  test.each<[string, () => Promise<{ body: Json }>]>([
    [
      'a query',
      () => box.call('GET', `/telegram/bot${TOKEN}/sendMessage?chat_id=${CUSTOMER}&text=Hi%20%F0%9F%91%8B`),
    ],
    [
      'a form',
      async () => {
        const body = new URLSearchParams({
          chat_id: CUSTOMER,
          text: 'Hi 👋',
          reply_markup: '{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}',
        })
        const response = await fetch(`${box.url}/telegram/bot${TOKEN}/SENDMESSAGE`, { method: 'POST', body })
        return { body: (await response.json()) as Json }
      },
    ],
    [
      'multipart',
      () => {
        const form = new FormData()
        form.set('chat_id', CUSTOMER)
        form.set('text', 'Hi 👋')
        return telegram.api('sendMessage', form)
      },
    ],
    [
      'JSON with a number for the chat',
      () => telegram.send('sendMessage', { text: 'Hi 👋' }, Number(CUSTOMER)),
    ],
  ])('takes %s', async (_, call) => {
    expect((await call()).body).toMatchObject({ ok: true, result: { text: 'Hi 👋' } })
  })

  test('counts 4096 characters after the marks', async () => {
    const text = `<b>${'👋'.repeat(4096)}</b>`
    expect(await telegram.result('sendMessage', { text, parse_mode: 'HTML' })).toMatchObject({
      entities: [{ type: 'bold', offset: 0, length: 8192 }],
    })
  })

  test.each<[JsonObject, string]>([
    [{}, 'message text is empty'],
    [{ text: '' }, 'message text is empty'],
    [{ text: ' \n ' }, 'text must be non-empty'],
    [{ text: 'x'.repeat(4097) }, 'message is too long'],
    [{ text: '<b></b>', parse_mode: 'HTML' }, 'message text is empty'],
    [{ text: 'a', parse_mode: 'bbcode' }, 'unsupported parse_mode'],
    [{ text: 'a', reply_parameters: { message_id: 1 } }, 'message to be replied not found'],
    [{ text: 'a', reply_to_message_id: 1 }, 'message to be replied not found'],
  ])('refuses %o', async (body, why) => {
    expect(await telegram.send('sendMessage', body)).toMatchObject(refusal(`Bad Request: ${why}`))
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 0 })
  })

  test('answers a message', async () => {
    const { message_id } = await telegram.result('sendMessage', { text: 'One' })
    const second = await telegram.result('sendMessage', { text: 'Two', reply_parameters: { message_id } })
    expect(second).toMatchObject({ reply_to_message: { message_id, text: 'One' } })
    const third = { text: 'Three', reply_parameters: { message_id: second.message_id } }
    expect((await telegram.result('sendMessage', third)).reply_to_message).not.toHaveProperty(
      'reply_to_message',
    )
    const lost = { text: 'a', reply_parameters: { message_id: 1, allow_sending_without_reply: true } }
    expect(await telegram.result('sendMessage', lost)).not.toHaveProperty('reply_to_message')
  })
})

describe('chats', () => {
  test.each([
    [{}, 'chat_id is empty'],
    [{ chat_id: 'abc' }, 'chat not found'],
    [{ chat_id: '@nobody' }, 'chat not found'],
    [{ chat_id: 0 }, 'chat not found'],
  ])('refuses %o', async (body, why) => {
    expect(await telegram.api('sendMessage', { text: 'a', ...body })).toMatchObject(
      refusal(`Bad Request: ${why}`),
    )
  })

  test('of groups have a title', async () => {
    expect(await telegram.result('sendMessage', { text: 'a' }, GROUP)).toMatchObject({
      chat: { id: Number(GROUP), type: 'supergroup', title: expect.any(String) },
    })
    expect(await telegram.result('sendMessage', { text: 'a' }, '-5')).toMatchObject({
      chat: { type: 'group' },
    })
  })

  test.each([
    [CUSTOMER, 'Forbidden: bot was blocked by the user'],
    [GROUP, 'Forbidden: bot was kicked from the supergroup chat'],
    ['-5', 'Forbidden: bot was kicked from the group chat'],
  ])('that are shut: %s', async (chat, description) => {
    await telegram.act('block', { account: BOT }, chat)
    for (const [method, body] of [
      ['sendMessage', { text: 'a' }],
      ['sendChatAction', { action: 'typing' }],
    ] as const) {
      expect(await telegram.send(method, body, chat)).toMatchObject(refusal(description, 403))
    }
    await telegram.act('unblock', {}, chat)
    await telegram.result('sendMessage', { text: 'a' }, chat)
  })

  test('that a fault rule shuts', async () => {
    await box.sim('POST', '/faults', { network: 'TELEGRAM', fault: 'blocked', customer: CUSTOMER, times: 1 })
    expect(await telegram.send('sendMessage', { text: 'a' })).toMatchObject(
      refusal('Forbidden: bot was blocked by the user', 403),
    )
    await telegram.result('sendMessage', { text: 'a' })
  })
})

describe('failures', () => {
  test('a wrong token, a path without one, an unknown method', async () => {
    expect(await box.call('GET', '/telegram/bot1:wrong/getMe')).toMatchObject(refusal('Unauthorized', 401))
    expect(await box.call('GET', '/telegram/getMe')).toMatchObject(refusal('Not Found', 404))
    expect(await telegram.api('fly')).toMatchObject(refusal('Not Found: method not found', 404))
    expect(await telegram.api('toString')).toMatchObject(refusal('Not Found: method not found', 404))
  })

  test('broken JSON', async () => {
    const response = await fetch(`${box.url}/telegram/bot${TOKEN}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    expect(await response.json()).toMatchObject({ description: "Bad Request: can't parse JSON object" })
  })

  test('too many messages say how long to wait', async () => {
    await registerBot(box, { rates: { recipient: { points: 1, seconds: 1 } } })
    await telegram.result('sendMessage', { text: 'a' })
    const answer = await telegram.send('sendMessage', { text: 'a' })
    expect(answer).toMatchObject({
      ...refusal('Too Many Requests: retry after 1', 429),
      body: { parameters: { retry_after: 1 } },
    })
    expect(answer.headers.get('retry-after')).toBe('1')
    await telegram.result('sendMessage', { text: 'a' }, GROUP)
  })

  test('groups have a rate of their own', async () => {
    await registerBot(box, { rates: { group: { points: 1, seconds: 60 } } })
    await telegram.result('sendMessage', { text: 'a' }, GROUP)
    expect(await telegram.send('sendMessage', { text: 'a' }, GROUP)).toMatchObject({
      status: 429,
      body: { parameters: { retry_after: 60 } },
    })
    for (const text of ['a', 'b']) await telegram.result('sendMessage', { text })
  })

  test.each<[JsonObject, number, JsonObject]>([
    [{ fault: 'rateLimit', retryAfter: 7 }, 429, { parameters: { retry_after: 7 } }],
    [{ fault: 'rateLimit' }, 429, { parameters: { retry_after: 5 } }],
    [{ fault: 'rateLimit', retryAfter: null }, 429, { description: 'Too Many Requests' }],
    [{ fault: 'error500' }, 500, { description: 'Internal Server Error' }],
    [{ fault: 'expiredToken' }, 401, { description: 'Unauthorized' }],
  ])('the fault %o', async (fault, status, body) => {
    await box.sim('POST', '/faults', { network: 'TELEGRAM', operation: 'send', ...fault })
    expect(await telegram.send('sendMessage', { text: 'a' })).toMatchObject({
      status,
      body: { ok: false, error_code: status, ...body },
    })
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 0 })
    expect((await telegram.api('getMe')).status).toBe(200)
  })

  test('a dropped message was taken, one refused a connection was not', async () => {
    await box.sim('POST', '/faults', { network: 'TELEGRAM', fault: 'drop', times: 1 })
    await expect(telegram.send('sendMessage', { text: 'a' })).rejects.toThrow()
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 1 })
    await box.sim('POST', '/faults', { network: 'TELEGRAM', fault: 'refuseConnection', times: 1 })
    await expect(telegram.send('sendMessage', { text: 'a' })).rejects.toThrow()
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 1 })
    await box.sim('POST', '/faults', { network: 'TELEGRAM', fault: 'timeout', delayMs: 20, times: 1 })
    await telegram.result('sendMessage', { text: 'a' })
  })
})

describe('typing', () => {
  test('lasts five seconds', async () => {
    expect(await telegram.send('sendChatAction', { action: 'typing' })).toMatchObject({
      body: { ok: true, result: true },
    })
    const typing = async () =>
      (await box.sim('GET', `/customers/TELEGRAM/${CUSTOMER}/messages`)) as JsonObject
    expect((await typing()).typingUntil).toEqual(expect.any(String))
    await telegram.result('sendMessage', { text: 'a' })
    expect((await typing()).typingUntil).toBeNull()
  })

  test.each([{}, { action: 'flying' }])('refuses %o', async (body) => {
    expect(await telegram.send('sendChatAction', body)).toMatchObject(
      refusal('Bad Request: wrong parameter action in request'),
    )
  })
})
