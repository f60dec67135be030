import { describe, expect, it } from 'vitest'
import type { Button, OutboundContent } from '../outbound.ts'
import { broken, PERSON, postback, renderingBy, template } from '../shared/fixtures/meta-rendering.ts'
import { textLength } from '../shared/split-text.ts'
import { instagram } from './index.ts'
import { render } from './render.ts'

const { made, rendered, messages, losses, comment } = renderingBy(render)

describe('a text to a person', () => {
  it('is one request, without the reference that Instagram would not give back', () => {
    expect(made({ kind: 'text', text: 'สวัสดี' })).toEqual({
      ok: true,
      requests: [
        {
          method: 'POST',
          host: 'api',
          path: '/v26.0/104857601234567/messages',
          body: { recipient: { id: '710' }, messaging_type: 'RESPONSE', message: { text: 'สวัสดี' } },
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

  it('cannot quote, and says so', () => {
    const answer = made({ kind: 'text', text: 'Hi' }, { replyTo: { externalId: 'm_1' } })
    expect(answer).not.toHaveProperty('requests.0.body.reply_to')
    expect(answer).toMatchObject({
      losses: ['Messages on Instagram cannot quote another: this one stands for itself.'],
    })
  })

  it('that is long is split by its bytes', () => {
    const text = 'ร้านเปิดทุกวันตั้งแต่แปดโมงเช้า '.repeat(30)
    const parts = messages({ kind: 'text', text }).map((message) => String(message.text))
    expect(parts.length).toBeGreaterThan(2)
    expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    const { maxTextLength, textUnit } = instagram.capabilities
    for (const part of parts) expect(textLength(part, textUnit)).toBeLessThanOrEqual(maxTextLength)
  })
})

describe('choices', () => {
  it('quick replies have no pictures', () => {
    const replies = [{ label: 'แดง', payload: 'R', imageUrl: 'https://x.example/r.png' }]
    const content: OutboundContent = { kind: 'quickReplies', text: 'สีไหน', replies }
    expect(messages(content)).toEqual([
      { text: 'สีไหน', quick_replies: [{ content_type: 'text', title: 'แดง', payload: 'R' }] },
    ])
    expect(losses(content)).toEqual(['Instagram shows no pictures beside quick replies.'])
    expect(made({ ...content, replies: Array(14).fill({ label: 'a', payload: 'b' }) })).toEqual(
      broken('quickReplies.replies', 'Instagram takes 1 to 13 quick replies: there are 14.'),
    )
  })

  it('buttons are a template, of which none calls a number', () => {
    const call: Button = { label: 'Call', action: { type: 'call', phone: '+6621234567' } }
    expect(messages({ kind: 'buttons', text: 'What next?', buttons: [postback('Order')] })).toEqual([
      template({
        template_type: 'button',
        text: 'What next?',
        buttons: [{ type: 'postback', title: 'Order', payload: 'p:Order' }],
      }),
    ])
    expect(made({ kind: 'buttons', text: 'What next?', buttons: [postback('Order'), call] })).toEqual({
      code: 'UNSUPPORTED_CONTENT',
      path: 'buttons.buttons.1.action',
      message: 'Instagram has no buttons that call a number: the nearest is the number in the text.',
    })
  })

  it('buttons below a long text stand with its last 640 characters, and the rest keeps to the bytes', () => {
    const text = 'ร้านเปิดทุกวันตั้งแต่แปดโมงเช้า '.repeat(30)
    const parts = messages({ kind: 'buttons', text, buttons: [postback('Order')] })
    const lead = parts.slice(0, -1).map((part) => String(part.text))
    expect(lead.length).toBeGreaterThan(0)
    for (const part of lead) expect(textLength(part, 'BYTES')).toBeLessThanOrEqual(1000)
    expect(parts.at(-1)).toMatchObject(template({ template_type: 'button' }))
  })

  it('a list becomes quick replies, and cards where its rows are described', () => {
    const rows = [{ label: 'Tea', payload: 't' }]
    const list = { kind: 'list', text: 'Which?', buttonLabel: 'Choose', sections: [{ rows }] } as const
    expect(messages({ ...list, sections: [{ rows }] })).toMatchObject([{ quick_replies: [{ title: 'Tea' }] }])
    const described = [{ label: 'Tea', description: 'Hot', payload: 't' }]
    expect(messages({ ...list, sections: [{ rows: described }] })).toMatchObject([
      { text: 'Which?' },
      template({ elements: [{ title: 'Tea', subtitle: 'Hot', buttons: [{ title: 'Choose' }] }] }),
    ])
  })

  it('cards are a generic template', () => {
    const cards = [{ title: 'Mochi', subtitle: 'Six pieces', buttons: [postback('Buy')] }]
    expect(messages({ kind: 'carousel', cards })).toEqual([
      template({
        template_type: 'generic',
        elements: [
          {
            title: 'Mochi',
            subtitle: 'Six pieces',
            buttons: [{ type: 'postback', title: 'Buy', payload: 'p:Buy' }],
          },
        ],
      }),
    ])
  })
})

describe('media', () => {
  const url = 'https://x.example/file'

  it.each(['IMAGE', 'VIDEO', 'AUDIO', 'FILE'] as const)('%s is an attachment', (type) => {
    const native = type.toLowerCase()
    expect(messages({ kind: 'media', type, source: { url } })).toEqual([
      { attachment: { type: native, payload: { url } } },
    ])
    expect(messages({ kind: 'media', type, source: { id: '1857' } })).toEqual([
      { attachment: { type: native, payload: { attachment_id: '1857' } } },
    ])
  })

  it('of files is PDF alone', () => {
    const file = { kind: 'media', type: 'FILE' } as const
    expect(messages({ ...file, source: { url: `${url}.PDF?v=1.2` } })).toHaveLength(1)
    expect(messages({ ...file, source: { url }, fileName: 'menu.pdf' })).toHaveLength(1)
    const message =
      'Instagram takes no files but PDF, beside pictures, videos and sounds: the nearest is the address in a text.'
    const error = { code: 'UNSUPPORTED_CONTENT', path: 'media.source', message }
    expect(made({ ...file, source: { url: `${url}.docx` } })).toEqual(error)
    expect(made({ ...file, source: { id: '1' }, fileName: 'menu.xlsx' })).toEqual(error)
  })

  it('has its caption after it', () => {
    const picture = { kind: 'media', type: 'IMAGE', source: { url }, caption: 'ดูนี่' } as const
    expect(messages(picture)).toMatchObject([{ attachment: { type: 'image' } }, { text: 'ดูนี่' }])
    expect(losses(picture)).toEqual([
      'Instagram shows no captions: it is a message of its own after the file.',
    ])
  })

  it('of stickers is the heart, or a picture', () => {
    const sticker = { kind: 'media', type: 'STICKER' } as const
    expect(messages({ ...sticker, source: { id: 'like_heart' } })).toEqual([
      { attachment: { type: 'like_heart' } },
    ])
    expect(messages({ ...sticker, source: { url } })).toMatchObject([{ attachment: { type: 'image' } }])
    expect(made({ ...sticker, source: { id: '369239263222822' } })).toEqual({
      code: 'UNSUPPORTED_CONTENT',
      path: 'media.source.id',
      message: 'Instagram has no sticker "369239263222822": the nearest is "like_heart", or a picture.',
    })
  })
})

describe('the other contents', () => {
  it('a location and a contact become texts, and say so', () => {
    expect(rendered({ kind: 'location', latitude: 13.7, longitude: 100.5 })).toMatchObject({
      requests: [{ body: { message: { text: expect.stringContaining('query=13.7,100.5') } } }],
      losses: ['Instagram cannot send a location: it becomes a text with a link to a map.'],
    })
    expect(rendered({ kind: 'contact', name: 'Mali', phone: '+6621234567' })).toMatchObject({
      requests: [{ body: { message: { text: 'Mali\n+6621234567' } } }],
      losses: ['Instagram cannot send a contact card: it becomes a text.'],
    })
  })

  it('a template is refused, and a text offered', () => {
    expect(made({ kind: 'template', name: 'x', language: 'en', components: [] })).toEqual({
      code: 'UNSUPPORTED_CONTENT',
      path: 'template',
      message: 'Instagram has no message templates: the nearest is a text.',
    })
  })

  it('native content is the message object as it is, but for a reference of ours', () => {
    const payload = { attachment: { type: 'MEDIA_SHARE', payload: { id: '1' } }, metadata: 'theirs' }
    expect(made({ kind: 'native', payload })).toMatchObject({
      requests: [
        {
          body: {
            recipient: { id: PERSON.customerId },
            messaging_type: 'RESPONSE',
            message: { attachment: { type: 'MEDIA_SHARE', payload: { id: '1' } } },
          },
        },
      ],
    })
    expect(messages({ kind: 'native', payload })[0]).toEqual({ attachment: payload.attachment })
    expect(made({ kind: 'native', payload })).not.toHaveProperty('requests.0.body.message.metadata')
  })
})

describe('in a public thread', () => {
  it('a text is an answer below the comment', () => {
    expect(comment({ kind: 'text', text: 'Thanks!' })).toEqual({
      ok: true,
      requests: [
        { method: 'POST', host: 'api', path: '/v26.0/5200_610001/replies', body: { message: 'Thanks!' } },
      ],
      losses: [],
    })
    expect(comment({ kind: 'text', text: 'Thanks!' }, { replyTo: { externalId: '178' } })).toMatchObject({
      requests: [{ path: '/v26.0/178/replies' }],
    })
  })

  it('is counted in characters and not in bytes', () => {
    expect(comment({ kind: 'text', text: 'ก'.repeat(2196) })).toMatchObject({ requests: [{}] })
    expect(comment({ kind: 'text', text: 'ก'.repeat(2197) })).toMatchObject({ requests: [{}, {}] })
  })

  it('all else is refused, and a text offered', () => {
    const picture = { kind: 'media', type: 'IMAGE', source: { url: 'https://x.example/a.jpg' } } as const
    expect(comment(picture)).toEqual({
      code: 'UNSUPPORTED_CONTENT',
      path: 'media',
      message: 'A comment on Instagram cannot be of the content "media": the nearest is a text.',
    })
  })
})
