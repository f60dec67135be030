import { describe, expect, it } from 'vitest'
import type { OutboundContent } from '../outbound.ts'
import { partReference } from '../shared/part-reference.ts'
import { losses, messages, REFERENCE, refusal, requests, USER } from './fixtures/render.ts'

const text = (length: number): OutboundContent => ({ kind: 'text', text: 'a'.repeat(length) })

describe('a message', () => {
  it('is pushed to its thread under its own reference', () => {
    expect(requests({ kind: 'text', text: 'สวัสดีค่ะ {name} $' })).toEqual([
      {
        method: 'POST',
        host: 'api',
        path: '/v2/bot/message/push',
        headers: { 'X-Line-Retry-Key': REFERENCE },
        body: { to: USER, messages: [{ type: 'text', text: 'สวัสดีค่ะ {name} $' }] },
      },
    ])
  })

  it('answers by a reply token, which takes no retry key', () => {
    expect(requests({ kind: 'text', text: 'Yes.' }, { replyToken: 'token-1' })).toEqual([
      {
        method: 'POST',
        host: 'api',
        path: '/v2/bot/message/reply',
        body: { replyToken: 'token-1', messages: [{ type: 'text', text: 'Yes.' }] },
      },
    ])
  })

  it('of more than five parts is sent in several requests, each with its own reference', () => {
    const pushed = requests(text(5000 * 6))
    expect(pushed.map(({ headers }) => headers?.['X-Line-Retry-Key'])).toEqual([
      REFERENCE,
      partReference(REFERENCE, 1),
    ])
    expect(pushed.map(({ body }) => Object(body).messages.length)).toEqual([5, 1])
  })

  it('pushes what the reply cannot carry, as it would be pushed without the token', () => {
    const [pushedFirst, pushedRest] = requests(text(5000 * 6))
    const [reply, rest] = requests(text(5000 * 6), { replyToken: 'token-1' })
    expect(Object(reply?.body).messages).toEqual(Object(pushedFirst?.body).messages)
    expect(rest).toEqual(pushedRest)
  })

  it('quotes by the token of what it answers', () => {
    const replyTo = { externalId: '531000000000000001', tokens: { quote: 'quote-1' } }
    expect(messages({ kind: 'text', text: 'Yes.' }, { replyTo })).toEqual([
      { type: 'text', text: 'Yes.', quoteToken: 'quote-1' },
    ])
    expect(messages(text(5001), { replyTo }).map(({ quoteToken }) => quoteToken)).toEqual([
      'quote-1',
      undefined,
    ])
  })

  it('says where it cannot quote', () => {
    const replyTo = { externalId: '531000000000000001', tokens: { quote: 'quote-1' } }
    const place: OutboundContent = { kind: 'location', latitude: 1, longitude: 2, name: 'A', address: 'B' }
    expect(losses(place, { replyTo })).toEqual(['LINE quotes a message only in texts and stickers.'])
    expect(losses({ kind: 'text', text: 'Yes.' }, { replyTo: { externalId: '5' } })).toEqual([
      'LINE gave no token to quote the answered message by.',
    ])
  })
})

describe('text', () => {
  it('of 5000 UTF-16 units is one message, of one more two', () => {
    expect(messages(text(5000))).toHaveLength(1)
    expect(messages(text(5001)).map(({ text }) => text.length)).toEqual([5000, 1])
  })

  it('is refused when there is none', () => {
    expect(refusal({ kind: 'text', text: ' \n' })).toEqual({
      code: 'INVALID_CONTENT',
      message: 'LINE: The text is empty.',
      path: 'text.text',
    })
  })
})

describe('quick replies', () => {
  const reply = (label: string, payload = label) => ({ label, payload })

  it('send their payload back and show their label in the chat', () => {
    const replies = [{ label: 'ใหญ่', payload: 'size:l', imageUrl: 'https://shop.example/ไอคอน.png' }]
    expect(messages({ kind: 'quickReplies', text: 'Size?', replies })).toEqual([
      {
        type: 'text',
        text: 'Size?',
        quickReply: {
          items: [
            {
              type: 'action',
              imageUrl: 'https://shop.example/%E0%B9%84%E0%B8%AD%E0%B8%84%E0%B8%AD%E0%B8%99.png',
              action: { type: 'postback', label: 'ใหญ่', data: 'size:l', displayText: 'ใหญ่' },
            },
          ],
        },
      },
    ])
  })

  it('are below the last part of a long text', () => {
    const parts = messages({ kind: 'quickReplies', text: 'a'.repeat(5001), replies: [reply('A')] })
    expect(parts.map((part) => 'quickReply' in part)).toEqual([false, true])
  })

  it('are thirteen at most', () => {
    const thirteen = Array.from({ length: 13 }, (_, index) => reply(`${index}`))
    expect(messages({ kind: 'quickReplies', text: 'Size?', replies: thirteen })).toHaveLength(1)
    expect(refusal({ kind: 'quickReplies', text: 'Size?', replies: [...thirteen, reply('x')] })).toEqual({
      code: 'INVALID_CONTENT',
      message: 'LINE takes at most 13 quick replies; there are 14.',
      path: 'quickReplies.replies',
    })
    expect(refusal({ kind: 'quickReplies', text: 'Size?', replies: [] })).toHaveProperty(
      'path',
      'quickReplies.replies',
    )
  })

  it('have labels of 20 characters as people see them, and payloads of 300 units', () => {
    const families = '👨‍👩‍👧'.repeat(20)
    expect(messages({ kind: 'quickReplies', text: 'Who?', replies: [reply(families, 'x')] })).toHaveLength(1)
    expect(refusal({ kind: 'quickReplies', text: 'Who?', replies: [reply(`${families}!`, 'x')] })).toEqual({
      code: 'INVALID_CONTENT',
      message: 'LINE takes labels of up to 20 characters here; this one has 21.',
      path: 'quickReplies.replies.0.label',
    })
    const long = refusal({ kind: 'quickReplies', text: 'Who?', replies: [reply('A', 'a'.repeat(301))] })
    expect(long).toEqual({
      code: 'INVALID_CONTENT',
      message: 'LINE takes payloads of 1 to 300 UTF-16 units; this one has 301.',
      path: 'quickReplies.replies.0.payload',
    })
  })
})

it('a template is refused with the nearest that LINE has', () => {
  const error = refusal({ kind: 'template', name: 'order', language: 'th', components: [] })
  expect(error).toMatchObject({ code: 'UNSUPPORTED_CONTENT' })
  expect(error.message).toMatch(/LINE.*templates.*carousel.*native/)
})

describe('native', () => {
  const native = (payload: Extract<OutboundContent, { kind: 'native' }>['payload']): OutboundContent => ({
    kind: 'native',
    payload,
  })

  it('is one message object, or up to five', () => {
    const imagemap = { type: 'imagemap', baseUrl: 'https://a.example', altText: 'A' }
    expect(messages(native(imagemap))).toEqual([imagemap])
    expect(requests(native([imagemap, imagemap]))).toHaveLength(1)
  })

  it.each([
    ['no object', 'text'],
    ['no type', { text: 'x' }],
    ['an empty list', []],
    ['six', Array(6).fill({ type: 'text', text: 'x' })],
  ])('is refused with %s', (_, payload) => {
    expect(refusal(native(payload))).toMatchObject({ code: 'INVALID_CONTENT', path: 'native.payload' })
  })
})
