import { describe, expect, it } from 'vitest'
import type { Button, OutboundContent } from '../outbound.ts'
import { calls, losses, postback, refusal } from './fixtures/render.ts'

const PICTURE = 'https://shop.example/tea.jpg'
const CALL_LOSS = 'Telegram has no buttons that call: their numbers stand in the text.'
const call: Button = { label: 'Call us', action: { type: 'call', phone: '+6621234567' } }
const open: Button = { label: 'Open', action: { type: 'url', url: 'https://shop.example' } }
const buttons = (list: Button[], more = {}): OutboundContent => ({
  kind: 'buttons',
  text: 'Which size?',
  buttons: list,
  ...more,
})

describe('quick replies', () => {
  const replies = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ label: `${index}`, payload: `${index}` }))

  it('are buttons below the message, and say so', () => {
    const content: OutboundContent = {
      kind: 'quickReplies',
      text: 'Size?',
      replies: [
        { label: 'ใหญ่', payload: 'size:l', imageUrl: PICTURE },
        { label: 'เล็ก', payload: 'size:s' },
      ],
    }
    const inline_keyboard = [
      [{ text: 'ใหญ่', callback_data: 'size:l' }],
      [{ text: 'เล็ก', callback_data: 'size:s' }],
    ]
    expect(calls(content)).toEqual([['sendMessage', { text: 'Size?', reply_markup: { inline_keyboard } }]])
    expect(losses(content)).toEqual([
      'Telegram shows quick replies as buttons below the message, which stay after one is pressed.',
      'Telegram shows no pictures on buttons.',
    ])
  })

  it('are below the last part of a long text', () => {
    const parts = calls({ kind: 'quickReplies', text: 'a'.repeat(4097), replies: replies(1) })
    expect(parts.map(([, parameters]) => 'reply_markup' in parameters)).toEqual([false, true])
  })

  it('have payloads of 64 bytes', () => {
    const reply = (payload: string): OutboundContent => ({
      kind: 'quickReplies',
      text: 'Size?',
      replies: [{ label: 'A', payload }],
    })
    expect(calls(reply('a'.repeat(64)))).toHaveLength(1)
    expect(refusal(reply('ก'.repeat(22)))).toEqual({
      code: 'INVALID_CONTENT',
      message: 'Telegram takes payloads of 1 to 64 bytes; this one has 66.',
      path: 'quickReplies.replies.0.payload',
    })
    expect(refusal(reply(''))).toHaveProperty('path', 'quickReplies.replies.0.payload')
  })

  it('are one to a hundred, and have labels', () => {
    expect(calls({ kind: 'quickReplies', text: 'Size?', replies: replies(100) })).toHaveLength(1)
    expect(refusal({ kind: 'quickReplies', text: 'Size?', replies: replies(101) }).message).toBe(
      'Telegram takes at most 100 buttons; there are 101.',
    )
    expect(refusal({ kind: 'quickReplies', text: 'Size?', replies: [] }).path).toBe('quickReplies.replies')
    const unlabelled = [{ label: ' ', payload: 'a' }]
    expect(refusal({ kind: 'quickReplies', text: 'Size?', replies: unlabelled }).path).toBe(
      'quickReplies.replies.0.label',
    )
  })
})

describe('buttons', () => {
  it('are a keyboard below the text, and numbers to call stand in it', () => {
    expect(calls(buttons([postback('Large', 'size:l'), open, call]))).toEqual([
      [
        'sendMessage',
        {
          text: 'Which size?\n\nCall us: +6621234567',
          reply_markup: {
            inline_keyboard: [
              [{ text: 'Large', callback_data: 'size:l' }],
              [{ text: 'Open', url: 'https://shop.example/' }],
            ],
          },
        },
      ],
    ])
    expect(losses(buttons([open, call]))).toEqual([CALL_LOSS])
  })

  it('have no keyboard where all of them call', () => {
    expect(calls(buttons([call]))[0]?.[1]).not.toHaveProperty('reply_markup')
  })

  it('have header and footer as lines of the text, and say so', () => {
    const content = buttons([open], { header: 'Tea', footer: 'Until May' })
    expect(calls(content)[0]?.[1]).toHaveProperty('text', 'Tea\n\nWhich size?\n\nUntil May')
    expect(losses(content)).toHaveLength(1)
    expect(losses(buttons([open]))).toEqual([])
  })

  it.each([
    ['none', buttons([]), 'buttons.buttons'],
    ['an empty text', buttons([open], { text: '', header: 'Tea' }), 'buttons.text'],
    [
      'an address that is none',
      buttons([open, { label: 'Open', action: { type: 'url', url: 'tg://user?id=1' } }]),
      'buttons.buttons.1.action.url',
    ],
    ['a payload over 64 bytes', buttons([postback('A', 'a'.repeat(65))]), 'buttons.buttons.0.action.payload'],
  ])('are refused with %s', (_, content, path) => {
    expect(refusal(content)).toMatchObject({ code: 'INVALID_CONTENT', path })
  })
})

