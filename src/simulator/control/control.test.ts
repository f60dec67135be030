import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../json.ts'
import { CUSTOMER, PHONE, registerNumber, sentId, whatsappOf } from '../networks/whatsapp/testing.ts'
import { openSandbox, type Sandbox } from '../sandbox.ts'

let box: Sandbox
let whatsapp: ReturnType<typeof whatsappOf>

beforeAll(async () => {
  box = await openSandbox()
  whatsapp = whatsappOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerNumber(box))

const call = (method: string, path: string, body?: Json) =>
  box.call(method, `/sim${path}`, body === undefined ? {} : { body })
const customer = `/customers/WHATSAPP/${CUSTOMER}`

describe('the control API', () => {
  test('lists itself', async () => {
    const { body } = await call('GET', '')
    const { routes, networks } = body as unknown as {
      routes: { call: string; says: string }[]
      networks: Json[]
    }
    expect(networks).toContainEqual({ type: 'WHATSAPP', bases: [`${box.url}/whatsapp`] })
    expect(routes.map((route) => route.call)).toEqual([
      'GET /sim',
      'POST /sim/accounts',
      'GET /sim/accounts',
      'DELETE /sim/accounts/:type/:id',
      'GET /sim/customers',
      'GET /sim/customers/:type/:id/messages',
      'POST /sim/customers/:type/:id/messages',
      'POST /sim/customers/:type/:id/read',
      'POST /sim/customers/:type/:id/press',
      'POST /sim/customers/:type/:id/reactions',
      'POST /sim/customers/:type/:id/edit',
      'POST /sim/customers/:type/:id/unsend',
      'POST /sim/customers/:type/:id/block',
      'POST /sim/customers/:type/:id/unblock',
      'POST /sim/customers/:type/:id/comments',
      'GET /sim/posts/:type/:account/:postId',
      'POST /sim/posts/:type/:account/:postId/end',
      'POST /sim/files',
      'GET /sim/accounts/:type/:id/templates',
      'POST /sim/accounts/:type/:id/templates',
      'POST /sim/faults',
      'GET /sim/faults',
      'DELETE /sim/faults/:id',
      'DELETE /sim/faults',
      'GET /sim/sends',
      'GET /sim/webhooks',
      'POST /sim/clock',
      'DELETE /sim',
    ])
    for (const route of routes) expect(route.says).toMatch(/\.$/)
  })

  test('shows accounts without secrets, updates and forgets them', async () => {
    const account = { type: 'WHATSAPP', externalId: PHONE, accessToken: 'new', secret: 'new' }
    await box.sim('POST', '/accounts', account)
    expect(await box.sim('GET', '/accounts')).toEqual({
      accounts: [
        {
          type: 'WHATSAPP',
          externalId: PHONE,
          name: 'Bangkok Bikes',
          verifyToken: null,
          webhookUrl: box.receiver.url,
          appId: '77',
          businessId: '555',
          rates: {},
        },
      ],
    })
    expect((await whatsapp.text()).status).toBe(401)
    await box.sim('DELETE', `/accounts/WHATSAPP/${PHONE}`)
    expect(await box.sim('GET', '/accounts')).toEqual({ accounts: [] })
  })

  test('keeps what a customer sees with each account apart', async () => {
    await box.sim('POST', '/accounts', {
      type: 'WHATSAPP',
      externalId: '4711',
      accessToken: 'b',
      secret: 's',
    })
    await whatsapp.act('messages', { account: PHONE, text: 'one' })
    await whatsapp.act('messages', { account: '4711', text: 'two' })
    expect(await call('GET', `${customer}/messages`)).toMatchObject({
      status: 400,
      body: { error: { code: 'AMBIGUOUS_ACCOUNT', message: expect.stringContaining('4711') } },
    })
    expect(await box.sim('GET', `${customer}/messages?account=4711`)).toMatchObject({
      messages: [{ text: 'two' }],
    })
    expect(await box.sim('GET', '/customers?type=WHATSAPP')).toMatchObject({
      customers: [{ account: PHONE }, { account: '4711', customer: { id: CUSTOMER } }],
    })
  })

  test('counts sends by reference', async () => {
    for (const reference of ['a', 'b', 'a']) await whatsapp.text('x', { biz_opaque_callback_data: reference })
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 3, counts: { a: 2, b: 1 } })
    expect(await box.sim('GET', '/sends?reference=b')).toMatchObject({
      count: 1,
      sends: [{ customer: CUSTOMER }],
    })
    expect(await box.sim('GET', '/sends?account=4711')).toMatchObject({ count: 0 })
  })

  test('forgets everything', async () => {
    await whatsapp.text()
    await box.sim('DELETE', '')
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 0 })
    expect(await box.sim('GET', '/customers')).toEqual({ customers: [] })
  })

  test('stays up when told nonsense', async () => {
    const response = await fetch(`${box.url}/sim/faults`, { method: 'POST', body: '{' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'INVALID_JSON' } })
    expect((await fetch(`${box.url}/nowhere`)).status).toBe(404)
    const large = await fetch(`${box.url}/sim/faults`, {
      method: 'POST',
      body: 'x'.repeat(21 * 1024 * 1024),
    }).catch(() => ({ status: 413 }))
    expect(large.status).toBe(413)
    expect((await whatsapp.text()).status).toBe(200)
  })
})

