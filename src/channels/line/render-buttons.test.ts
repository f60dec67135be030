import { describe, expect, it } from 'vitest'
import type { Button, OutboundContent } from '../outbound.ts'
import { losses, messages, postback, refusal } from './fixtures/render.ts'

const buttons = (list: Button[], more = {}): OutboundContent => ({
  kind: 'buttons',
  text: 'Which size?',
  buttons: list,
  ...more,
})

describe('buttons', () => {
  it('are a template with up to four short labels below a short text', () => {
    const list: Button[] = [
      postback('Large', 'size:l'),
      { label: 'Open', action: { type: 'url', url: 'https://shop.example/a b' } },
      { label: 'Call', action: { type: 'call', phone: '+66 2 123-4567' } },
    ]
    expect(messages(buttons(list))).toEqual([
      {
        type: 'template',
        altText: 'Which size?',
        template: {
          type: 'buttons',
          text: 'Which size?',
          actions: [
            { type: 'postback', label: 'Large', data: 'size:l', displayText: 'Large' },
            { type: 'uri', label: 'Open', uri: 'https://shop.example/a%20b' },
            { type: 'uri', label: 'Call', uri: 'tel:+6621234567' },
          ],
        },
      },
    ])
  })

  it.each([
    ['a fifth button', buttons(['A', 'B', 'C', 'D', 'E'].map((label) => postback(label)))],
    ['a label over 20', buttons([postback('a'.repeat(21))])],
    ['a text over 160', buttons([postback('A')], { text: 'a'.repeat(161) })],
    ['a header', buttons([postback('A')], { header: 'Tea' })],
    ['a footer', buttons([postback('A')], { footer: 'Until May' })],
  ])('are a bubble with %s', (_, content) => {
    expect(messages(content)).toMatchObject([{ type: 'flex', contents: { type: 'bubble' } }])
    expect(losses(content)).toEqual([])
  })

  it('of a bubble are its footer, below header, text and footer', () => {
    const [message] = messages(buttons([postback('A', 'a')], { header: 'Tea', footer: 'Until May' }))
    expect(message).toMatchObject({ type: 'flex', altText: 'Which size?' })
    expect(message.contents.body.contents).toMatchObject([
      { text: 'Tea', weight: 'bold' },
      { text: 'Which size?', wrap: true },
      { text: 'Until May', size: 'sm' },
    ])
    expect(message.contents.footer.contents).toEqual([
      {
        type: 'button',
        style: 'link',
        height: 'sm',
        action: { type: 'postback', label: 'A', data: 'a', displayText: 'A' },
      },
    ])
  })

  it('carry the last part of a text that is longer than a message', () => {
    const parts = messages(buttons([postback('A')], { text: 'a'.repeat(5100) }))
    expect(parts.map(({ type }) => type)).toEqual(['text', 'template'])
  })

  it.each([
    ['none', buttons([]), 'buttons.buttons'],
    ['a label over 40', buttons([postback('a'.repeat(41), 'x')]), 'buttons.buttons.0.label'],
    [
      'an address that is none',
      buttons([{ label: 'Open', action: { type: 'url', url: 'javascript:alert(1)' } }]),
      'buttons.buttons.0.action.url',
    ],
    [
      'an address over 1000',
      buttons([{ label: 'Open', action: { type: 'url', url: `https://a.example/${'a'.repeat(1000)}` } }]),
      'buttons.buttons.0.action.url',
    ],
    [
      'a number without digits',
      buttons([{ label: 'Call', action: { type: 'call', phone: 'us' } }]),
      'buttons.buttons.0.action.phone',
    ],
  ])('are refused with %s', (_, content, path) => {
    expect(refusal(content)).toMatchObject({ code: 'INVALID_CONTENT', path })
  })

  it('are refused when they make more JSON than a bubble may have', () => {
    const many = Array.from({ length: 80 }, (_, index) => postback(`${index}`, 'a'.repeat(300)))
    expect(refusal(buttons(many))).toEqual({
      code: 'INVALID_CONTENT',
      message: expect.stringMatching(
        /^LINE takes a bubble of up to 30000 bytes of JSON; this one has \d+\.$/,
      ),
      path: 'buttons',
    })
  })

  it('have an alternative text that is shortened between characters', () => {
    const [message] = messages(buttons([postback('A')], { text: '👨‍👩‍👧'.repeat(100), header: 'Who?' }))
    expect(message.altText).toBe(`${'👨‍👩‍👧'.repeat(49)}…`)
  })
})

describe('a list', () => {
  const list: OutboundContent = {
    kind: 'list',
    text: 'Our teas',
    buttonLabel: 'Choose',
    sections: [
      { title: 'Green', rows: [{ label: 'Sencha', description: 'Fresh', payload: 'tea:1' }] },
      { rows: [{ label: 'Assam', payload: 'tea:2' }] },
    ],
  }

  it('is a bubble with a line to tap for each row', () => {
    const [message] = messages(list)
    expect(message.contents.body.contents).toMatchObject([
      { type: 'text', text: 'Our teas' },
      { type: 'separator' },
      { type: 'text', text: 'Green' },
      {
        type: 'box',
        contents: [{ text: 'Sencha' }, { text: 'Fresh' }],
        action: { type: 'postback', data: 'tea:1', displayText: 'Sencha' },
      },
      { type: 'separator' },
      { type: 'box', contents: [{ text: 'Assam' }], action: { data: 'tea:2' } },
    ])
  })

  it('says that its button is left out', () => {
    expect(losses(list)).toEqual([
      'LINE shows the rows at once: the button “Choose” to open them is left out.',
    ])
  })

  it('is refused without rows', () => {
    expect(refusal({ ...list, sections: [{ title: 'Green', rows: [] }] })).toHaveProperty(
      'path',
      'list.sections',
    )
  })
})
