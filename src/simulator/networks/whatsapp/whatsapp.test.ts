import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { CUSTOMER, PHONE, registerNumber, SECRET, sentId, whatsappOf } from './testing.ts'

let box: Sandbox
let whatsapp: ReturnType<typeof whatsappOf>

beforeAll(async () => {
  box = await openSandbox()
  whatsapp = whatsappOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerNumber(box))

const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const buttonMessage = {
  type: 'interactive',
  interactive: {
    type: 'button',
    header: { type: 'text', text: 'Head' },
    body: { text: 'Which?' },
    footer: { text: 'Foot' },
    action: { buttons: [reply('a', 'A'), reply('b', 'B')] },
  },
}
const listMessage = {
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: 'Pick' },
    action: {
      button: 'Open',
      sections: [{ title: 'All', rows: [{ id: 'r1', title: 'Row 1', description: 'First' }] }],
    },
  },
}

describe('a sent message', () => {
  test('is accepted, shown, and followed by its statuses with the reference', async () => {
    const answer = await whatsapp.text('Hello', { biz_opaque_callback_data: 'ref-1' })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        messaging_product: 'whatsapp',
        contacts: [{ input: CUSTOMER, wa_id: CUSTOMER }],
        messages: [{ id: expect.stringMatching(/^wamid\./) }],
      },
    })
    const status = { recipient_id: CUSTOMER, biz_opaque_callback_data: 'ref-1', id: sentId(answer) }
    expect(await whatsapp.values()).toMatchObject([
      { metadata: { phone_number_id: PHONE }, statuses: [{ ...status, status: 'sent' }] },
      { statuses: [{ ...status, status: 'delivered' }] },
    ])
    expect(await whatsapp.seen()).toMatchObject([
      { direction: 'OUT', type: 'text', text: 'Hello', reference: 'ref-1', status: 'delivered' },
    ])
    expect(await box.sim('GET', '/sends?reference=ref-1')).toMatchObject({ count: 1, counts: { 'ref-1': 1 } })
  })

  test('is told by webhooks that are signed over the bytes on the wire, escaped as Meta does', async () => {
    await whatsapp.act('messages', { text: 'สวัสดี', name: 'สมชาย' })
    const [post] = await box.posts(1)
    const raw = post?.raw ?? Buffer.alloc(0)
    expect(raw.toString()).toMatch(/^[\x20-\x7e]+$/)
    expect(post?.headers['x-hub-signature-256']).toBe(
      `sha256=${createHmac('sha256', SECRET).update(raw).digest('hex')}`,
    )
    expect(await whatsapp.values()).toMatchObject([{ messages: [{ text: { body: 'สวัสดี' } }] }])
  })

  test.each([
    ['image', { type: 'image', image: { link: 'https://a.example/i.jpg', caption: 'Cap' } }],
    ['video', { type: 'video', video: { link: 'https://a.example/i.mp4' } }],
    ['audio', { type: 'audio', audio: { link: 'https://a.example/i.ogg' } }],
    ['document', { type: 'document', document: { link: 'https://a.example/i.pdf', filename: 'i.pdf' } }],
    ['sticker', { type: 'sticker', sticker: { link: 'https://a.example/i.webp' } }],
    ['location', { type: 'location', location: { latitude: 13.7, longitude: '100.5', name: 'Shop' } }],
    ['contacts', { type: 'contacts', contacts: [{ name: { formatted_name: 'A B', first_name: 'A' } }] }],
    ['interactive', buttonMessage],
    ['interactive', listMessage],
    [
      'interactive',
      {
        type: 'interactive',
        interactive: {
          type: 'cta_url',
          body: { text: 'Look' },
          action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://a.example/' } },
        },
      },
    ],
    ['template', { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }],
  ])('may be %s', async (type, message) => {
    expect(await whatsapp.send(message)).toMatchObject({ status: 200 })
    expect(await whatsapp.seen()).toMatchObject([{ type, direction: 'OUT' }])
  })

  test('shows its buttons with header and footer, and quotes what it answers', async () => {
    const { message } = (await whatsapp.act('messages', { text: 'Hi' })) as { message: { id: string } }
    await whatsapp.send({ ...buttonMessage, context: { message_id: message.id } })
    expect((await whatsapp.seen())[1]).toMatchObject({
      text: 'Head\n\nWhich?\n\nFoot',
      replyTo: message.id,
      buttons: [
        { kind: 'reply', label: 'A', payload: 'a' },
        { kind: 'reply', label: 'B', payload: 'b' },
      ],
    })
  })

  test('may go to a business-scoped user id', async () => {
    const { to: _, ...body } = { to: 1, messaging_product: 'whatsapp', recipient: 'TH.13491208655302741918' }
    const answer = await whatsapp.graph('POST', `/${PHONE}/messages`, {
      ...body,
      type: 'text',
      text: { body: 'x' },
    })
    expect(answer.body).toMatchObject({ contacts: [{ user_id: 'TH.13491208655302741918' }] })
    const [value] = await whatsapp.values()
    expect(value).toMatchObject({ statuses: [{ recipient_user_id: 'TH.13491208655302741918' }] })
  })
})

