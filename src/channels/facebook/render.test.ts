import { describe, expect, it } from 'vitest'
import type { OutboundContent } from '../outbound.ts'
import { PERSON, REFERENCE, renderingBy } from '../shared/fixtures/meta-rendering.ts'
import { isObject } from '../shared/json.ts'
import { partReference } from '../shared/part-reference.ts'
import { textLength } from '../shared/split-text.ts'
import { facebook } from './index.ts'
import { render } from './render.ts'

const { made, messages, losses } = renderingBy(render)

describe('a text to a person', () => {
  it('is one request that answers them, with our reference', () => {
    expect(made({ kind: 'text', text: 'สวัสดี' })).toEqual({
      ok: true,
      requests: [
        {
          method: 'POST',
          host: 'api',
          path: '/v26.0/104857601234567/messages',
          body: {
            recipient: { id: '710' },
            messaging_type: 'RESPONSE',
            message: { text: 'สวัสดี', metadata: REFERENCE },
          },
        },
      ],
      losses: [],
    })
  })

  it('goes out by the tag of a human agent once the window has closed', () => {
    expect(made({ kind: 'text', text: 'Hi' }, { humanAgent: true })).toMatchObject({
      requests: [{ body: { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } }],
    })
  })

  it('quotes what it answers, and by no more than its first part', () => {
    const text = 'Word '.repeat(500)
    const long = made({ kind: 'text', text }, { replyTo: { externalId: 'm_1' } })
    expect(long).toMatchObject({
      requests: [{ body: { reply_to: { mid: 'm_1' } } }, { body: {} }],
      losses: [],
    })
    expect(long).not.toHaveProperty('requests.1.body.reply_to')
  })

  it('cannot quote once the window has closed, and says so', () => {
    const late = made({ kind: 'text', text: 'Hi' }, { replyTo: { externalId: 'm_1' }, humanAgent: true })
    expect(late).not.toHaveProperty('requests.0.body.reply_to')
    expect(late).toMatchObject({ losses: [expect.stringContaining('cannot quote')] })
  })

  it('that is long is split, each part with a reference of its own', () => {
    const rendering = made({ kind: 'text', text: 'ร้านเปิดทุกวันตั้งแต่แปดโมงเช้า '.repeat(200) })
    if (!('requests' in rendering)) throw new Error(rendering.message)
    expect(rendering.requests.length).toBeGreaterThan(3)
    for (const [index, { body }] of rendering.requests.entries()) {
      expect(body).toMatchObject({ message: { metadata: partReference(REFERENCE, index) } })
      const text = isObject(body) && isObject(body.message) ? String(body.message.text) : ''
      const { maxTextLength, textUnit } = facebook.capabilities
      expect(textLength(text, textUnit)).toBeLessThanOrEqual(maxTextLength)
    }
  })

  it('must say something', () => {
    expect(made({ kind: 'text', text: ' \n' })).toEqual({
      code: 'INVALID_CONTENT',
      message: 'Messenger needs a text: it is empty.',
      path: 'text.text',
    })
  })

  it('reaches the visitor of a website by the reference that stands for them', () => {
    const visitor = { ...PERSON, customerId: 'user_ref:ab12' }
    expect(made({ kind: 'text', text: 'Hi' }, { recipient: visitor })).toMatchObject({
      requests: [{ body: { recipient: { user_ref: 'ab12' } } }],
    })
    const nameless = { ...PERSON, customerId: null }
    expect(made({ kind: 'text', text: 'Hi' }, { recipient: nameless })).toMatchObject({
      requests: [{ body: { recipient: { id: '710' } } }],
    })
  })
})

describe('a location and a contact', () => {
  it('become texts, and say so', () => {
    const place = {
      kind: 'location',
      latitude: 13.7563,
      longitude: 100.5018,
      name: 'Shop',
      address: 'Bangkok',
    } as const
    expect(messages(place)).toEqual([
      { text: 'Shop\nBangkok\nhttps://www.google.com/maps/search/?api=1&query=13.7563,100.5018' },
    ])
    expect(losses(place)).toEqual([
      'Messenger cannot send a location: it becomes a text with a link to a map.',
    ])
    const contact = { kind: 'contact', name: 'Mali', phone: '+6621234567', email: 'm@x.example' } as const
    expect(messages(contact)).toEqual([{ text: 'Mali\n+6621234567\nm@x.example' }])
    expect(losses(contact)).toEqual(['Messenger cannot send a contact card: it becomes a text.'])
  })

  it.each([
    [{ kind: 'location', latitude: 91, longitude: 0 }, 'location.latitude'],
    [{ kind: 'location', latitude: 0, longitude: Number.NaN }, 'location.longitude'],
    [{ kind: 'contact', name: '', phone: '1' }, 'contact.name'],
    [{ kind: 'contact', name: 'Mali', phone: ' ' }, 'contact.phone'],
  ] as [OutboundContent, string][])('keep to the rules (%#)', (content, path) => {
    expect(made(content)).toMatchObject({ code: 'INVALID_CONTENT', path })
  })
})

describe('a template', () => {
  const components = [{ type: 'body', parameters: [{ type: 'text', text: '566701' }] }]
  const content = { kind: 'template', name: 'order_update', language: 'en', components } as const

  it('is a utility message, whatever the window', () => {
    const template = { ...content, components: [...components] }
    expect(made(template, { humanAgent: true, replyTo: { externalId: 'm_1' } })).toMatchObject({
      requests: [
        {
          body: {
            recipient: { id: '710' },
            messaging_type: 'UTILITY',
            message: {
              template: { name: 'order_update', language: { code: 'en' }, components },
              metadata: REFERENCE,
            },
          },
        },
      ],
      losses: [expect.stringContaining('cannot quote')],
    })
  })

  it('has a name and a language', () => {
    expect(made({ ...content, components: [], name: '' })).toMatchObject({ path: 'template.name' })
    expect(made({ ...content, components: [], language: '' })).toMatchObject({ path: 'template.language' })
  })
})

describe('native content', () => {
  it('is the message object as it is, but for our reference', () => {
    const payload = { text: 'Hi', metadata: 'theirs', quick_replies: [{ content_type: 'user_email' }] }
    expect(made({ kind: 'native', payload })).toMatchObject({
      requests: [
        {
          body: {
            recipient: { id: '710' },
            message: { text: 'Hi', quick_replies: [{ content_type: 'user_email' }], metadata: REFERENCE },
          },
        },
      ],
    })
  })

  it.each([null, [], {}, 'text', 7])('is an object that says something, not %j', (payload) => {
    expect(made({ kind: 'native', payload })).toMatchObject({ code: 'INVALID_CONTENT', path: 'native' })
  })
})