describe('a list', () => {
  const rows = [{ label: 'Assam', payload: 'tea:2' }]
  const list = {
    kind: 'list',
    text: 'Our teas',
    buttonLabel: 'Choose',
    sections: [
      { title: 'Green', rows: [{ label: 'Sencha', description: 'Fresh', payload: 'tea:1' }] },
      { title: 'Black', rows },
    ],
  } satisfies OutboundContent

  it('is a button for each row, below titles and descriptions', () => {
    expect(calls(list)).toEqual([
      [
        'sendMessage',
        {
          text: 'Our teas\n\nGreen\n• Sencha: Fresh\n\nBlack\n• Assam',
          reply_markup: {
            inline_keyboard: [
              [{ text: 'Sencha', callback_data: 'tea:1' }],
              [{ text: 'Assam', callback_data: 'tea:2' }],
            ],
          },
        },
      ],
    ])
    expect(losses(list)).toEqual([
      'Telegram shows the rows as buttons at once: the button “Choose” to open them is left out.',
      'The titles and descriptions of the rows stand in the text.',
    ])
  })

  it('says nothing more of rows that are labels alone', () => {
    expect(calls({ ...list, sections: [{ rows }] })[0]?.[1]).toHaveProperty('text', 'Our teas')
  })

  it('is refused without rows, or with a payload over 64 bytes', () => {
    expect(refusal({ ...list, sections: [] })).toHaveProperty('path', 'list.sections')
    const long = [{ rows: [{ label: 'A', payload: 'a'.repeat(65) }] }]
    expect(refusal({ ...list, sections: long })).toHaveProperty('path', 'list.sections.0.rows.0.payload')
  })
})

describe('a carousel', () => {
  const card = { title: 'Sencha', subtitle: 'Fresh', imageUrl: PICTURE, buttons: [postback('Buy', 'buy:1')] }
  const reply_markup = { inline_keyboard: [[{ text: 'Buy', callback_data: 'buy:1' }]] }

  it('is a picture with its caption and buttons for each card, after the text', () => {
    const content: OutboundContent = {
      kind: 'carousel',
      text: 'Our teas',
      cards: [
        { ...card, url: 'https://shop.example/1' },
        { title: 'Assam', buttons: [call] },
      ],
    }
    expect(calls(content)).toEqual([
      ['sendMessage', { text: 'Our teas' }],
      ['sendPhoto', { photo: PICTURE, caption: 'Sencha\nFresh\nhttps://shop.example/1', reply_markup }],
      ['sendMessage', { text: 'Assam\nCall us: +6621234567' }],
    ])
    expect(losses(content)).toEqual([
      'Telegram has no carousels: each card is a message of its own.',
      'Telegram opens no address by a tap on a card: it stands in the text.',
      CALL_LOSS,
    ])
  })

  it('has the buttons of a card below its text where that is too long for a caption', () => {
    const subtitle = 'a'.repeat(1024)
    expect(calls({ kind: 'carousel', cards: [{ ...card, subtitle }] })).toEqual([
      ['sendPhoto', { photo: PICTURE }],
      ['sendMessage', { text: `Sencha\n${subtitle}`, reply_markup }],
    ])
  })

  it('is refused without cards, or with a card without a title', () => {
    expect(refusal({ kind: 'carousel', cards: [] })).toHaveProperty('path', 'carousel.cards')
    expect(refusal({ kind: 'carousel', cards: [{ ...card, title: '' }] }).path).toBe('carousel.cards.0.title')
  })
})