describe('says what is wrong with', () => {
  test.each<[string, string, string, Json | undefined, string]>([
    ['an unknown path', 'GET', '/weather', undefined, 'NOT_FOUND'],
    [
      'an unknown network',
      'POST',
      '/accounts',
      { type: 'PIGEON', externalId: '1', accessToken: 'x', secret: 'x' },
      'UNKNOWN_NETWORK',
    ],
    ['an account without token', 'POST', '/accounts', { type: 'WHATSAPP', externalId: '1' }, 'INVALID_INPUT'],
    [
      'a webhook address that is none',
      'POST',
      '/accounts',
      { type: 'WHATSAPP', externalId: '1', accessToken: 'x', secret: 'x', webhookUrl: 'file:///etc' },
      'INVALID_INPUT',
    ],
    ['an unknown account', 'POST', `${customer}/messages`, { account: '9', text: 'x' }, 'UNKNOWN_ACCOUNT'],
    ['an account to remove', 'DELETE', '/accounts/WHATSAPP/9', undefined, 'UNKNOWN_ACCOUNT'],
    ['a network without accounts', 'POST', '/customers/LINE/U1/messages', { text: 'x' }, 'UNKNOWN_ACCOUNT'],
    ['a customer of no network', 'POST', '/customers/PIGEON/1/messages', { text: 'x' }, 'UNKNOWN_NETWORK'],
    ['neither text nor content', 'POST', `${customer}/messages`, {}, 'INVALID_INPUT'],
    [
      'text and content',
      'POST',
      `${customer}/messages`,
      { text: 'x', content: { type: 'text', text: 'x' } },
      'INVALID_INPUT',
    ],
    ['a reply to nothing', 'POST', `${customer}/messages`, { text: 'x', replyTo: 'no' }, 'UNKNOWN_MESSAGE'],
    ['a press of nothing', 'POST', `${customer}/press`, { messageId: 'no', index: 0 }, 'UNKNOWN_MESSAGE'],
    [
      'a reaction to nothing',
      'POST',
      `${customer}/reactions`,
      { messageId: 'no', emoji: '❤' },
      'UNKNOWN_MESSAGE',
    ],
    ['an unknown fault', 'POST', '/faults', { fault: 'earthquake' }, 'INVALID_INPUT'],
    ['a misspelt rule', 'POST', '/faults', { fault: 'drop', acount: '1' }, 'INVALID_INPUT'],
    ['a rule to remove', 'DELETE', '/faults/no', undefined, 'UNKNOWN_FAULT'],
    ['a broken name', 'GET', '/customers/WHATSAPP/%E0%A4%A/messages', undefined, 'INVALID_PATH'],
    ['a clock that goes back', 'POST', '/clock', { advanceMs: -1 }, 'INVALID_INPUT'],
  ])('%s', async (_, method, path, body, code) => {
    const answer = await call(method, path, body)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.body).toMatchObject({ error: { code, message: expect.any(String) } })
  })

  test('a button that is not there, and a message that is not theirs', async () => {
    const messageId = sentId(await whatsapp.text())
    expect(await call('POST', `${customer}/press`, { messageId, index: 0 })).toMatchObject({
      body: { error: { code: 'UNKNOWN_BUTTON' } },
    })
    expect(await call('POST', `${customer}/edit`, { messageId, text: 'x' })).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_THEIRS' } },
    })
  })
})
