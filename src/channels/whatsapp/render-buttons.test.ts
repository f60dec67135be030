import { describe, expect, it } from 'vitest'
import type { Button } from '../outbound.ts'
import { bodies, GROUP, losses, only, refusal } from './fixtures/outbound.ts'

const replies = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ label: `ไซซ์ ${index}`, payload: `size-${index}` }))
const quickReplies = (count: number, text = 'ไซซ์ไหนคะ') =>
  ({ kind: 'quickReplies', text, replies: replies(count) }) as const
const postback = (label: string, payload = label): Button => ({
  label,
  action: { type: 'postback', payload },
})
const link = (label: string, url = `https://shop.example/${label}`): Button => ({
  label,
  action: { type: 'url', url },
})
const call: Button = { label: 'โทร', action: { type: 'call', phone: '+6621234567' } }
const buttons = (...list: Button[]) => ({ kind: 'buttons', text: 'เลือกได้เลย', buttons: list }) as const

describe('quick replies', () => {
  it('of up to three are buttons', () => {
    expect(only(quickReplies(2))).toEqual({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'ไซซ์ไหนคะ' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 'size-0', title: 'ไซซ์ 0' } },
            { type: 'reply', reply: { id: 'size-1', title: 'ไซซ์ 1' } },
          ],
        },
      },
    })
    expect(losses(quickReplies(3))).toEqual([])
  })

  it('of up to ten are a list, which is said', () => {
    expect(only(quickReplies(4))).toMatchObject({
      interactive: {
        type: 'list',
        action: {
          button: '☰',
          sections: [{ rows: replies(4).map(({ label, payload }) => ({ id: payload, title: label })) }],
        },
      },
    })
    expect(losses(quickReplies(10))).toEqual([
      'WhatsApp shows at most 3 choices as buttons: these 10 open as a list.',
    ])
  })

  it('of more, or none, are refused', () => {
    expect(refusal(quickReplies(14))).toEqual([
      'INVALID_CONTENT',
      'quickReplies.replies',
      'WhatsApp takes at most 3 quick replies as buttons and 10 as a list: there are 14.',
    ])
    expect(refusal(quickReplies(0))?.[1]).toBe('quickReplies.replies')
  })

  it('keep to the lengths of labels and payloads, which differ between buttons and rows', () => {
    const one = (label: string, payload: string, count = 1) => ({
      ...quickReplies(count),
      replies: [...replies(count - 1), { label, payload }],
    })
    expect(refusal(one('ก'.repeat(21), 'p'))).toEqual([
      'INVALID_CONTENT',
      'quickReplies.replies.0.label',
      'On WhatsApp the label of a button has at most 20 characters: it has 21.',
    ])
    expect(refusal(one('ก'.repeat(24), 'p', 4))).toBeNull()
    expect(refusal(one('ก'.repeat(25), 'p', 4))?.[2]).toBe(
      'On WhatsApp one of more than 3 labels has at most 24 characters: it has 25.',
    )
    expect(refusal(one('a', 'p'.repeat(256)))).toBeNull()
    expect(refusal(one('a', 'p'.repeat(257)))?.[1]).toBe('quickReplies.replies.0.payload')
    expect(refusal(one('a', 'p'.repeat(201), 4))?.[1]).toBe('quickReplies.replies.3.payload')
    expect(refusal(one('a', ' p'))?.[1]).toBe('quickReplies.replies.0.payload')
    expect(refusal(one('', 'p'))?.[2]).toBe('WhatsApp needs the label of a button: it is empty.')
  })

  it('are told apart', () => {
    const same = (label: string, payload: string) => ({
      ...quickReplies(2),
      replies: [
        { label: 'a', payload: '1' },
        { label, payload },
      ],
    })
    expect(refusal(same('b', '1'))?.[1]).toBe('quickReplies.replies.1.payload')
    expect(refusal(same('a', '2'))?.[1]).toBe('quickReplies.replies.1.label')
  })

  it('lose their pictures', () => {
    const pictured = {
      ...quickReplies(1),
      replies: [{ label: 'a', payload: 'b', imageUrl: 'https://a.example/b' }],
    }
    expect(losses(pictured)).toEqual(['WhatsApp shows no pictures beside quick replies.'])
  })

  it('stand below the end of a text that is too long, after the rest of it', () => {
    const text = 'ชาอู่หลงจากเชียงราย '.repeat(300).trim()
    const sent = bodies(quickReplies(2, text))
    expect(sent).toMatchObject([{ type: 'text' }, { type: 'text' }, { type: 'interactive' }])
    const words = sent.map((body) => JSON.stringify(body).match(/"(?:body|text)":"([^"]*)"/)?.[1] ?? '')
    expect(words.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    expect(words[2]?.length).toBeLessThanOrEqual(1024)
  })

  it('are lacking in groups', () => {
    expect(refusal(quickReplies(2), { recipient: GROUP })).toEqual([
      'UNSUPPORTED_CONTENT',
      undefined,
      'WhatsApp has no quick replies in groups, only texts, media and templates: a text is the nearest.',
    ])
  })
})

