import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { eventsOf, MALI, messaging, PAGE, post } from './fixtures/read.ts'
import { facebook } from './index.ts'

const message = (parts: { [key: string]: Json }) => messaging({ message: { mid: 'm_1', ...parts } })
const attached = (...attachments: Json[]) => message({ attachments })

describe('an event that differs from the documents', () => {
  it('may have numbers for ids, digits for times, and null for what is absent', () => {
    const sender = { id: 7102938475600011, user_ref: null }
    const text = {
      mid: 'm_1',
      text: 'hi',
      quick_reply: null,
      reply_to: null,
      attachments: null,
      referral: null,
    }
    expect(messaging({ sender, timestamp: '1790000000', message: text })).toEqual({
      kind: 'message',
      externalId: 'm_1',
      at: new Date(1790000000000),
      thread: { type: 'PRIVATE', externalId: MALI.externalId },
      customer: MALI,
      content: { type: 'TEXT', text: 'hi', attachments: [] },
    })
  })

  it('happened when its entry was sent where the timestamp is nonsense, if that is none', () => {
    for (const timestamp of ['TIMESTAMP', '', '-5', 0, null, [], {}, true])
      expect(messaging({ timestamp, message: { mid: 'm_1', text: 'hi' } })).toHaveProperty(
        'at',
        new Date(1790000300500),
      )
    const undated = { sender: { id: '1' }, message: { mid: 'm_1', text: 'hi' } }
    const body = { object: 'page', entry: [{ id: PAGE, time: 'TIME', messaging: [undated] }] }
    expect(eventsOf(body)[0]).toHaveProperty('at', null)
  })

  it('leaves U+0000 and lone surrogates in a text to the domain', () => {
    expect(message({ text: 'a\u0000b\ud800' })).toHaveProperty('content.text', 'a\u0000b\ud800')
  })

  it('may name a visitor and the person that they turned out to be', () => {
    expect(
      messaging({ sender: { id: MALI.externalId, user_ref: 'v1' }, message: { mid: 'm_1', text: 'hi' } }),
    ).toHaveProperty('customer', { ...MALI, aliases: ['user_ref:v1'] })
  })

  it('may name the two sides of an echo the wrong way round', () => {
    expect(message({ text: 'hi', is_echo: true })).toMatchObject({ kind: 'echo', customer: MALI })
  })

  it('may have attachments of which one cannot be read', () => {
    const image = { type: 'image', payload: { url: 'https://cdn.example/1' } }
    expect(attached(null, image, { type: 'constructor' }, { type: 'location', payload: {} })).toMatchObject({
      kind: 'message',
      content: { type: 'IMAGE', attachments: [{ type: 'IMAGE', url: 'https://cdn.example/1' }] },
    })
    expect(attached({ type: 'image', payload: 'gone' })).toHaveProperty('content', {
      type: 'IMAGE',
      text: null,
      attachments: [{ type: 'IMAGE' }],
    })
  })

  it('collects links and products, and keeps every sticker once', () => {
    const link = (url: string) => ({ type: 'fallback', payload: { url } })
    const product = (id: string) => ({ type: 'template', payload: { product: { elements: [{ id }] } } })
    const sticker = (type: string, sticker_id: number) => ({
      type,
      payload: { url: `${sticker_id}`, sticker_id },
    })
    expect(attached(link('a'), link('b'), product('1'), product('2'))).toMatchObject({
      content: {
        type: 'TEMPLATE',
        text: 'a',
        data: { links: [{ url: 'a' }, { url: 'b' }], products: [{ id: '1' }, { id: '2' }] },
      },
    })
    expect(attached(sticker('image', 1), sticker('sticker', 1), sticker('sticker', 2))).toHaveProperty(
      'content.attachments',
      [
        { type: 'STICKER', url: '1' },
        { type: 'STICKER', url: '2' },
      ],
    )
  })

  it.each<[string, { [key: string]: Json }]>([
    ['a message without an id', { message: { text: 'hi' } }],
    ['a message of nobody', { sender: null, message: { mid: 'm_1', text: 'hi' } }],
    ['a list for a message', { message: [] }],
    ['a text that is none', { message: { mid: 'm_1', text: {} } }],
    ['a postback of nobody', { sender: {}, postback: { payload: 'X' } }],
    ['a reaction to nothing', { reaction: { action: 'react', emoji: '🙏' } }],
    ['a reaction without one', { reaction: { mid: 'm_1', action: 'react' } }],
    ['an edit without a text', { message_edit: { mid: 'm_1', num_edit: 2 } }],
    ['a delivery of nothing', { delivery: {} }],
    ['a reading of nothing', { read: { watermark: 'soon' } }],
    ['a referral with nothing in it', { referral: {} }],
    ['a link of nobody', { sender: null, account_linking: { status: 'linked' } }],
    ['a link that is none', { account_linking: { status: 'pending' } }],
    ['an order of nothing', { order: { note: 'x' } }],
    ['a thread of nobody', { sender: null, pass_thread_control: {} }],
  ])('is unknown with %s', (_, parts) => {
    expect(messaging(parts)).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/\w{3}/) })
  })

  it('may be nested deeper than a stack reaches', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    const places = [
      { order: { products: [deep] } },
      { message: { mid: deep } },
      { app_roles: { x: deep } },
      { x: deep },
    ]
    for (const place of places) expect(messaging(place)).toHaveProperty('kind')
    expect(attached({ type: 'template', payload: deep })).toHaveProperty('kind', 'message')
    expect(facebook.webhook.items(post('standby', deep))).toHaveLength(1)
  })

  it('never pollutes a prototype', () => {
    const parsed = JSON.parse('{"mid":"m_1","text":"x","__proto__":{"polluted":1}}')
    expect(messaging({ message: parsed })).toHaveProperty('kind', 'message')
    expect({}).not.toHaveProperty('polluted')
  })
})
