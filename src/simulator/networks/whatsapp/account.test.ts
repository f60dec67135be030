import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { APP, BUSINESS, PHONE, registerNumber, SECRET, whatsappOf } from './testing.ts'

let box: Sandbox
let whatsapp: ReturnType<typeof whatsappOf>

beforeAll(async () => {
  box = await openSandbox()
  whatsapp = whatsappOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerNumber(box))

const appToken = `${APP}|${SECRET}`

describe('reads', () => {
  test('the number, the business account and the token', async () => {
    expect(await whatsapp.graph('GET', `/${PHONE}?fields=verified_name,quality_rating`)).toMatchObject({
      status: 200,
      body: { verified_name: 'Bangkok Bikes', quality_rating: 'GREEN', id: PHONE },
    })
    expect(await whatsapp.graph('GET', `/${BUSINESS}`)).toMatchObject({ body: { id: BUSINESS } })
    expect(await whatsapp.graph('GET', `/${BUSINESS}/phone_numbers`)).toMatchObject({
      body: { data: [{ id: PHONE }] },
    })
    expect(await whatsapp.graph('GET', '/me')).toMatchObject({ body: { name: 'Bangkok Bikes' } })
    const debug = (token: string) =>
      whatsapp.graph('GET', `/debug_token?input_token=${token}`, undefined, appToken)
    expect(await debug('token')).toMatchObject({ body: { data: { is_valid: true, app_id: APP } } })
    expect(await debug('other')).toMatchObject({ body: { data: { is_valid: false, error: { code: 190 } } } })
  })

  test('no field that does not exist, and no node that is not theirs', async () => {
    expect(await whatsapp.graph('GET', `/${PHONE}?fields=mood`)).toMatchObject({
      status: 400,
      body: { error: { code: 100 } },
    })
    expect(await whatsapp.graph('GET', '/4711')).toMatchObject({
      body: { error: { code: 100, error_subcode: 33 } },
    })
  })
})

describe('webhooks', () => {
  const subscribe = (body: object, token = appToken) =>
    whatsapp.graph('POST', `/${APP}/subscriptions`, { object: 'whatsapp_business_account', ...body }, token)

  test('are registered with a handshake', async () => {
    await registerNumber(box, { webhookUrl: null })
    const callback = { callback_url: box.receiver.url, fields: 'messages' }
    expect(await subscribe({ ...callback, verify_token: 'wrong' })).toMatchObject({
      status: 400,
      body: { error: { code: 2200 } },
    })
    await whatsapp.act('messages', { text: 'nobody hears' })
    expect(await subscribe({ ...callback, verify_token: box.receiver.verifyToken })).toMatchObject({
      status: 200,
      body: { success: true },
    })
    await whatsapp.act('messages', { text: 'heard' })
    expect(await whatsapp.values()).toMatchObject([{ messages: [{ text: { body: 'heard' } }] }])
    expect(await whatsapp.graph('GET', `/${APP}/subscriptions`, undefined, appToken)).toMatchObject({
      body: { data: [{ object: 'whatsapp_business_account', callback_url: box.receiver.url, active: true }] },
    })
  })

  test.each([
    ['another token', { callback_url: 'http://127.0.0.1:1', verify_token: 'x' }, 'token', 15],
    ['no address', { verify_token: 'x' }, appToken, 100],
    ['no verify token', { callback_url: 'http://127.0.0.1:1' }, appToken, 100],
    ['nobody at the address', { callback_url: 'http://127.0.0.1:1', verify_token: 'x' }, appToken, 2200],
    ['another scheme', { callback_url: 'ftp://a.example', verify_token: 'x' }, appToken, 100],
    [
      'an unknown object',
      { object: 'user', callback_url: 'http://127.0.0.1:1', verify_token: 'x' },
      appToken,
      100,
    ],
  ])('are not registered with %s', async (_, body, token, code) => {
    expect(await subscribe(body, token)).toMatchObject({ status: 400, body: { error: { code } } })
  })

  test('stop and start with subscribed_apps, which may override the address', async () => {
    const apps = (method: string, body?: object) =>
      whatsapp.graph(method, `/${BUSINESS}/subscribed_apps`, body as never)
    await apps('DELETE')
    expect(await apps('GET')).toMatchObject({ body: { data: [] } })
    await whatsapp.act('messages', { text: 'nobody hears' })
    const override = { override_callback_uri: box.receiver.url, verify_token: box.receiver.verifyToken }
    expect(await apps('POST', override)).toMatchObject({ status: 200 })
    expect(await apps('GET')).toMatchObject({ body: { data: [{ override_callback_uri: box.receiver.url }] } })
    await whatsapp.act('messages', { text: 'heard' })
    expect(await whatsapp.values()).toMatchObject([{ messages: [{ text: { body: 'heard' } }] }])
  })
})

describe('templates', () => {
  const create = (more: object = {}) =>
    whatsapp.graph('POST', `/${BUSINESS}/message_templates`, {
      name: 'order_ready',
      language: 'th',
      category: 'UTILITY',
      components: [
        { type: 'BODY', text: 'Order {{1}} is ready, {{2}}.' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'Thanks' },
            { type: 'URL', text: 'See', url: 'https://a.example' },
          ],
        },
      ],
      ...more,
    })

  test('are created, listed, sent, pressed and removed', async () => {
    expect(await create()).toMatchObject({ status: 200, body: { status: 'PENDING', category: 'UTILITY' } })
    const listed = () => whatsapp.graph('GET', `/${BUSINESS}/message_templates?name=order`)
    expect(await listed()).toMatchObject({ body: { data: [{ language: 'th', status: 'PENDING' }] } })
    await expect
      .poll(listed, { timeout: 5000 })
      .toMatchObject({ body: { data: [{ name: 'order_ready', language: 'th', status: 'APPROVED' }] } })
    await whatsapp.send({
      type: 'template',
      template: {
        name: 'order_ready',
        language: { code: 'th' },
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: '42' },
              { type: 'text', text: 'Ann' },
            ],
          },
          {
            type: 'button',
            sub_type: 'quick_reply',
            index: '0',
            parameters: [{ type: 'payload', payload: 'thx' }],
          },
        ],
      },
    })
    const [message] = await whatsapp.seen()
    expect(message).toMatchObject({
      text: 'Order 42 is ready, Ann.',
      buttons: [{ kind: 'quickReply', payload: 'thx' }, { kind: 'url' }],
    })
    await whatsapp.act('press', { messageId: message?.id ?? '', index: 0 })
    expect((await whatsapp.values()).at(-1)).toMatchObject({
      messages: [{ type: 'button', button: { payload: 'thx', text: 'Thanks' } }],
    })
    expect(await whatsapp.graph('DELETE', `/${BUSINESS}/message_templates?name=order_ready`)).toMatchObject({
      status: 200,
    })
    expect(await whatsapp.graph('DELETE', `/${BUSINESS}/message_templates?name=order_ready`)).toMatchObject({
      status: 400,
    })
  })

  test.each([
    ['a wrong name', { name: 'Order Ready' }],
    ['no language', { language: null }],
    ['an unknown category', { category: 'GREETING' }],
    ['no body', { components: [] }],
  ])('are refused with %s', async (_, more) => {
    expect(await create(more)).toMatchObject({ status: 400, body: { error: { code: 100 } } })
  })

  test('are refused twice', async () => {
    await create()
    expect(await create()).toMatchObject({ body: { error: { code: 100, error_subcode: 2388024 } } })
  })
})