describe('buttons', () => {
  it('have a header and a footer', () => {
    expect(only({ ...buttons(postback('ยืนยัน', 'ok')), header: 'การจอง', footer: 'ถึง 18 น.' })).toEqual({
      type: 'interactive',
      interactive: {
        type: 'button',
        header: { type: 'text', text: 'การจอง' },
        body: { text: 'เลือกได้เลย' },
        footer: { text: 'ถึง 18 น.' },
        action: { buttons: [{ type: 'reply', reply: { id: 'ok', title: 'ยืนยัน' } }] },
      },
    })
    expect(refusal({ ...buttons(postback('a')), footer: 'x'.repeat(61) })).toEqual([
      'INVALID_CONTENT',
      'buttons.footer',
      'On WhatsApp a footer has at most 60 characters: it has 61.',
    ])
  })

  it('of one address open it', () => {
    expect(only(buttons(link('ดูร้าน', 'https://shop.example')))).toEqual({
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        body: { text: 'เลือกได้เลย' },
        action: {
          name: 'cta_url',
          parameters: { display_text: 'ดูร้าน', url: 'https://shop.example' },
        },
      },
    })
  })

  it('of several addresses open the first: the others are in the text', () => {
    const content = buttons(link('a'), link('b'), call)
    expect(only(content)).toMatchObject({
      interactive: {
        type: 'cta_url',
        body: { text: 'เลือกได้เลย\nb: https://shop.example/b\nโทร: +6621234567' },
        action: { parameters: { display_text: 'a' } },
      },
    })
    expect(losses(content)).toEqual([
      'WhatsApp has a button that opens an address only alone: the address of "b" is written in the text.',
      'WhatsApp has no buttons that call: the number of "โทร" is written in the text.',
    ])
  })

  it('of both kinds reply: the addresses are in the text', () => {
    expect(only(buttons(link('a'), postback('ใช่')))).toMatchObject({
      interactive: {
        type: 'button',
        body: { text: 'เลือกได้เลย\na: https://shop.example/a' },
        action: { buttons: [{ reply: { title: 'ใช่' } }] },
      },
    })
  })

  it('that only call are a text, with header and footer', () => {
    const content = { ...buttons(call), header: 'ติดต่อ', footer: 'ทุกวัน' }
    expect(only(content)).toEqual({
      type: 'text',
      text: { body: 'ติดต่อ\n\nเลือกได้เลย\nโทร: +6621234567\n\nทุกวัน' },
    })
    expect(losses(content)).toContain(
      'WhatsApp has a header and a footer only with buttons: they are written in the text.',
    )
  })

  it('tell by their place what is wrong with them', () => {
    const wrong = [
      [buttons(), 'buttons.buttons'],
      [buttons(postback('a'), postback('b', 'x'.repeat(257))), 'buttons.buttons.1.action.payload'],
      [buttons(link('x'.repeat(21))), 'buttons.buttons.0.label'],
      [buttons(postback('a'), link('b', 'tel:1')), 'buttons.buttons.1.action.url'],
      [buttons({ ...call, action: { type: 'call', phone: '' } }), 'buttons.buttons.0.action.phone'],
      [{ ...buttons(call), text: ' ' }, 'buttons.text'],
    ] as const
    for (const [content, path] of wrong)
      expect(refusal(content)?.slice(0, 2)).toEqual(['INVALID_CONTENT', path])
    // Written in the text, a label may be as long as it likes.
    expect(refusal(buttons(postback('a'), link('x'.repeat(21))))).toBeNull()
  })
})
