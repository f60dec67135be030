import { describe, expect, it } from 'vitest'
import type { OutboundContent } from '../outbound.ts'
import { CHAT, calls, inThread, losses, refusal, requests } from './fixtures/render.ts'

const text = (length: number): OutboundContent => ({ kind: 'text', text: 'a'.repeat(length) })
const hello: OutboundContent = { kind: 'text', text: 'สวัสดี *a_b* <b>' }

describe('a message', () => {
  it('is a call of a send method, and its text is not parsed', () => {
    expect(requests(hello)).toEqual([
      { method: 'POST', host: 'api', path: '/sendMessage', body: { text: 'สวัสดี *a_b* <b>', chat_id: CHAT } },
    ])
  })

  it.each([
    ['a group', '-1002300456789', { chat_id: -1002300456789 }],
    [
      'a chat of a business account',
      'fUi0vHzRUEBSAAAAv5JZ2fOcm_Y:5812340077',
      { chat_id: 5812340077, business_connection_id: 'fUi0vHzRUEBSAAAAv5JZ2fOcm_Y' },
    ],
    [
      'a customer’s part of a channel’s direct messages',
      '-1002900000001:771',
      { chat_id: -1002900000001, direct_messages_topic_id: 771 },
    ],
  ])('goes to %s', (_, thread, address) => {
    expect(requests(hello, inThread(thread))[0]?.body).toEqual({ text: 'สวัสดี *a_b* <b>', ...address })
  })

  it('goes to no chat that a guest bot was summoned to', () => {
    expect(refusal(hello, inThread('guest:-1002300456789'))).toMatchObject({ code: 'UNSUPPORTED_CONTENT' })
  })

  it('answers with its first part, also when what it answers is gone', () => {
    const replyTo = { externalId: `${CHAT}:322` }
    const answers = calls(text(4097), { replyTo }).map(([, parameters]) => parameters.reply_parameters)
    expect(answers).toEqual([{ message_id: 322, allow_sending_without_reply: true }, undefined])
  })

  it('answers in the chats of a business account, and in direct messages, whose ids lack the topic', () => {
    const business = { ...inThread('bc1:77'), replyTo: { externalId: 'bc1:77:5' } }
    expect(calls(hello, business)[0]?.[1]).toHaveProperty('reply_parameters.message_id', 5)
    const direct = { ...inThread('-100:771'), replyTo: { externalId: '-100:6' } }
    expect(calls(hello, direct)[0]?.[1]).toHaveProperty('reply_parameters.message_id', 6)
  })

  it.each(['callback:4382901234567890123', '77:322', `${CHAT}:ephemeral:4:1790000000`])(
    'says that it cannot answer %s',
    (externalId) => {
      const replyTo = { externalId }
      expect(calls(hello, { replyTo })[0]?.[1]).not.toHaveProperty('reply_parameters')
      expect(losses(hello, { replyTo })).toEqual([
        'Telegram shows an answer only to a message of the same chat.',
      ])
    },
  )
})

describe('text', () => {
  it('of 4096 characters is one message, of one more two', () => {
    expect(calls(text(4096))).toHaveLength(1)
    expect(calls(text(4097)).map(([, { text }]) => text.length)).toEqual([4096, 1])
  })

  it('is refused when there is none', () => {
    expect(refusal({ kind: 'text', text: '\n' })).toEqual({
      code: 'INVALID_CONTENT',
      message: 'Telegram: The text is empty.',
      path: 'text.text',
    })
  })
})

describe('a place', () => {
  const place = { kind: 'location', latitude: 13.75, longitude: 100.5 } as const

  it('without words is a point', () => {
    expect(calls(place)).toEqual([['sendLocation', { latitude: 13.75, longitude: 100.5 }]])
    expect(losses(place)).toEqual([])
  })

  it.each([
    [{ name: 'A', address: 'B' }, { title: 'A', address: 'B' }, 0],
    [{ name: 'A' }, { title: 'A', address: '13.75, 100.5' }, 1],
    [{ address: 'B' }, { title: 'B', address: 'B' }, 1],
  ])('with %j is a venue', (known, words, lost) => {
    expect(calls({ ...place, ...known })).toEqual([
      ['sendVenue', { latitude: 13.75, longitude: 100.5, ...words }],
    ])
    expect(losses({ ...place, ...known })).toHaveLength(lost)
  })

  it('is refused off the earth', () => {
    expect(refusal({ ...place, latitude: -90.1 })).toHaveProperty('path', 'location.latitude')
  })
})