describe('what a customer does', () => {
  test('reading tells each message once', async () => {
    const first = sentId(await whatsapp.text())
    const second = sentId(await whatsapp.text())
    await box.settled()
    box.receiver.posts.length = 0
    expect(await whatsapp.act('read')).toEqual({ read: [first, second] })
    expect(await whatsapp.act('read')).toEqual({ read: [] })
    expect(await whatsapp.values()).toMatchObject([
      { statuses: [{ id: first, status: 'read' }] },
      { statuses: [{ id: second, status: 'read' }] },
    ])
  })

  test.each([
    [{ text: 'Hi' }, { type: 'text', text: { body: 'Hi' } }],
    [
      { content: { type: 'image', caption: 'Look' } },
      { type: 'image', image: { mime_type: 'image/png', caption: 'Look', id: expect.any(String) } },
    ],
    [{ content: { type: 'audio' } }, { type: 'audio', audio: { voice: true } }],
    [{ content: { type: 'file', fileName: 'a.pdf' } }, { type: 'document', document: { filename: 'a.pdf' } }],
    [{ content: { type: 'sticker' } }, { type: 'sticker', sticker: { animated: false } }],
    [
      { content: { type: 'location', latitude: 1, longitude: 2 } },
      { type: 'location', location: { latitude: 1 } },
    ],
    [
      { content: { type: 'contact', name: 'A B', phone: '+66 81' } },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A B' }, phones: [{ wa_id: '6681' }] }] },
    ],
  ])('writing %j', async (said, told) => {
    await whatsapp.act('messages', { ...said, name: 'Somchai' })
    expect(await whatsapp.values()).toMatchObject([
      {
        contacts: [{ wa_id: CUSTOMER, profile: { name: 'Somchai' } }],
        messages: [{ from: CUSTOMER, timestamp: expect.stringMatching(/^\d{10}$/), ...told }],
      },
    ])
  })

  test.each([
    ['button', buttonMessage, { index: 1 }, { type: 'button_reply', button_reply: { id: 'b', title: 'B' } }],
    [
      'row',
      listMessage,
      { payload: 'r1' },
      { type: 'list_reply', list_reply: { id: 'r1', title: 'Row 1', description: 'First' } },
    ],
  ])('pressing a %s', async (_, message, press, interactive) => {
    const messageId = sentId(await whatsapp.send(message))
    await whatsapp.act('press', { messageId, ...press })
    expect((await whatsapp.values()).at(-1)).toMatchObject({
      messages: [{ type: 'interactive', interactive, context: { id: messageId } }],
    })
    expect((await whatsapp.seen()).at(-1)).toMatchObject({ direction: 'IN', replyTo: messageId })
  })

  test('reacting, taking it back, editing and unsending', async () => {
    const messageId = sentId(await whatsapp.text())
    const { message } = (await whatsapp.act('messages', { text: 'Hi' })) as { message: { id: string } }
    await box.settled()
    box.receiver.posts.length = 0
    await whatsapp.act('reactions', { messageId, emoji: '❤' })
    await whatsapp.act('reactions', { messageId, emoji: null })
    await whatsapp.act('edit', { messageId: message.id, text: 'Ho' })
    await whatsapp.act('unsend', { messageId: message.id })
    expect(await whatsapp.values()).toMatchObject([
      { messages: [{ type: 'reaction', reaction: { message_id: messageId, emoji: '❤' } }] },
      { messages: [{ type: 'reaction', reaction: { message_id: messageId, emoji: '' } }] },
      {
        messages: [
          {
            type: 'edit',
            edit: { original_message_id: message.id, message: { type: 'text', text: { body: 'Ho' } } },
          },
        ],
      },
      { messages: [{ type: 'revoke', revoke: { original_message_id: message.id } }] },
    ])
  })
})

describe('what the business does besides writing', () => {
  test('reacts, and takes it back; only "sent" is told', async () => {
    const { message } = (await whatsapp.act('messages', { text: 'Hi' })) as { message: { id: string } }
    const react = (emoji: string) =>
      whatsapp.send({ type: 'reaction', reaction: { message_id: message.id, emoji } })
    expect(await react('👍')).toMatchObject({ status: 200 })
    expect(await whatsapp.seen()).toMatchObject([{ reactions: [{ by: 'business', emoji: '👍' }] }])
    expect((await whatsapp.values()).slice(1)).toMatchObject([{ statuses: [{ status: 'sent' }] }])
    await react('')
    expect(await whatsapp.seen()).toMatchObject([{ reactions: [] }])
  })

  test('marks as read and types', async () => {
    const { message } = (await whatsapp.act('messages', { text: 'Hi' })) as { message: { id: string } }
    const answer = await whatsapp.send({
      status: 'read',
      message_id: message.id,
      typing_indicator: { type: 'text' },
    })
    expect(answer).toMatchObject({ status: 200, body: { success: true } })
    expect(await box.sim('GET', `/customers/WHATSAPP/${CUSTOMER}/messages`)).toMatchObject({
      seenByBusinessAt: expect.any(String),
      typingUntil: expect.any(String),
    })
  })
})
