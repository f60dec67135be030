import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { BOT, CUSTOMER, GROUP, lineOf, registerBot, SECRET } from './testing.ts'

let box: Sandbox
let line: ReturnType<typeof lineOf>

beforeAll(async () => {
  box = await openSandbox()
  line = lineOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

const say = (customer = CUSTOMER) =>
  line.act('messages', { account: BOT, text: 'Hi', name: 'Somchai' }, customer)

describe('people', () => {
  test('the bot itself', async () => {
    expect(await line.api('GET', '/info')).toMatchObject({
      status: 200,
      body: {
        userId: BOT,
        displayName: 'Bangkok Bikes',
        basicId: expect.stringMatching(/^@/),
        chatMode: 'bot',
      },
    })
  })

  test('a customer, unless unmet or blocking', async () => {
    expect(await line.api('GET', `/profile/${CUSTOMER}`)).toMatchObject({
      status: 404,
      body: { message: 'Not found' },
    })
    await say()
    expect(await line.api('GET', `/profile/${CUSTOMER}`)).toMatchObject({
      status: 200,
      body: { userId: CUSTOMER, displayName: 'Somchai', language: 'en' },
    })
    await line.act('block')
    expect((await line.api('GET', `/profile/${CUSTOMER}`)).status).toBe(404)
  })

  test('groups, rooms and their members', async () => {
    const room = GROUP.replace('C', 'R')
    await say()
    await say(GROUP)
    await say(room)
    expect((await line.api('GET', `/group/${GROUP}/summary`)).body).toEqual({
      groupId: GROUP,
      groupName: 'Somchai',
    })
    expect((await line.api('GET', `/group/${GROUP}/member/${CUSTOMER}`)).body).toEqual({
      userId: CUSTOMER,
      displayName: 'Somchai',
    })
    expect((await line.api('GET', `/room/${room}/member/Uunknown`)).body).toMatchObject({
      userId: 'Uunknown',
    })
    expect((await line.api('GET', '/group/Cunmet/summary')).status).toBe(404)
    expect((await line.api('GET', `/group/Cunmet/member/${CUSTOMER}`)).status).toBe(404)
  })
})

describe('attention', () => {
  const loading = (body: object) => line.api('POST', '/chat/loading/start', { chatId: CUSTOMER, ...body })

  test('shows that somebody writes', async () => {
    expect(await loading({ loadingSeconds: 60 })).toMatchObject({ status: 202, body: {} })
    expect(await box.sim('GET', `/customers/LINE/${CUSTOMER}/messages`)).toMatchObject({
      typingUntil: expect.any(String),
    })
    expect((await loading({})).status).toBe(202)
  })

  test.each([
    { loadingSeconds: 4 },
    { loadingSeconds: 7 },
    { loadingSeconds: 65 },
    { loadingSeconds: '5' },
    { chatId: GROUP },
    { chatId: '' },
  ])('refuses %o', async (body) => {
    expect((await loading(body)).status).toBe(400)
  })

  test('marks messages as read by the token of one', async () => {
    await say()
    const [event] = await line.events()
    const markAsReadToken = event?.message.markAsReadToken ?? ''
    expect(await line.api('POST', '/chat/markAsRead', { markAsReadToken })).toMatchObject({
      status: 200,
      body: {},
    })
    expect(await box.sim('GET', `/customers/LINE/${CUSTOMER}/messages`)).toMatchObject({
      seenByBusinessAt: expect.any(String),
    })
    expect((await line.api('POST', '/chat/markAsRead', { markAsReadToken: 'made up' })).status).toBe(400)
    expect((await line.api('POST', '/chat/markAsRead', {})).status).toBe(400)
  })
})

describe('webhook endpoint', () => {
  const endpoint = '/channel/webhook/endpoint'

  test('is set and read', async () => {
    await registerBot(box, { webhookUrl: null })
    expect((await line.api('GET', endpoint)).status).toBe(404)
    expect((await line.api('POST', '/channel/webhook/test', {})).status).toBe(404)
    expect(await line.api('PUT', endpoint, { endpoint: box.receiver.url })).toMatchObject({
      status: 200,
      body: {},
    })
    expect((await line.api('GET', endpoint)).body).toEqual({ endpoint: box.receiver.url, active: true })
    await say()
    expect(await line.events()).toHaveLength(1)
  })

  test.each(['http://example.com/hook', 'no address', '', `https://example.com/${'x'.repeat(500)}`])(
    'refuses %s',
    async (url) => {
      expect((await line.api('PUT', endpoint, { endpoint: url })).status).toBe(400)
    },
  )

  test('takes https anywhere, and http within a private network', async () => {
    for (const url of ['https://example.com/hook', 'http://parley:4000/hook', 'http://192.168.1.2/hook']) {
      expect((await line.api('PUT', endpoint, { endpoint: url })).status).toBe(200)
    }
  })

  test('is tested with no events, signed', async () => {
    expect((await line.api('POST', '/channel/webhook/test')).body).toMatchObject({
      success: true,
      statusCode: 200,
      reason: 'OK',
      detail: '200',
    })
    const [post] = box.receiver.posts
    expect(post?.body).toEqual({ destination: BOT, events: [] })
    expect(post?.headers['x-line-signature']).toBe(
      createHmac('sha256', SECRET)
        .update(post?.raw ?? '')
        .digest('base64'),
    )
  })

  test('a failed test tells why', async () => {
    box.receiver.statuses.push(404)
    expect((await line.api('POST', '/channel/webhook/test', {})).body).toMatchObject({
      success: false,
      statusCode: 404,
      reason: 'ERROR_STATUS_CODE',
    })
    const nowhere = { endpoint: 'http://127.0.0.1:9/' }
    expect((await line.api('POST', '/channel/webhook/test', nowhere)).body).toMatchObject({
      success: false,
      statusCode: 0,
      reason: 'COULD_NOT_CONNECT',
    })
  })
})