describe('media', () => {
  const upload = (type = 'image/png', fields: Record<string, string> = { messaging_product: 'whatsapp' }) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    form.set('file', new File([new Uint8Array([1, 2, 3])], 'a.png', { type }))
    return whatsapp.graph('POST', `/${PHONE}/media`, form)
  }

  test('go up, are sent, and come down for five minutes', async () => {
    const { id } = (await upload()).body as { id: string }
    expect(await whatsapp.send({ type: 'image', image: { id } })).toMatchObject({ status: 200 })
    const { body } = await whatsapp.graph('GET', `/${id}`)
    const sha256 = createHash('sha256')
      .update(new Uint8Array([1, 2, 3]))
      .digest('hex')
    expect(body).toMatchObject({
      mime_type: 'image/png',
      sha256,
      file_size: 3,
      messaging_product: 'whatsapp',
    })
    const { url } = body as { url: string }
    const download = (token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } })
    const response = await download('token')
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 3])
    expect((await download('nobody')).status).toBe(401)
    await box.sim('POST', '/clock', { advanceMs: 5 * 60_000 + 1 })
    expect((await download('token')).status).toBe(404)
  })

  test('of a customer come down the same way', async () => {
    await whatsapp.act('messages', { content: { type: 'image', data: 'AQID', mimeType: 'image/jpeg' } })
    const [value] = await whatsapp.values()
    const id = (value as { messages: { image: { id: string } }[] }).messages[0]?.image.id
    expect(await whatsapp.graph('GET', `/${id}`)).toMatchObject({
      body: { mime_type: 'image/jpeg', file_size: 3 },
    })
  })

  test('are refused without product, without file and of unknown types', async () => {
    const refused = { status: 400, body: { error: { code: 100 } } }
    expect(await upload('image/png', {})).toMatchObject(refused)
    expect(await upload('image/svg+xml')).toMatchObject(refused)
    const form = new FormData()
    form.set('messaging_product', 'whatsapp')
    expect(await whatsapp.graph('POST', `/${PHONE}/media`, form)).toMatchObject(refused)
  })
})
