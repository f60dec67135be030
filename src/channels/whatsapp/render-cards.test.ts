import { describe, expect, it } from 'vitest'
import type { Button, Card } from '../outbound.ts'
import { bodies, losses, only, refusal } from './fixtures/outbound.ts'

const postback = (label: string, payload = label): Button => ({
  label,
  action: { type: 'postback', payload },
})
const link = (label: string): Button => ({
  label,
  action: { type: 'url', url: `https://shop.example/${label}` },
})

describe('a list', () => {
  const row = (id: string, label = id) => ({ label, payload: id })
  const list = (
    ...sections: { title?: string; rows: { label: string; description?: string; payload: string }[] }[]
  ) => ({ kind: 'list', text: 'เวลาไหนดีคะ', buttonLabel: 'ดูเวลา', sections }) as const

  it('opens with its button', () => {
    const content = list(
      { title: 'เช้า', rows: [{ ...row('9', '9 โมง'), description: '30 นาที' }] },
      { title: 'บ่าย', rows: [row('13', 'บ่ายโมง')] },
    )
    expect(only({ ...content, header: 'จองคิว' })).toEqual({
      type: 'interactive',
      interactive: {
        type: 'list',
        header: { type: 'text', text: 'จองคิว' },
        body: { text: 'เวลาไหนดีคะ' },
        action: {
          button: 'ดูเวลา',
          sections: [
            { title: 'เช้า', rows: [{ id: '9', title: '9 โมง', description: '30 นาที' }] },
            { title: 'บ่าย', rows: [{ id: '13', title: 'บ่ายโมง' }] },
          ],
        },
      },
    })
  })

  it('keeps to the rules of lists', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => row(`${index}`))
    const wrong = [
      [list(), 'list.sections'],
      [list({ title: 'a', rows: rows(6) }, { title: 'b', rows: rows(5) }), 'list.sections'],
      [list({ title: 'a', rows: [row('1')] }, { rows: [row('2')] }), 'list.sections.1.title'],
      [list({ title: 'a', rows: [row('1')] }, { title: 'b', rows: [] }), 'list.sections.1.rows'],
      [list({ title: 'x'.repeat(25), rows: [row('1')] }), 'list.sections.0.title'],
      [list({ rows: [row('1', 'x'.repeat(25))] }), 'list.sections.0.rows.0.label'],
      [list({ rows: [{ ...row('1'), description: 'x'.repeat(73) }] }), 'list.sections.0.rows.0.description'],
      [list({ rows: [row('x'.repeat(201), 'a')] }), 'list.sections.0.rows.0.payload'],
      [list({ rows: [row('1'), row('1')] }), 'list.sections.0.rows.1.payload'],
      [{ ...list({ rows: rows(1) }), buttonLabel: 'x'.repeat(21) }, 'list.buttonLabel'],
      [{ ...list({ rows: rows(1) }), header: 'x'.repeat(61) }, 'list.header'],
    ] as const
    for (const [content, path] of wrong)
      expect(refusal(content)?.slice(0, 2)).toEqual(['INVALID_CONTENT', path])
    expect(refusal(list({ rows: rows(11) }))?.[2]).toBe(
      'WhatsApp takes 1 to 10 rows in all sections: there are 11.',
    )
  })
})

