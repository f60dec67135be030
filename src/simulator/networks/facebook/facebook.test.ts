import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { APP, messagingOf, registerAccount, SECRET, sentId } from '../meta/testing.ts'

const page = { type: 'FACEBOOK', id: '104857601234567', customer: '7102938475600001' } as const
let box: Sandbox
let facebook: ReturnType<typeof messagingOf>

beforeAll(async () => {
  box = await openSandbox()
  facebook = messagingOf(box, page)
})
afterAll(() => box.close())
beforeEach(() => registerAccount(box, page))

const [from, to] = [{ id: page.id }, { id: page.customer }]
const element = (more: JsonObject = {}) => ({ title: 'Bike', subtitle: 'Red', ...more })
const template = (payload: JsonObject) => ({ attachment: { type: 'template', payload } })
const postback = (title: string, payload: string) => ({ type: 'postback', title, payload })

describe('a sent message', () => {
  test('is accepted, shown, echoed with its metadata and delivered', async () => {
    const answer = await facebook.send({ text: 'สวัสดี', metadata: 'ref-1' })
    expect(answer).toMatchObject({
      status: 200,
      body: { recipient_id: page.customer, message_id: expect.stringMatching(/^m_/) },
    })
    const mid = sentId(answer)
    expect(await facebook.events()).toMatchObject([
      {
        sender: from,
        recipient: to,
        message: { mid, is_echo: true, app_id: Number(APP), metadata: 'ref-1', text: 'สวัสดี' },
      },
      { sender: to, recipient: from, delivery: { mids: [mid], watermark: expect.any(Number) } },
    ])
    const [post] = box.receiver.posts
    expect(post?.body).toMatchObject({ object: 'page', entry: [{ id: page.id, time: expect.any(Number) }] })
    expect(post?.headers['x-hub-signature-256']).toBe(
      `sha256=${createHmac('sha256', SECRET)
        .update(post?.raw ?? '')
        .digest('hex')}`,
    )
    expect(await facebook.seen()).toMatchObject([{ text: 'สวัสดี', reference: 'ref-1', status: 'delivered' }])
  })

  test.each<[string, JsonObject, JsonObject]>([
    [
      'quick replies',
      { text: 'Which?', quick_replies: [{ content_type: 'text', title: 'A', payload: 'a' }] },
      { buttons: [{ kind: 'quickReply', payload: 'a' }] },
    ],
    [
      'an image',
      { attachment: { type: 'image', payload: { url: 'https://a.example/i.jpg' } } },
      { type: 'image' },
    ],
    [
      'several images',
      { attachments: [1, 2].map((at) => ({ type: 'image', payload: { url: `https://a.example/${at}` } })) },
      { attachments: [{}, {}] },
    ],
    [
      'a button template',
      template({ template_type: 'button', text: 'Press', buttons: [postback('Yes', 'y')] }),
      { text: 'Press', buttons: [{ kind: 'reply', payload: 'y' }] },
    ],
    [
      'a generic template',
      template({
        template_type: 'generic',
        elements: [
          element({
            image_url: 'https://a.example/i.jpg',
            default_action: { type: 'web_url', url: 'https://a.example' },
            buttons: [
              { type: 'web_url', title: 'Open', url: 'https://a.example' },
              { type: 'phone_number', title: 'Call', payload: '+66812345678' },
            ],
          }),
        ],
      }),
      { cards: [{ title: 'Bike', url: 'https://a.example', buttons: [{ kind: 'url' }, { kind: 'call' }] }] },
    ],
    [
      'a media template',
      template({
        template_type: 'media',
        elements: [{ media_type: 'image', url: 'https://www.facebook.com/p/1' }],
      }),
      { attachments: [{ type: 'image' }] },
    ],
  ])('may have %s', async (_, message, shown) => {
    expect(await facebook.send(message)).toMatchObject({ status: 200 })
    expect(await facebook.seen()).toMatchObject([{ direction: 'OUT', ...shown }])
  })

  test('may be sent by the id of the Page, as a form, and be a template of the UTILITY kind', async () => {
    const body = new URLSearchParams({
      recipient: JSON.stringify({ id: page.customer }),
      message: JSON.stringify({ text: 'Hi' }),
      access_token: 'token',
    })
    const response = await fetch(`${box.url}/facebook/v25.0/${page.id}/messages`, { method: 'POST', body })
    expect(response.status).toBe(200)
    const utility = { template: { name: 'order_ready', language: { code: 'en' } } }
    expect(await facebook.send(utility, { messaging_type: 'UTILITY' })).toMatchObject({ status: 200 })
  })

  test('may answer a comment in private, once', async () => {
    const send = () => facebook.post({ recipient: { comment_id: '104_9' }, message: { text: 'Hi' } })
    expect(await send()).toMatchObject({
      status: 200,
      body: { recipient_id: expect.stringMatching(/^8\d+$/) },
    })
    expect(await send()).toMatchObject({ status: 400, body: { error: { code: 10900 } } })
  })
})

