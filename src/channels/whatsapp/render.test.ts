import { describe, expect, it } from 'vitest'
import { partReference } from '../shared/part-reference.ts'
import {
  ACCOUNT,
  bodies,
  GROUP,
  HIDDEN,
  losses,
  only,
  REFERENCE,
  refusal,
  rendering,
} from './fixtures/outbound.ts'

const text = (words: string) => ({ kind: 'text', text: words }) as const

describe('a text', () => {
  it('goes to the phone number, with our reference', () => {
    expect(rendering(text('สวัสดีค่ะ'))).toEqual({
      ok: true,
      requests: [
        {
          method: 'POST',
          host: 'api',
          path: `/v26.0/${ACCOUNT.externalId}/messages`,
          body: {
            messaging_product: 'whatsapp',
            recipient_type: 'individual',
            to: '66891112222',
            type: 'text',
            text: { body: 'สวัสดีค่ะ' },
            biz_opaque_callback_data: REFERENCE,
          },
        },
      ],
      losses: [],
    })
  })

  it('goes to the user id of somebody who hides the number', () => {
    const [body] = bodies(text('hi'), { recipient: HIDDEN })
    expect(body).toMatchObject({ recipient_type: 'individual', recipient: 'TH.51515151515151515151' })
    expect(body).not.toHaveProperty('to')
  })

  it('goes to a group', () => {
    expect(bodies(text('hi'), { recipient: GROUP })).toMatchObject([
      { recipient_type: 'group', to: GROUP.thread.externalId, type: 'text' },
    ])
  })

  it('shows a preview of the address in it', () => {
    const body = 'ดูที่ https://shop.example/tea นะคะ'
    expect(only(text(body))).toEqual({ type: 'text', text: { body, preview_url: true } })
    expect(only(text('shop.example'))).toEqual({ type: 'text', text: { body: 'shop.example' } })
  })

  it('too long for one message becomes several, each with a reference of its own and the first with the quote', () => {
    const parts = bodies(text('ร้านเปิดทุกวัน '.repeat(600)), { replyTo: { externalId: 'wamid.q' } })
    expect(parts.length).toBe(3)
    expect(parts).toMatchObject(
      parts.map((_, index) => ({ biz_opaque_callback_data: partReference(REFERENCE, index) })),
    )
    expect(parts.map((part) => part !== null && typeof part === 'object' && 'context' in part)).toEqual([
      true,
      false,
      false,
    ])
    expect(parts[0]).toHaveProperty('context', { message_id: 'wamid.q' })
  })

  it.each(['', ' \n '])('that is empty is refused: %j', (words) => {
    expect(refusal(text(words))).toEqual([
      'INVALID_CONTENT',
      'text.text',
      'WhatsApp needs a text: it is empty.',
    ])
  })
})

describe('media', () => {
  const url = 'https://cdn.example/a'
  const image = { kind: 'media', type: 'IMAGE', source: { url } } as const

  it.each([
    ['IMAGE', 'image'],
    ['VIDEO', 'video'],
    ['AUDIO', 'audio'],
    ['FILE', 'document'],
    ['STICKER', 'sticker'],
  ] as const)('%s is of type %s, by address or by id', (type, name) => {
    expect(only({ kind: 'media', type, source: { url } })).toEqual({ type: name, [name]: { link: url } })
    expect(only({ kind: 'media', type, source: { id: '77' } })).toEqual({ type: name, [name]: { id: '77' } })
  })

  it('has a caption, and a document its name', () => {
    expect(only({ ...image, caption: 'ชาอู่หลง' })).toEqual({
      type: 'image',
      image: { link: url, caption: 'ชาอู่หลง' },
    })
    expect(only({ ...image, type: 'FILE', caption: 'ราคา', fileName: 'ราคา.pdf' })).toEqual({
      type: 'document',
      document: { link: url, caption: 'ราคา', filename: 'ราคา.pdf' },
    })
    expect(only({ ...image, fileName: 'a.jpg' })).toEqual({ type: 'image', image: { link: url } })
  })

  it('is followed by the caption that it cannot have', () => {
    const audio = { ...image, type: 'AUDIO', caption: 'ฟังนะคะ' } as const
    expect(bodies(audio)).toMatchObject([
      { type: 'audio', audio: { link: url } },
      { type: 'text', text: { body: 'ฟังนะคะ' } },
    ])
    expect(losses(audio)).toEqual(['WhatsApp shows no caption with audio: it follows as a text.'])
    const long = { ...image, caption: 'ก'.repeat(1025) }
    expect(bodies(long)).toMatchObject([
      { type: 'image', image: { link: url } },
      { type: 'text', text: { body: 'ก'.repeat(1025) } },
    ])
    expect(losses(long)).toEqual([
      'A caption has at most 1024 characters on WhatsApp: this one follows as a text.',
    ])
    expect(losses({ ...image, caption: 'ก'.repeat(1024) })).toEqual([])
  })

  it('is refused without an address of the web or an id', () => {
    for (const wrong of ['ftp://cdn.example/a', 'cdn.example/a', 'javascript:1', ''])
      expect(refusal({ ...image, source: { url: wrong } })).toEqual([
        'INVALID_CONTENT',
        'media.source.url',
        'WhatsApp needs an http or https address for a file.',
      ])
    expect(refusal({ ...image, source: { id: '' } })?.[1]).toBe('media.source.id')
  })
})

