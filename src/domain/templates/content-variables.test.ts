import { describe, expect, test } from 'vitest'
import type { OutboundContent } from '../../channels/outbound.ts'
import { fillContent, strayBraces, variablesIn } from './content-variables.ts'

const filled = (content: OutboundContent, values: Record<string, string>) =>
  fillContent(content, variablesIn(content), new Map(Object.entries(values)), new Map())

const text = (words: string): OutboundContent => ({ kind: 'text', text: words })

describe('a content with variables', () => {
  test('names each once, in any script, where it stands first', () => {
    const content: OutboundContent = {
      kind: 'buttons',
      text: '{{ชื่อ}} {{ order }}',
      buttons: [{ label: '{{order}}', action: { type: 'url', url: 'https://a.example/{{id}}' } }],
    }
    expect(variablesIn(content).map(({ name, where }) => [name, where])).toEqual([
      ['ชื่อ', 'buttons.text'],
      ['order', 'buttons.text'],
      ['id', 'buttons.buttons.0.url'],
    ])
  })

  test('is filled once: braces and dollars of a value stay what they are', () => {
    expect(filled(text('{{a}} and {{b}}'), { a: '{{b}}', b: '$&' })).toEqual({
      ok: true,
      content: text('{{b}} and $&'),
    })
  })

  test('takes a whole address as it is, and a part of one encoded', () => {
    const media = (url: string): OutboundContent => ({ kind: 'media', type: 'IMAGE', source: { url } })
    expect(filled(media('{{picture}}'), { picture: 'https://a.example/a?b' })).toMatchObject({
      content: { source: { url: 'https://a.example/a?b' } },
    })
    expect(filled(media('https://a.example/{{name}}.png'), { name: '../x?y' })).toMatchObject({
      content: { source: { url: 'https://a.example/..%2Fx%3Fy.png' } },
    })
  })

  test('that would grow beyond all measure by its values is refused before it does', () => {
    const many = text('{{a}}'.repeat(10_000))
    expect(filled(many, { a: 'x'.repeat(500_000) })).toMatchObject({
      ok: false,
      error: { code: 'INVALID_TEMPLATE_VARIABLE', variable: 'a' },
    })
    expect(filled(many, { a: 'xy' })).toMatchObject({ ok: true })
  })

  test('that is native keeps its shape, whatever a value holds', () => {
    const native: OutboundContent = { kind: 'native', payload: { text: '{{a}}', n: [1, null] } }
    expect(filled(native, { a: '"}' })).toEqual({
      ok: true,
      content: { kind: 'native', payload: { text: '"}', n: [1, null] } },
    })
  })

  test.each(['{{', '}}', '{{a b}}', '{{}}', '{{a}'])('%s are no variable', (words) => {
    expect(strayBraces(text(`x ${words} y`))).toBe('text.text')
  })

  test('single braces are text', () => {
    expect(strayBraces(text('{a} {{b}}'))).toBeNull()
  })
})