describe('uploads', () => {
  test('are reused by their id: by address, in the call, and kept by a message', async () => {
    const form = new FormData()
    form.set('message', JSON.stringify({ attachment: { type: 'image', payload: { is_reusable: true } } }))
    form.set('filedata', new File([new Uint8Array([1])], 'a.png', { type: 'image/png' }))
    const media = { type: 'image', payload: { url: 'https://a.example/i.jpg', is_reusable: true } }
    const answers = [
      await facebook.graph('POST', '/me/message_attachments', form),
      await facebook.graph('POST', '/me/message_attachments', { message: { attachment: media } }),
      await facebook.send({ attachment: media }),
    ]
    for (const { body } of answers) {
      const { attachment_id } = body as { attachment_id: string }
      const again = { attachment: { type: 'image', payload: { attachment_id } } }
      expect(await facebook.send(again)).toMatchObject({ status: 200 })
    }
    expect(await facebook.seen()).toHaveLength(4)
  })
})

describe('what a customer does', () => {
  test.each<[JsonObject, JsonObject]>([
    [{ text: 'Hi' }, { text: 'Hi' }],
    [
      { content: { type: 'image', url: 'https://a.example/i.jpg' } },
      { attachments: [{ type: 'image', payload: { url: 'https://a.example/i.jpg' } }] },
    ],
    [
      { content: { type: 'sticker' } },
      { attachments: [{ type: 'sticker', payload: { sticker_id: expect.any(Number) } }] },
    ],
    [
      { content: { type: 'location', latitude: 1, longitude: 2 } },
      { attachments: [{ type: 'location', payload: { coordinates: { lat: 1, long: 2 } } }] },
    ],
    [{ content: { type: 'contact', name: 'A', phone: '1' } }, { is_unsupported: true }],
  ])('writing %j', async (said, message) => {
    await facebook.act('messages', said)
    expect(await facebook.events()).toMatchObject([{ sender: to, recipient: from, message }])
  })

  test('sending a file that lies at an address without a token', async () => {
    await facebook.act('messages', { content: { type: 'file', data: 'AQID' } })
    const [event] = await facebook.events()
    const { message } = event as { message: { attachments: { payload: { url: string } }[] } }
    const response = await fetch(message.attachments[0]?.payload.url ?? '')
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 3])
  })

  test('pressing a quick reply and a button', async () => {
    const quick = { content_type: 'text', title: 'A', payload: 'a' }
    const messageId = sentId(await facebook.send({ text: 'x', quick_replies: [quick] }))
    await facebook.act('press', { messageId, index: 0 })
    expect((await facebook.events()).at(-1)).toMatchObject({
      message: { text: 'A', quick_reply: { payload: 'a' } },
    })
    const elements = [element({ buttons: [postback('Buy', 'b')] })]
    const cards = sentId(await facebook.send(template({ template_type: 'generic', elements })))
    await facebook.act('press', { messageId: cards, payload: 'b' })
    expect((await facebook.events()).at(-1)).toMatchObject({
      sender: to,
      postback: { title: 'Buy', payload: 'b', mid: expect.stringMatching(/^m_/) },
    })
    expect((await facebook.seen()).at(-1)).toMatchObject({ direction: 'IN', type: 'postback', text: 'Buy' })
  })

  test('reading, reacting, replying, editing and unsending', async () => {
    const messageId = sentId(await facebook.send({ text: 'x' }))
    await box.settled()
    box.receiver.posts.length = 0
    await facebook.act('read')
    await facebook.act('reactions', { messageId, emoji: '❤️' })
    await facebook.act('reactions', { messageId, emoji: null })
    const { message } = (await facebook.act('messages', { text: 'Hi', replyTo: messageId })) as {
      message: { id: string }
    }
    await facebook.act('edit', { messageId: message.id, text: 'Ho' })
    await facebook.act('unsend', { messageId: message.id })
    expect(await facebook.events()).toMatchObject([
      { read: { watermark: expect.any(Number) } },
      { reaction: { mid: messageId, action: 'react', reaction: 'love', emoji: '❤️' } },
      { reaction: { mid: messageId, action: 'unreact' } },
      { message: { mid: message.id, text: 'Hi', reply_to: { mid: messageId } } },
      { message_edit: { mid: message.id, text: 'Ho', num_edit: '1' } },
      { message: { mid: message.id, is_deleted: true } },
    ])
  })
})

