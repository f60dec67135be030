/** core.telegram.org/bots/api#html-style */
import type { JsonObject } from '../../json.ts'
import { bad } from './answers.ts'
import type { FormattedText } from './formatted-text.ts'

const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
}

interface OpenTag {
  name: string
  attributes: Record<string, string>
  offset: number
}

export function parseHtml(html: string): FormattedText {
  const open: OpenTag[] = []
  const entities: JsonObject[] = []
  let text = ''
  for (const token of tokens(html)) {
    if (token.text !== undefined) text += decode(token.text)
    else if (token.closes) entities.push(...closeTag(open, token, text, html))
    else open.push({ ...openTag(token, html), offset: text.length })
  }
  const left = open.at(-1)
  if (left) throw cannot(`Can't find end tag corresponding to start tag "${left.name}"`)
  return { text, entities: entities.sort((one, other) => Number(one.offset) - Number(other.offset)) }
}

interface Token {
  at: number
  text?: string
  closes?: boolean
  name: string
  rest: string
}

function* tokens(html: string): Generator<Token> {
  let at = 0
  while (at < html.length) {
    if (html.charAt(at) !== '<') {
      const end = html.indexOf('<', at)
      const text = html.slice(at, end === -1 ? undefined : end)
      yield { at, text, name: '', rest: '' }
      at += text.length
      continue
    }
    const end = html.indexOf('>', at)
    if (end === -1) throw cannot(`Unclosed start tag at byte offset ${byteOffset(html, at)}`)
    const inside = html.slice(at + 1, end)
    const [, slash = '', name = '', rest = ''] = /^(\/?)\s*([^\s>]*)([\s\S]*)$/.exec(inside) ?? []
    yield { at, closes: slash === '/', name: name.toLowerCase(), rest }
    at = end + 1
  }
}

function openTag({ at, name, rest }: Token, html: string): Omit<OpenTag, 'offset'> {
  const attributes = Object.fromEntries(
    [...rest.matchAll(/([\w-]+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|(\S+)))?/g)].map(
      ([, key = '', double, single, bare]) => [key.toLowerCase(), decode(double ?? single ?? bare ?? '')],
    ),
  )
  const isSpoiler = name !== 'span' || attributes.class === 'tg-spoiler'
  if (!(name in TAGS) || !isSpoiler) {
    throw cannot(`Unsupported start tag "${name}" at byte offset ${byteOffset(html, at)}`)
  }
  return { name, attributes }
}

function closeTag(open: OpenTag[], { at, name }: Token, text: string, html: string): JsonObject[] {
  const tag = open.pop()
  if (!tag) throw cannot(`Unexpected end tag at byte offset ${byteOffset(html, at)}`)
  if (tag.name !== name && name !== '') {
    const where = `Unmatched end tag at byte offset ${byteOffset(html, at)}`
    throw cannot(`${where}, expected "</${tag.name}>", found "</${name}>"`)
  }
  const length = text.length - tag.offset
  return length === 0 ? [] : [{ ...meaning(tag), offset: tag.offset, length }]
}

function meaning({ name, attributes }: OpenTag): JsonObject {
  if (name === 'a') return { type: 'text_link', url: attributes.href ?? '' }
  if (name === 'tg-emoji') return { type: 'custom_emoji', custom_emoji_id: attributes['emoji-id'] ?? '' }
  if (name === 'blockquote' && 'expandable' in attributes) return { type: 'expandable_blockquote' }
  return { type: TAGS[name] ?? name }
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** Other names than these four stay as they are written. */
function decode(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

export function cannot(why: string) {
  return bad(`can't parse entities: ${why}`)
}

export function byteOffset(text: string, at: number): number {
  return Buffer.byteLength(text.slice(0, at))
}