describe('a contact', () => {
  const contact = { kind: 'contact', name: 'มะลิ ใจดี', phone: '+66 2 123 4567' } as const

  it('has a name and a number', () => {
    expect(calls(contact)).toEqual([
      ['sendContact', { phone_number: '+66 2 123 4567', first_name: 'มะลิ ใจดี' }],
    ])
  })

  it('has all else in a vCard, in which a line cannot begin another', () => {
    const [[, { vcard }] = []] = calls({ ...contact, organization: 'A; B\nTEL:1', email: 'm@a.example' })
    expect(vcard.split('\r\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:3.0',
      'FN:มะลิ ใจดี',
      String.raw`ORG:A\; B\nTEL:1`,
      'TEL:+66 2 123 4567',
      'EMAIL:m@a.example',
      'END:VCARD',
      '',
    ])
  })

  it('is refused without a number, or over the 2048 bytes of a vCard', () => {
    expect(refusal({ ...contact, phone: '' })).toHaveProperty('path', 'contact.phone')
    expect(refusal({ ...contact, organization: 'ก'.repeat(700) }).message).toMatch(/up to 2048 bytes/)
  })
})

it('a template is refused with the nearest that Telegram has', () => {
  const error = refusal({ kind: 'template', name: 'order', language: 'th', components: [] })
  expect(error).toMatchObject({ code: 'UNSUPPORTED_CONTENT' })
  expect(error.message).toMatch(/Telegram.*templates.*buttons.*carousel/)
})

describe('native', () => {
  const poll = { method: 'sendPoll', question: 'Tea?', options: [{ text: 'Yes' }, { text: 'No' }] }
  const native = (payload: object): OutboundContent => ({
    kind: 'native',
    payload: JSON.parse(JSON.stringify(payload)),
  })

  it('is a send method with its parameters', () => {
    const { method, ...parameters } = poll
    expect(calls(native(poll))).toEqual([[method, parameters]])
  })

  it('goes where the message goes, whatever it says', () => {
    const elsewhere = { chat_id: 1, business_connection_id: 'x', direct_messages_topic_id: 2 }
    expect(requests(native({ ...poll, ...elsewhere }))).toEqual(requests(native(poll)))
  })

  it('answers what the message answers, unless it says itself', () => {
    const replyTo = { externalId: `${CHAT}:322` }
    expect(calls(native(poll), { replyTo })[0]?.[1]).toHaveProperty('reply_parameters.message_id', 322)
    const own = { ...poll, reply_parameters: { message_id: 5 } }
    expect(calls(native(own), { replyTo })[0]?.[1]).toHaveProperty('reply_parameters', { message_id: 5 })
  })

  it.each([
    ['no method', {}],
    ['a method that does not send', { method: 'banChatMember', user_id: 1 }],
    ['a method that is none', { method: '../getMe' }],
    ['a list', [poll]],
  ])('is refused with %s', (_, payload) => {
    expect(refusal(native(payload))).toMatchObject({ code: 'INVALID_CONTENT', path: 'native.payload' })
  })

  it('is refused where the method would reach another chat of the same id', () => {
    const invoice = native({ method: 'sendInvoice', title: 'Tea' })
    expect(refusal(invoice, inThread('bc1:77'))).toHaveProperty('path', 'native.payload')
    expect(requests(invoice)).toHaveLength(1)
  })

  it('is refused in the direct messages of a channel where the method has none', () => {
    expect(refusal(native(poll), inThread('-100123:77'))).toHaveProperty('path', 'native.payload')
  })
})
