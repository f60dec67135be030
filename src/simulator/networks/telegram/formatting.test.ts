import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { Refused } from '../../network.ts'
import { formattedText, ofMessage } from './markup-entities.ts'
import { Params } from './params.ts'

const format = (fields: JsonObject) => formattedText(new Params(fields), ofMessage)

/** What stands under each entity. */
function marks(parse_mode: string, text: string): [string, string][] {
  const { text: plain, entities } = format({ text, parse_mode })
  return entities.map(({ type, offset, length }) => [
    String(type),
    plain.slice(Number(offset), Number(offset) + Number(length)),
  ])
}

function whyNot(fields: JsonObject): unknown {
  try {
    return format(fields)
  } catch (error) {
    return error instanceof Refused ? (error.answer.body as JsonObject).description : error
  }
}

describe('HTML', () => {
  test('marks text', () => {
    expect(marks('HTML', '<b>bold <i>both</i></b> <u>u</u> <s>s</s> <tg-spoiler>x</tg-spoiler>')).toEqual([
      ['bold', 'bold both'],
      ['italic', 'both'],
      ['underline', 'u'],
      ['strikethrough', 's'],
      ['spoiler', 'x'],
    ])
    expect(marks('html', '<span class="tg-spoiler">x</span><blockquote expandable>q</blockquote>')).toEqual([
      ['spoiler', 'x'],
      ['expandable_blockquote', 'q'],
    ])
  })

  test('links and emoji carry what they stand for', () => {
    const text = `<a href="https://example.com?a=1&amp;b=2">there</a><tg-emoji emoji-id='5'>👍</tg-emoji>`
    expect(format({ text, parse_mode: 'HTML' }).entities).toEqual([
      { type: 'text_link', url: 'https://example.com?a=1&b=2', offset: 0, length: 5 },
      { type: 'custom_emoji', custom_emoji_id: '5', offset: 5, length: 2 },
    ])
  })

  test('names of signs are read, others stay', () => {
    expect(format({ text: '&lt;&gt;&amp;&quot;&#65;&#x42;&nbsp;', parse_mode: 'HTML' }).text).toBe(
      '<>&"AB&nbsp;',
    )
  })

  test.each([
    ['<b>bold', `Can't find end tag corresponding to start tag "b"`],
    ['ก <x>', 'Unsupported start tag "x" at byte offset 4'],
    ['<span>x</span>', 'Unsupported start tag "span" at byte offset 0'],
    ['a < b', 'Unclosed start tag at byte offset 2'],
    ['<b>a</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['a</b>', 'Unexpected end tag at byte offset 1'],
  ])('refuses %s', (text, why) => {
    expect(whyNot({ text, parse_mode: 'HTML' })).toBe(`Bad Request: can't parse entities: ${why}`)
  })
})

describe('MarkdownV2', () => {
  test('marks text', () => {
    expect(marks('MarkdownV2', '*bold _both_* __u__ ~s~ ||x|| `c` ```ts\ncode```')).toEqual([
      ['bold', 'bold both'],
      ['italic', 'both'],
      ['underline', 'u'],
      ['strikethrough', 's'],
      ['spoiler', 'x'],
      ['code', 'c'],
      ['pre', 'code'],
    ])
    expect(marks('MarkdownV2', '>one\n>two\nthree')).toEqual([['blockquote', 'one\ntwo']])
  })

  test('links, and signs that are escaped', () => {
    expect(format({ text: '[there](https://example.com/\\)) 1\\.0\\!', parse_mode: 'MarkdownV2' })).toEqual({
      text: 'there 1.0!',
      entities: [{ type: 'text_link', url: 'https://example.com/)', offset: 0, length: 5 }],
    })
  })

  test.each([
    ['1.0', "Character '.' is reserved and must be escaped with the preceding '\\'"],
    ['a]', "Character ']' is reserved and must be escaped with the preceding '\\'"],
    ['ก *b', "Can't find end of Bold entity at byte offset 4"],
    ['_*a_*', "Can't find end of Bold entity at byte offset 4"],
    ['`a', "Can't find end of Code entity at byte offset 0"],
  ])('refuses %s', (text, why) => {
    expect(whyNot({ text, parse_mode: 'MarkdownV2' })).toBe(`Bad Request: can't parse entities: ${why}`)
  })
})

describe('Markdown', () => {
  test('marks text without nesting', () => {
    expect(marks('Markdown', '*bold* _it_ `c` ```p``` [there](https://example.com) \\_')).toEqual([
      ['bold', 'bold'],
      ['italic', 'it'],
      ['code', 'c'],
      ['pre', 'p'],
      ['text_link', 'there'],
    ])
    expect(format({ text: '\\_ [x] 1.0', parse_mode: 'Markdown' }).text).toBe('_ x 1.0')
  })

  test.each(['*b', '_b', '`b', '[b', '[b](c'])('refuses %s', (text) => {
    expect(whyNot({ text, parse_mode: 'Markdown' })).toBe(
      "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 0",
    )
  })
})

describe('entities', () => {
  const bold = { type: 'bold', offset: 0, length: 1 }

  test('are taken as they are, as JSON or its text', () => {
    expect(format({ text: 'Hi', entities: [bold] }).entities).toEqual([bold])
    expect(format({ text: 'Hi', entities: JSON.stringify([bold]) }).entities).toEqual([bold])
    expect(format({ text: 'Hi', entities: [{ ...bold, offset: 9 }] }).entities).toEqual([])
  })

  test.each<[JsonObject[string], string]>([
    ['[', "can't parse entities JSON object"],
    [{}, "can't parse entities: expected an Array of MessageEntity"],
    [[1], "can't parse MessageEntity: expected an Object"],
    [[{}], 'can\'t parse MessageEntity: Can\'t find field "type"'],
    [[{ type: 'bold' }], 'can\'t parse MessageEntity: Can\'t find field "offset"'],
    [[{ type: 'bold', offset: 0 }], 'can\'t parse MessageEntity: Can\'t find field "length"'],
    [[{ ...bold, type: 'loud' }], "can't parse MessageEntity: Unsupported type specified"],
    [[{ ...bold, type: 'text_link' }], 'can\'t parse MessageEntity: Can\'t find field "url"'],
  ])('%o are refused', (entities, why) => {
    expect(whyNot({ text: 'Hi', entities })).toBe(`Bad Request: ${why}`)
  })
})
