import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { CUSTOMER, PHONE, registerNumber, sentId, whatsappOf } from './testing.ts'

let box: Sandbox
let whatsapp: ReturnType<typeof whatsappOf>

beforeAll(async () => {
  box = await openSandbox()
  whatsapp = whatsappOf(box)
  await registerNumber(box)
})
afterAll(() => box.close())

const text = { type: 'text', text: { body: 'x' } }
const carousel = (count: number, more: JsonObject = {}) => {
  const parameters = { display_text: 'Open', url: 'https://a.example' }
  const header = { type: 'image', image: { link: 'https://a.example/a.jpg' } }
  const card = { type: 'cta_url', header, action: { name: 'cta_url', parameters }, ...more }
  const cards = Array.from({ length: count }, (_, card_index) => ({ ...card, card_index }))
  return interactive({ type: 'carousel', action: { cards } })
}
const interactive = (more: JsonObject) => ({
  type: 'interactive',
  interactive: { type: 'button', body: { text: 'x' }, ...more },
})
const buttons = (...titles: string[]) =>
  interactive({
    action: { buttons: titles.map((title, at) => ({ type: 'reply', reply: { id: `${at}`, title } })) },
  })
const list = (rows: number, more: JsonObject = {}) =>
  interactive({
    type: 'list',
    action: {
      button: 'Open',
      sections: [{ rows: Array.from({ length: rows }, (_, at) => ({ id: `${at}`, title: `Row ${at}` })) }],
      ...more,
    },
  })

describe('refuses', () => {
  test.each<[string, JsonObject, number]>([
    ['no recipient', { ...text, to: null }, 100],
    ['a recipient that is no number', { ...text, to: 'somebody' }, 131009],
    ['itself as recipient', { ...text, to: '66543210987' }, 131021],
    ['another product', { ...text, messaging_product: 'messenger' }, 100],
    ['an unknown recipient type', { ...text, recipient_type: 'everybody' }, 100],
    ['an unknown type', { type: 'hologram' }, 100],
    ['a text without body', { type: 'text', text: {} }, 131008],
    ['a text that is none', { type: 'text', text: 'x' }, 100],
    ['an empty text', { type: 'text', text: { body: '' } }, 131008],
    ['a text of 4097', { type: 'text', text: { body: 'x'.repeat(4097) } }, 100],
    ['callback data of 513', { ...text, biz_opaque_callback_data: 'x'.repeat(513) }, 100],
    ['media without source', { type: 'image', image: {} }, 100],
    ['media with two sources', { type: 'image', image: { id: '1', link: 'https://a.example' } }, 100],
    ['a link that is none', { type: 'image', image: { link: 'picture.jpg' } }, 100],
    ['an unknown media id', { type: 'image', image: { id: '123' } }, 131009],
    [
      'a caption of 1025',
      { type: 'image', image: { link: 'https://a.example', caption: 'x'.repeat(1025) } },
      100,
    ],
    ['a caption on sound', { type: 'audio', audio: { link: 'https://a.example', caption: 'x' } }, 100],
    ['a latitude of 91', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009],
    ['a location without longitude', { type: 'location', location: { latitude: 1 } }, 131008],
    [
      'a contact with only a formatted name',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] },
      131008,
    ],
    ['four buttons', buttons('1', '2', '3', '4'), 131009],
    ['no buttons', buttons(), 131009],
    ['a button title of 21', buttons('x'.repeat(21)), 100],
    ['two buttons of one title', buttons('A', 'A'), 131009],
    ['a body of 1025', interactive({ body: { text: 'x'.repeat(1025) }, action: {} }), 100],
    ['a footer of 61', interactive({ footer: { text: 'x'.repeat(61) }, action: {} }), 100],
    ['an interactive message without body', { type: 'interactive', interactive: { type: 'button' } }, 131008],
    ['one card alone', carousel(1), 131009],
    ['eleven cards', carousel(11), 131009],
    ['a card of 161 characters', carousel(2, { body: { text: 'x'.repeat(161) } }), 100],
    ['a card without a picture', carousel(2, { header: { type: 'text', text: 'x' } }), 131009],
    ['an unknown interactive type', interactive({ type: 'wheel' }), 100],
    ['eleven rows', list(11), 131009],
    ['a list button of 21', list(1, { button: 'x'.repeat(21) }), 100],
    [
      'sections without titles',
      list(1, { sections: [1, 2].map((id) => ({ rows: [{ id: `${id}`, title: 'x' }] })) }),
      131008,
    ],
    ['an unknown template', { type: 'template', template: { name: 'x', language: { code: 'th' } } }, 132001],
    [
      'too many template values',
      {
        type: 'template',
        template: {
          name: 'hello_world',
          language: { code: 'en_US' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'x' }] }],
        },
      },
      132000,
    ],
    ['a reaction to nothing', { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } }, 131009],
    ['reading an unknown message', { status: 'read', message_id: 'wamid.x' }, 131009],
    ['another status than read', { status: 'seen', message_id: 'wamid.x' }, 100],
  ])('%s', async (_, message, code) => {
    const answer = await whatsapp.send(message)
    expect(answer).toMatchObject({
      status: code === 132001 ? 404 : 400,
      body: { error: { code, type: 'OAuthException', fbtrace_id: expect.any(String) } },
    })
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 0 })
  })

  test.each<[string, string, string, number, JsonObject]>([
    ['a wrong token', `/${PHONE}/messages`, 'nobody', 401, { code: 190, error_subcode: 467 }],
    ['another number', '/4711/messages', 'token', 400, { code: 100, error_subcode: 33 }],
    ['an unknown edge', `/${PHONE}/telepathy`, 'token', 400, { code: 2500 }],
    ['a wrong proof', `/${PHONE}/messages?appsecret_proof=abc`, 'token', 400, { code: 100 }],
  ])('%s', async (_, path, token, status, error) => {
    expect(await whatsapp.graph('POST', path, {}, token)).toMatchObject({ status, body: { error } })
  })

  test('a call without a token', async () => {
    const answer = await box.call('POST', `/whatsapp/v26.0/${PHONE}/messages`, { body: {} })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 2500 } } })
  })
})

