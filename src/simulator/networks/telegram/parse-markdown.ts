/** The old style, without nesting: core.telegram.org/bots/api#markdown-style */
import type { JsonObject } from '../../json.ts'
import type { FormattedText } from './formatted-text.ts'
import { byteOffset, cannot } from './parse-html.ts'

const MARKS = [
  { open: '```', type: 'pre' },
  { open: '`', type: 'code' },
  { open: '*', type: 'bold' },
  { open: '_', type: 'italic' },
] as const

export function parseMarkdown(marked: string): FormattedText {
  const entities: JsonObject[] = []
  let text = ''
  let at = 0
  while (at < marked.length) {
    const char = marked.charAt(at)
    if (char === '\\' && '_*`['.includes(marked.charAt(at + 1) || ' ')) {
      text += marked.charAt(at + 1)
      at += 2
      continue
    }
    const found = link(marked, at) ?? marks(marked, at)
    if (!found) {
      text += char
      at += 1
      continue
    }
    if (found.inside) entities.push({ ...found.entity, offset: text.length, length: found.inside.length })
    text += found.inside
    at = found.end
  }
  return { text, entities }
}

interface Found {
  inside: string
  entity: JsonObject
  end: number
}

function marks(marked: string, at: number): Found | null {
  const mark = MARKS.find(({ open }) => marked.startsWith(open, at))
  if (!mark) return null
  const start = at + mark.open.length
  const end = marked.indexOf(mark.open, start)
  if (end === -1) throw unended(marked, at)
  return { inside: marked.slice(start, end), entity: { type: mark.type }, end: end + mark.open.length }
}

/** Brackets without an address behind them are just that. */
function link(marked: string, at: number): Found | null {
  if (marked.charAt(at) !== '[') return null
  const close = marked.indexOf(']', at)
  if (close === -1) throw unended(marked, at)
  const inside = marked.slice(at + 1, close)
  if (marked.charAt(close + 1) !== '(') return { inside, entity: {}, end: close + 1 }
  const end = marked.indexOf(')', close)
  if (end === -1) throw unended(marked, at)
  return { inside, entity: { type: 'text_link', url: marked.slice(close + 2, end) }, end: end + 1 }
}

function unended(marked: string, at: number) {
  return cannot(`Can't find end of the entity starting at byte offset ${byteOffset(marked, at)}`)
}