describe('a carousel', () => {
  const card = (name: string, ...own: Button[]): Card => ({
    title: name,
    subtitle: '฿120',
    imageUrl: `https://cdn.example/${name}.jpg`,
    buttons: own,
  })
  const carousel = (text: string | undefined, ...cards: Card[]) =>
    ({ kind: 'carousel', ...(text !== undefined && { text }), cards }) as const

  it('of cards that are alike is one message', () => {
    const content = carousel('ชาใหม่', card('a', link('ดู')), card('b', link('ดู')))
    expect(only(content)).toEqual({
      type: 'interactive',
      interactive: {
        type: 'carousel',
        body: { text: 'ชาใหม่' },
        action: {
          cards: ['a', 'b'].map((name, index) => ({
            card_index: index,
            type: 'cta_url',
            header: { type: 'image', image: { link: `https://cdn.example/${name}.jpg` } },
            body: { text: `${name}\n฿120` },
            action: { name: 'cta_url', parameters: { display_text: 'ดู', url: 'https://shop.example/ดู' } },
          })),
        },
      },
    })
    expect(losses(content)).toEqual([])
  })

  it('may have replies below its cards', () => {
    const content = carousel('ชาใหม่', card('a', postback('ซื้อ', 'buy-a')), card('b', postback('ซื้อ', 'buy-b')))
    expect(only(content)).toMatchObject({
      interactive: {
        action: {
          cards: [
            { action: { buttons: [{ type: 'quick_reply', quick_reply: { id: 'buy-a', title: 'ซื้อ' } }] } },
            { action: { buttons: [{ quick_reply: { id: 'buy-b' } }] } },
          ],
        },
      },
    })
  })

  it('of cards that differ is a message for each, which is said', () => {
    const { imageUrl, ...plain } = card('d')
    const content = carousel('ชาใหม่', card('a', postback('ซื้อ')), card('b', link('ดู')), card('c'), plain)
    const image = { type: 'image', image: { link: 'https://cdn.example/a.jpg' } }
    expect(bodies(content)).toMatchObject([
      { type: 'text', text: { body: 'ชาใหม่' } },
      { interactive: { type: 'button', header: image, body: { text: 'a\n฿120' } } },
      { interactive: { type: 'cta_url', header: { type: 'image' } } },
      { type: 'image', image: { link: 'https://cdn.example/c.jpg', caption: 'c\n฿120' } },
      { type: 'text', text: { body: 'd\n฿120' } },
    ])
    expect(losses(content)).toEqual([
      expect.stringMatching(/^WhatsApp shows these 4 cards as a message each: .* 160 characters/),
    ])
  })

  it.each([
    ['has no text', carousel(undefined, card('a', link('x')), card('b', link('x')))],
    ['has one card', carousel('t', card('a', link('x')))],
    ['has a long card', carousel('t', card('a', link('x')), card('b'.repeat(160), link('x')))],
    ['has a card of many lines', carousel('t', card('a\na\na', link('x')), card('b', link('x')))],
    [
      'has other numbers of replies',
      carousel('t', card('a', postback('1')), card('b', postback('2'), postback('3'))),
    ],
    [
      'has three replies',
      carousel(
        't',
        card('a', ...['1', '2', '3'].map((one) => postback(one))),
        card('b', ...['4', '5', '6'].map((one) => postback(one))),
      ),
    ],
    ['has no buttons', carousel('t', card('a'), card('b'))],
  ])('is not shown side by side where it %s', (_, content) => {
    expect(JSON.stringify(bodies(content))).not.toContain('carousel')
    expect(bodies(content).length).toBeGreaterThan(0)
  })

  it('writes the address that a card would open', () => {
    const content = carousel(
      't',
      { ...card('a', postback('1')), url: 'https://shop.example/a' },
      card('b', postback('2')),
    )
    expect(JSON.stringify(bodies(content))).toContain('a\\n฿120\\nhttps://shop.example/a')
    expect(losses(content)).toEqual([
      'A tap on a card opens nothing on WhatsApp: its address is written in the text.',
    ])
  })

  it('keeps to the rules of cards', () => {
    const many = Array.from({ length: 11 }, (_, index) => card(`${index}`))
    const replies = ['1', '2', '3', '4'].map((one) => postback(one))
    const wrong = [
      [carousel('t'), 'carousel.cards'],
      [carousel('t', ...many), 'carousel.cards'],
      [carousel('t', { ...card('a'), title: '' }), 'carousel.cards.0.title'],
      [carousel('t', { ...card('a'), imageUrl: 'x' }), 'carousel.cards.0.imageUrl'],
      [carousel('t', card('a', ...replies)), 'carousel.cards.0.buttons'],
      [carousel('t', card('a', postback('x'.repeat(21)))), 'carousel.cards.0.buttons.0.label'],
      [
        carousel('t', card('a', postback('1')), card('b', postback('1'))),
        'carousel.cards.1.buttons.0.action.payload',
      ],
    ] as const
    for (const [content, path] of wrong)
      expect(refusal(content)?.slice(0, 2)).toEqual(['INVALID_CONTENT', path])
  })
})
