import { describe, expect, it } from 'vitest'
import type { Button, OutboundContent } from '../outbound.ts'
import { broken, postback, renderingBy, template } from '../shared/fixtures/meta-rendering.ts'
import { render } from './render.ts'

const { made, messages, losses } = renderingBy(render)

describe('quick replies', () => {
  const replies = [{ label: 'Red', payload: 'R', imageUrl: 'https://x.example/r.png' }]

  it('stand below the text, with their pictures', () => {
    expect(messages({ kind: 'quickReplies', text: 'Which?', replies })).toEqual([
      {
        text: 'Which?',
        quick_replies: [
          { content_type: 'text', title: 'Red', payload: 'R', image_url: 'https://x.example/r.png' },
        ],
      },
    ])
  })

  it('stand below the last part of a long text', () => {
    const parts = messages({ kind: 'quickReplies', text: 'A sentence here. '.repeat(150), replies })
    expect(parts).toHaveLength(2)
    expect(parts[0]).not.toHaveProperty('quick_replies')
    expect(parts[1]).toHaveProperty('quick_replies')
  })

  it.each([
    [[], 'quickReplies.replies', '1 to 13 quick replies: there are 0'],
    [Array(14).fill({ label: 'a', payload: 'b' }), 'quickReplies.replies', 'there are 14'],
    [
      [{ label: 'x'.repeat(21), payload: 'b' }],
      'quickReplies.replies.0.label',
      'at most 20 characters: it has 21',
    ],
    [[{ label: ' ', payload: 'b' }], 'quickReplies.replies.0.label', 'is empty'],
    [[{ label: 'a', payload: '' }], 'quickReplies.replies.0.payload', 'is empty'],
    [[{ label: 'a', payload: 'x'.repeat(1001) }], 'quickReplies.replies.0.payload', 'at most 1000'],
    [[{ label: 'a', payload: 'b', imageUrl: 'x' }], 'quickReplies.replies.0.imageUrl', 'http or https'],
  ])('keep to the rules (%#)', (wrong, path, words) => {
    expect(made({ kind: 'quickReplies', text: 'Which?', replies: wrong })).toEqual(
      broken(path, expect.stringContaining(words)),
    )
  })
})

describe('buttons', () => {
  const buttons: Button[] = [
    postback('Order'),
    { label: 'Menu', action: { type: 'url', url: 'https://shop.example/menu' } },
    { label: 'Call', action: { type: 'call', phone: '+66 2-123 (4567)' } },
  ]
  const native = [
    { type: 'postback', title: 'Order', payload: 'p:Order' },
    { type: 'web_url', title: 'Menu', url: 'https://shop.example/menu' },
    { type: 'phone_number', title: 'Call', payload: '+6621234567' },
  ]

  it('are a button template', () => {
    expect(messages({ kind: 'buttons', text: 'What next?', buttons })).toEqual([
      template({ template_type: 'button', text: 'What next?', buttons: native }),
    ])
  })

  it('take the last 640 characters of a text at most: the rest goes ahead', () => {
    const [first, last, ...others] = messages({
      kind: 'buttons',
      text: 'A sentence here. '.repeat(60),
      buttons,
    })
    expect(others).toEqual([])
    expect(first).toEqual({ text: expect.stringMatching(/^A sentence here\./) })
    expect(last).toMatchObject(template({ text: expect.stringMatching(/^A sentence here\..{0,620}$/) }))
  })

  it('have header and footer in their text, and say so', () => {
    const content = { kind: 'buttons', text: 'What next?', header: 'Hi', footer: 'Bye', buttons } as const
    expect(messages(content)).toMatchObject([template({ text: 'Hi\n\nWhat next?\n\nBye' })])
    expect(losses(content)).toEqual(['Messenger has no headers and footers: they stand in the text.'])
  })

  it('that are too many become quick replies where a tap means the same', () => {
    const content = { kind: 'buttons', text: 'Size?', buttons: ['S', 'M', 'L', 'XL'].map(postback) } as const
    expect(messages({ ...content, buttons: [...content.buttons] })).toMatchObject([
      { text: 'Size?', quick_replies: [{ title: 'S', payload: 'p:S' }, {}, {}, { title: 'XL' }] },
    ])
    expect(losses({ ...content, buttons: [...content.buttons] })).toEqual([
      'Messenger shows at most 3 buttons: they become quick replies, which go away after a tap.',
    ])
  })

  it.each<[Button[], string, string]>([
    [[], 'buttons.buttons', '1 to 3 buttons: there are 0'],
    [[...buttons, postback('More')], 'buttons.buttons', 'at most 3 buttons, or 13'],
    [Array(14).fill(postback('a')), 'buttons.buttons', 'there are 14'],
    [[postback('x'.repeat(21))], 'buttons.buttons.0.label', 'at most 20 characters'],
    [Array(5).fill(postback('x'.repeat(21))), 'buttons.buttons.0.label', 'at most 20 characters'],
    [
      [{ label: 'a', action: { type: 'url', url: 'ftp://x' } }],
      'buttons.buttons.0.action.url',
      'http or https',
    ],
    [
      [{ label: 'a', action: { type: 'call', phone: '02123' } }],
      'buttons.buttons.0.action.phone',
      'begins with +',
    ],
  ])('keep to the rules (%#)', (wrong, path, words) => {
    expect(made({ kind: 'buttons', text: 'What next?', buttons: wrong })).toEqual(
      broken(path, expect.stringContaining(words)),
    )
  })
})

