import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { BOT, CUSTOMER, GROUP, lineOf, registerBot } from './testing.ts'

let box: Sandbox
let line: ReturnType<typeof lineOf>
const hello = [{ type: 'text', text: 'Hello' }]

beforeAll(async () => {
  box = await openSandbox()
  line = lineOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

const written = async () => {
  await line.act('messages', { text: 'Hi', account: BOT })
  const [event] = await line.events()
  return event?.replyToken ?? ''
}
const ledger = async (reference = '') =>
  (await box.sim('GET', `/sends${reference && `?reference=${reference}`}`)) as { count: number }

describe('push', () => {
  test('is taken, shown and told to nobody', async () => {
    const answer = await line.push([
      { type: 'text', text: 'One' },
      { type: 'text', text: 'Two' },
    ])
    expect(answer).toMatchObject({
      status: 200,
      body: { sentMessages: [{ id: expect.stringMatching(/^\d{18}$/), quoteToken: expect.any(String) }, {}] },
    })
    expect(answer.headers.get('x-line-request-id')).toBeTruthy()
    expect(await line.seen()).toMatchObject([
      { direction: 'OUT', type: 'text', text: 'One' },
      { direction: 'OUT', type: 'text', text: 'Two' },
    ])
    expect(await line.events()).toEqual([])
  })

  test('is taken once per retry key within 24 hours', async () => {
    const key = randomUUID()
    const first = await line.push(hello, { 'x-line-retry-key': key })
    const again = await line.push(hello, { 'x-line-retry-key': key.toUpperCase() })
    expect(again).toMatchObject({
      status: 409,
      body: { message: 'The retry key is already accepted', ...(first.body as object) },
    })
    expect(again.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'))
    expect(await ledger(key)).toMatchObject({ count: 1, counts: { [key]: 1 } })
    await box.sim('POST', '/clock', { advanceMs: 24 * 3_600_000 })
    expect((await line.push(hello, { 'x-line-retry-key': key })).status).toBe(200)
  })

  test('keeps a retry key free when the push was refused', async () => {
    const headers = { 'x-line-retry-key': randomUUID() }
    expect((await line.push([{ type: 'text' }], headers)).status).toBe(400)
    expect((await line.push(hello, headers)).status).toBe(200)
  })

  test('refuses a retry key that is no UUID', async () => {
    expect((await line.push(hello, { 'x-line-retry-key': 'again' })).status).toBe(400)
  })

  test('refuses whom it cannot be for', async () => {
    expect(await line.push(hello, {}, 'alice')).toMatchObject({
      status: 400,
      body: { message: "The property, 'to', in the request body is invalid (line: -, column: -)" },
    })
  })

  test('reaches groups', async () => {
    expect((await line.push(hello, {}, GROUP)).status).toBe(200)
    expect(await line.seen(GROUP)).toMatchObject([{ text: 'Hello' }])
  })

  test('says 200 of a customer who has blocked the account, who sees nothing', async () => {
    await line.act('block', { account: BOT })
    expect((await line.push(hello)).status).toBe(200)
    expect(await line.seen()).toEqual([])
    expect(await ledger()).toMatchObject({ count: 1 })
    expect((await line.api('GET', '/message/quota/consumption')).body).toEqual({ totalUsage: 0 })
  })

  test('says 200 also where a fault rule blocks', async () => {
    await box.sim('POST', '/faults', { network: 'LINE', fault: 'blocked', operation: 'send' })
    expect((await line.push(hello)).status).toBe(200)
    expect(await line.seen()).toEqual([])
  })

  test('quotes a message, by a token that was given', async () => {
    await written()
    const [event] = await line.events()
    const quoteToken = event?.message.quoteToken ?? ''
    await line.push([{ type: 'text', text: 'Yes', quoteToken }])
    expect(await line.seen()).toMatchObject([{}, { text: 'Yes', replyTo: event?.message.id }])
    expect((await line.push([{ type: 'text', text: 'Yes', quoteToken: 'made up' }])).status).toBe(400)
  })
})

describe('reply', () => {
  test('serves a token once', async () => {
    const token = await written()
    expect(await line.reply(token, hello)).toMatchObject({ status: 200, body: { sentMessages: [{}] } })
    expect(await line.reply(token, hello)).toMatchObject({
      status: 400,
      body: { message: 'Invalid reply token' },
    })
    expect(await line.seen()).toMatchObject([{ direction: 'IN' }, { direction: 'OUT', text: 'Hello' }])
  })

  test('serves a token for a minute', async () => {
    const token = await written()
    await box.sim('POST', '/clock', { advanceMs: 60_001 })
    expect(await line.reply(token, hello)).toMatchObject({
      status: 400,
      body: { message: 'Invalid reply token' },
    })
  })

  test('keeps the token when the messages were refused', async () => {
    const token = await written()
    expect((await line.reply(token, [])).status).toBe(400)
    expect((await line.reply(token, hello)).status).toBe(200)
  })

  test('refuses a retry key, and a token that was never given', async () => {
    const token = await written()
    expect((await line.reply(token, hello, { 'x-line-retry-key': randomUUID() })).status).toBe(400)
    expect((await line.reply('made up', hello)).status).toBe(400)
    expect((await line.reply(token, hello)).status).toBe(200)
  })

  test('does not serve the token of another account', async () => {
    const token = await written()
    await box.sim('POST', '/accounts', {
      type: 'LINE',
      externalId: BOT.replace('U0', 'U9'),
      accessToken: 'other',
      secret: '',
    })
    expect((await line.reply(token, hello, { authorization: 'Bearer other' })).status).toBe(400)
  })
})

describe('quota', () => {
  test('counts pushes alone, one for each call', async () => {
    expect((await line.api('GET', '/message/quota')).body).toEqual({ type: 'none' })
    await line.reply(await written(), hello)
    await line.push([...hello, ...hello])
    expect((await line.api('GET', '/message/quota/consumption')).body).toEqual({ totalUsage: 1 })
  })

  test('refuses pushes above it until the next month, and never replies', async () => {
    await registerBot(box, { rates: { quota: 1 } })
    expect((await line.api('GET', '/message/quota')).body).toEqual({ type: 'limited', value: 1 })
    const token = await written()
    await line.push(hello)
    expect(await line.push(hello)).toMatchObject({
      status: 429,
      body: { message: 'You have reached your monthly limit.' },
    })
    expect((await line.reply(token, hello)).status).toBe(200)
    await box.sim('POST', '/clock', { advanceMs: 32 * 86_400_000 })
    expect((await line.push(hello)).status).toBe(200)
  })
})

describe('refusals', () => {
  test.each([
    ['no token', { authorization: '' }, 401],
    ['a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['no JSON', { 'content-type': 'text/plain' }, 415],
  ])('%s', async (_, headers, status) => {
    expect(await line.push(hello, headers)).toMatchObject({ status, body: { message: expect.any(String) } })
  })

  test('broken JSON', async () => {
    const response = await fetch(`${box.url}/line/v2/bot/message/push`, {
      method: 'POST',
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: '{',
    })
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { message: expect.stringContaining('could not be parsed as JSON') },
    ])
  })

  test('more than 2 MB', async () => {
    expect((await line.push([{ type: 'text', text: 'x'.repeat(3_000_000) }])).status).toBe(413)
  })

  test('a path that LINE does not have', async () => {
    expect(await line.api('GET', '/nothing')).toMatchObject({ status: 404, body: { message: 'Not found' } })
    expect((await line.api('GET', '/line-data/v2/bot/info')).status).toBe(404)
  })

  test.each([
    [{ fault: 'rateLimit' }, 429, 'The API rate limit has been exceeded. Try again later.'],
    [{ fault: 'error500' }, 500, 'Internal server error'],
    [{ fault: 'expiredToken' }, 401, expect.stringContaining('Authentication failed')],
  ])('the fault %o', async (fault, status, message) => {
    await box.sim('POST', '/faults', { network: 'LINE', customer: CUSTOMER, ...fault })
    const answer = await line.push(hello)
    expect(answer).toMatchObject({ status, body: { message } })
    expect(answer.headers.get('retry-after')).toBeNull()
    expect(await ledger()).toMatchObject({ count: 0 })
  })

  test('too many at once for one recipient, in other words than too many of the account', async () => {
    await registerBot(box, { rates: { recipient: { points: 1, seconds: 60 } } })
    await line.push(hello)
    expect(await line.push(hello)).toMatchObject({
      status: 429,
      body: { message: 'The number of concurrent requests has exceeded the limit.' },
    })
    await registerBot(box, { rates: { account: { points: 1, seconds: 60 } } })
    await line.push(hello)
    expect(await line.push(hello)).toMatchObject({
      status: 429,
      body: { message: 'The API rate limit has been exceeded. Try again later.' },
    })
  })

  test('a dropped push was taken: its key proves it', async () => {
    await box.sim('POST', '/faults', { network: 'LINE', fault: 'drop', times: 1 })
    const headers = { 'x-line-retry-key': randomUUID() }
    await expect(line.push(hello, headers)).rejects.toThrow()
    expect(await line.push(hello, headers)).toMatchObject({ status: 409, body: { sentMessages: [{}] } })
    expect(await line.seen()).toHaveLength(1)
  })

  test('a refused connection was not', async () => {
    await box.sim('POST', '/faults', { network: 'LINE', fault: 'refuseConnection', times: 1 })
    await expect(line.push(hello)).rejects.toThrow()
    expect(await ledger()).toMatchObject({ count: 0 })
  })

  test('a slow answer comes in the end', async () => {
    await box.sim('POST', '/faults', { network: 'LINE', fault: 'timeout', delayMs: 30, times: 1 })
    expect((await line.push(hello)).status).toBe(200)
    expect(await line.seen()).toHaveLength(1)
  })
})