describe('accepts, and says later that it failed:', () => {
  beforeEach(() => registerNumber(box))

  const failed = (code: number, id: string) => [{ statuses: [{ id, status: 'failed', errors: [{ code }] }] }]

  test('when the window of 24 hours is closed, but not for a template', async () => {
    await whatsapp.act('messages', { text: 'Hi' })
    await box.sim('POST', '/clock', { advanceMs: 86_400_001 })
    await box.settled()
    box.receiver.posts.length = 0
    const id = sentId(await whatsapp.text())
    expect(await whatsapp.values()).toMatchObject(failed(131047, id))
    expect(await whatsapp.seen()).toHaveLength(1)
    const template = { name: 'hello_world', language: { code: 'en_US' } }
    await whatsapp.send({ type: 'template', template })
    expect(await whatsapp.seen()).toHaveLength(2)
  })

  test('when the customer has blocked the number', async () => {
    await whatsapp.act('block')
    const id = sentId(await whatsapp.text())
    expect(await whatsapp.values()).toMatchObject(failed(131026, id))
    await whatsapp.act('unblock')
    await whatsapp.text()
    expect(await whatsapp.seen()).toHaveLength(1)
  })
})

describe('rates', () => {
  test('of a pair and of the number, where they were asked for', async () => {
    await registerNumber(box, {
      rates: { recipient: { points: 2, seconds: 60 }, account: { points: 4, seconds: 60 } },
    })
    const codes = []
    for (let at = 0; at < 5; at++) {
      const { status, body } = await whatsapp.text()
      codes.push([status, (body as { error?: { code: number } }).error?.code])
    }
    expect(codes).toEqual([
      [200, undefined],
      [200, undefined],
      [400, 131056],
      [400, 131056],
      [429, 130429],
    ])
    expect(await box.sim('GET', `/sends?account=${PHONE}`)).toMatchObject({ count: 2 })
    await box.sim('POST', '/clock', { advanceMs: 60_000 })
    expect(await whatsapp.text()).toMatchObject({ status: 200, body: { contacts: [{ wa_id: CUSTOMER }] } })
  })
})