describe('a list', () => {
  const row = (label: string, description?: string) => ({
    label,
    payload: label,
    ...(description !== undefined && { description }),
  })
  const list = (rows: ReturnType<typeof row>[]): OutboundContent => ({
    kind: 'list',
    text: 'Which?',
    buttonLabel: 'Choose',
    sections: [{ title: 'Drinks', rows }],
  })

  it('becomes quick replies where its rows are labels alone', () => {
    const content = list([row('Tea'), row('Coffee')])
    expect(messages(content)).toMatchObject([{ text: 'Which?', quick_replies: [{ title: 'Tea' }, {}] }])
    expect(losses(content)).toEqual([
      "Messenger has no lists: the rows become quick replies, and the list's own button is left out.",
      'Messenger has no sections: their titles are left out.',
    ])
  })

  it('becomes cards where they are described', () => {
    const content = list([row('Tea', 'Hot'), row('A very long name of a coffee')])
    expect(messages(content)).toEqual([
      { text: 'Which?' },
      template({
        template_type: 'generic',
        elements: [
          {
            title: 'Tea',
            subtitle: 'Hot',
            buttons: [{ type: 'postback', title: 'Choose', payload: 'Tea' }],
          },
          {
            title: 'A very long name of a coffee',
            buttons: [{ type: 'postback', title: 'Choose', payload: 'A very long name of a coffee' }],
          },
        ],
      }),
    ])
    expect(losses(content)).toContain(
      "Messenger has no lists: the rows become cards, each with the list's button.",
    )
  })

  it.each([
    [list([]), 'list.sections', 'there are 0'],
    [list(Array(14).fill(row('a'))), 'list.sections', '10 rows, or 13'],
    [list(Array(11).fill(row('a', 'b'))), 'list.sections', 'there are 11'],
    [list([row('x'.repeat(81))]), 'list.sections.0.rows.0.label', 'at most 80'],
    [list([row('x', 'y'.repeat(81))]), 'list.sections.0.rows.0.description', 'at most 80'],
    [{ ...list([row('x', 'y')]), buttonLabel: 'z'.repeat(21) }, 'list.buttonLabel', 'at most 20'],
    [{ ...list([row('x')]), text: '' }, 'list.text', 'is empty'],
  ] as [OutboundContent, string, string][])('keeps to the rules (%#)', (content, path, words) => {
    expect(made(content)).toEqual(broken(path, expect.stringContaining(words)))
  })
})

describe('a carousel', () => {
  const card = { title: 'Mochi', subtitle: 'Six pieces', buttons: [postback('Buy')] }

  it('is a generic template, after its text', () => {
    const full = { ...card, imageUrl: 'https://x.example/m.jpg', url: 'https://shop.example/mochi' }
    const content: OutboundContent = {
      kind: 'carousel',
      text: 'New',
      cards: [full, { title: 'Dango', subtitle: 'Three', buttons: [] }],
    }
    expect(messages(content)).toEqual([
      { text: 'New' },
      template({
        template_type: 'generic',
        elements: [
          {
            title: 'Mochi',
            subtitle: 'Six pieces',
            image_url: 'https://x.example/m.jpg',
            default_action: { type: 'web_url', url: 'https://shop.example/mochi' },
            buttons: [{ type: 'postback', title: 'Buy', payload: 'p:Buy' }],
          },
          { title: 'Dango', subtitle: 'Three' },
        ],
      }),
    ])
    expect(losses(content)).toEqual([
      'Messenger shows no text with cards: it is a message of its own before them.',
    ])
    expect(losses({ kind: 'carousel', cards: [card] })).toEqual([])
  })

  it.each([
    [[], 'carousel.cards', '1 to 10 cards'],
    [Array(11).fill(card), 'carousel.cards', 'there are 11'],
    [[card, { ...card, title: 'x'.repeat(81) }], 'carousel.cards.1.title', 'at most 80'],
    [[{ ...card, subtitle: 'x'.repeat(81) }], 'carousel.cards.0.subtitle', 'at most 80'],
    [[{ ...card, imageUrl: '/m.jpg' }], 'carousel.cards.0.imageUrl', 'http or https'],
    [[{ ...card, buttons: Array(4).fill(postback('a')) }], 'carousel.cards.0.buttons', '1 to 3 buttons'],
    [[{ ...card, buttons: [postback('x'.repeat(21))] }], 'carousel.cards.0.buttons.0.label', 'at most 20'],
    [[{ title: 'Alone', buttons: [] }], 'carousel.cards.0', 'a title alone'],
  ])('keeps to the rules (%#)', (cards, path, words) => {
    expect(made({ kind: 'carousel', cards })).toEqual(broken(path, expect.stringContaining(words)))
  })
})