describe('what the business does besides writing', () => {
  test('types, marks as seen and reacts', async () => {
    const { message } = (await facebook.act('messages', { text: 'Hi' })) as { message: { id: string } }
    for (const sender_action of ['typing_on', 'mark_seen']) {
      expect(await facebook.post({ sender_action })).toMatchObject({
        status: 200,
        body: { recipient_id: page.customer },
      })
    }
    expect(await box.sim('GET', `/customers/FACEBOOK/${page.customer}/messages`)).toMatchObject({
      typingUntil: expect.any(String),
      seenByBusinessAt: expect.any(String),
    })
    const payload = { message_id: message.id, reaction: 'love' }
    await facebook.post({ sender_action: 'react', payload })
    expect(await facebook.seen()).toMatchObject([{ reactions: [{ by: 'business', emoji: '❤' }] }])
    await facebook.post({ sender_action: 'unreact', payload })
    expect(await facebook.seen()).toMatchObject([{ reactions: [] }])
    await facebook.post({ sender_action: 'typing_off' })
    expect(await box.sim('GET', `/customers/FACEBOOK/${page.customer}/messages`)).toMatchObject({
      typingUntil: null,
    })
  })

  test('reads its own Page, a person who wrote, and nobody else', async () => {
    await facebook.act('messages', { text: 'Hi', name: 'Somchai Jaidee' })
    expect(await facebook.graph('GET', '/me?fields=id,name,picture')).toMatchObject({
      body: { id: page.id, name: 'Bangkok Bikes' },
    })
    const profile = await facebook.graph('GET', `/${page.customer}?fields=first_name,last_name,profile_pic`)
    expect(profile).toMatchObject({ body: { first_name: 'Somchai', last_name: 'Jaidee', id: page.customer } })
    const { profile_pic } = profile.body as { profile_pic: string }
    expect((await fetch(profile_pic)).headers.get('content-type')).toBe('image/png')
    expect(await facebook.graph('GET', '/7102938475699999')).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 33 } },
    })
    expect(
      await facebook.graph('GET', '/debug_token?input_token=token', undefined, `${APP}|${SECRET}`),
    ).toMatchObject({
      body: { data: { is_valid: true, type: 'PAGE', scopes: expect.arrayContaining(['pages_messaging']) } },
    })
  })

  test('subscribes the Page to fields, and hears only those', async () => {
    const apps = (method: string, query = '') => facebook.graph(method, `/${page.id}/subscribed_apps${query}`)
    expect(await apps('POST')).toMatchObject({ status: 400 })
    expect(await apps('POST', '?subscribed_fields=messages,message_echoes')).toMatchObject({
      body: { success: true },
    })
    expect(await apps('GET')).toMatchObject({
      body: { data: [{ id: APP, subscribed_fields: ['messages', 'message_echoes'] }] },
    })
    await facebook.send({ text: 'x' })
    expect(await facebook.events()).toMatchObject([{ message: { is_echo: true } }])
    await apps('DELETE')
    expect(await apps('GET')).toMatchObject({ body: { data: [] } })
    await facebook.act('messages', { text: 'nobody hears' })
    expect(await facebook.events()).toHaveLength(1)
  })
})