describe('a location', () => {
  const place = { kind: 'location', latitude: 13.7563309, longitude: 100.5017651 } as const

  it('has a name, for which the address stands where there is none', () => {
    expect(only(place)).toEqual({
      type: 'location',
      location: { latitude: 13.7563309, longitude: 100.5017651 },
    })
    expect(only({ ...place, name: 'ตลาดน้อย', address: 'เจริญกรุง' })).toHaveProperty('location', {
      ...{ latitude: 13.7563309, longitude: 100.5017651 },
      name: 'ตลาดน้อย',
      address: 'เจริญกรุง',
    })
    expect(only({ ...place, address: 'เจริญกรุง' })).toHaveProperty('location.name', 'เจริญกรุง')
  })

  it('is on the globe', () => {
    expect(refusal({ ...place, latitude: 90.1 })).toEqual([
      'INVALID_CONTENT',
      'location.latitude',
      'WhatsApp takes degrees of -90 to 90.',
    ])
    expect(refusal({ ...place, longitude: Number.NaN })?.[1]).toBe('location.longitude')
  })
})

it('a contact has the parts that WhatsApp asks for', () => {
  const contact = { kind: 'contact', name: '佐藤 健', phone: '+819012345678' } as const
  const name = { formatted_name: '佐藤 健', first_name: '佐藤 健' }
  const phones = [{ phone: '+819012345678' }]
  expect(only(contact)).toEqual({ type: 'contacts', contacts: [{ name, phones }] })
  expect(only({ ...contact, email: 'ken@tea.example', organization: 'お茶屋' })).toHaveProperty('contacts', [
    { name, phones, emails: [{ email: 'ken@tea.example' }], org: { company: 'お茶屋' } },
  ])
  expect(refusal({ ...contact, phone: '' })).toEqual([
    'INVALID_CONTENT',
    'contact.phone',
    'WhatsApp needs the phone number of a contact: it is empty.',
  ])
})

describe('a template', () => {
  const template = { kind: 'template', name: 'order_ready', language: 'th', components: [] } as const

  it('has its language and the values of its variables', () => {
    expect(only({ ...template, components: [] })).toEqual({
      type: 'template',
      template: { name: 'order_ready', language: { code: 'th' } },
    })
    const components = [{ type: 'body', parameters: [{ type: 'text', text: 'A-7' }] }]
    expect(only({ ...template, components })).toHaveProperty('template.components', components)
  })

  it('quotes no message', () => {
    const rendered = rendering({ ...template, components: [] }, { replyTo: { externalId: 'wamid.q' } })
    expect(rendered).toMatchObject({
      losses: ['WhatsApp does not show above a template which message it answers.'],
    })
    expect(rendered).not.toHaveProperty('requests.0.body.context')
  })
})

describe('a native message', () => {
  const flow = { type: 'interactive', interactive: { type: 'flow', action: { name: 'flow' } } }

  it('is passed through as it is', () => {
    expect(only({ kind: 'native', payload: flow })).toEqual(flow)
  })

  it('can neither go to somebody else nor take another reference', () => {
    const payload = {
      ...flow,
      to: '1',
      recipient: '2',
      recipient_type: 'group',
      biz_opaque_callback_data: 'x',
    }
    expect(bodies({ kind: 'native', payload }, { recipient: HIDDEN })).toEqual([
      {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        recipient: 'TH.51515151515151515151',
        ...flow,
        biz_opaque_callback_data: REFERENCE,
      },
    ])
  })

  it('is an object with a type and what it says', () => {
    for (const payload of [null, 'text', [], {}, { type: 'text' }, { type: 7 }, { type: 'toString' }])
      expect(refusal({ kind: 'native', payload })).toEqual([
        'INVALID_CONTENT',
        'native',
        'WhatsApp takes as native content a message: an object with "type" and, under a key of that name, what it says.',
      ])
  })
})
