/** core.telegram.org/bots/api#markdownv2-style */
import type { JsonObject } from '../../json.ts'
import type { FormattedText } from './formatted-text.ts'
import { byteOffset, cannot } from './parse-html.ts'

/** Longer marks first: `__` is an underline, not two italics. */
const MARKS = [
  { mark: '||', type: 'spoiler', name: 'Spoiler' },
  { mark: '__', type: 'underline', name: 'Underline' },
  { mark: '_', type: 'italic', name: 'Italic' },
  { mark: '*', type: 'bold', name: 'Bold' },
  { mark: '~', type: 'strikethrough', name: 'Strikethrough' },
] as const

const RESERVED = '_*[]()~`>#+-=|{}.!'

interface Open {
  mark: string
  type: string
  name: string
  /** In the text, and in what was given. */
  offset: number
  at: number
}

class Reader {
  text = ''
  readonly entities: JsonObject[] = []
  readonly open: Open[] = []
  at = 0
  quote: number | null = null
  readonly marked: string

  constructor(marked: string) {
    this.marked = marked
  }

  read(): FormattedText {
    while (this.at < this.marked.length) this.step()
    this.endQuote()
    const left = this.open.at(-1)
    if (left) throw this.unended(left)
    return { text: this.text, entities: this.entities.sort((a, b) => Number(a.offset) - Number(b.offset)) }
  }

  step(): void {
    const char = this.marked.charAt(this.at)
    if (char === '\\' && /[!-~]/.test(this.marked.charAt(this.at + 1))) {
      this.take(this.marked.charAt(this.at + 1), 2)
    } else if (char === '>' && this.isLineStart()) {
      this.quote ??= this.text.length
      this.at += 1
    } else if (char === '`') this.code()
    else if (char === '[' || this.marked.startsWith('![', this.at)) this.openLink(char)
    else if (char === ']' && this.open.at(-1)?.mark === '[') this.closeLink()
    else if (!this.mark()) this.plain(char)
  }

  take(text: string, length: number): void {
    this.text += text
    this.at += length
  }

  plain(char: string): void {
    if (RESERVED.includes(char)) {
      throw cannot(`Character '${char}' is reserved and must be escaped with the preceding '\\'`)
    }
    if (char === '\n' && this.marked.charAt(this.at + 1) !== '>') this.endQuote()
    this.take(char, 1)
  }

  isLineStart(): boolean {
    return this.at === 0 || this.marked.charAt(this.at - 1) === '\n'
  }

  endQuote(): void {
    if (this.quote === null) return
    this.add({ type: 'blockquote' }, this.quote)
    this.quote = null
  }

  code(): void {
    const fence = this.marked.startsWith('```', this.at) ? '```' : '`'
    const start = this.at + fence.length
    const end = this.marked.indexOf(fence, start)
    const type = fence === '`' ? 'code' : 'pre'
    if (end === -1) throw this.unended({ name: fence === '`' ? 'Code' : 'Pre', at: this.at })
    const inside = this.marked.slice(start, end)
    const language = type === 'pre' ? /^([\w+-]+)\n/.exec(inside)?.[1] : undefined
    const offset = this.text.length
    this.take(inside.slice(language === undefined ? 0 : language.length + 1), end + fence.length - this.at)
    this.add(language === undefined ? { type } : { type, language }, offset)
  }

  openLink(char: string): void {
    this.open.push({ mark: '[', type: 'text_link', name: 'Text Url', offset: this.text.length, at: this.at })
    this.at += char === '[' ? 1 : 2
  }

  closeLink(): void {
    const link = this.open.pop()
    const [whole = ']', url] = /^\]\(((?:\\.|[^)\\])*)\)/.exec(this.marked.slice(this.at)) ?? []
    if (!link) return
    if (url !== undefined) this.add({ type: 'text_link', url: url.replace(/\\(.)/g, '$1') }, link.offset)
    this.at += whole.length
  }

  mark(): boolean {
    const found = MARKS.find(({ mark }) => this.marked.startsWith(mark, this.at))
    if (!found) return false
    const last = this.open.at(-1)
    if (last && last.mark === found.mark) {
      this.open.pop()
      this.add({ type: found.type }, last.offset)
    } else {
      this.open.push({ ...found, offset: this.text.length, at: this.at })
    }
    this.at += found.mark.length
    return true
  }

  add(entity: JsonObject, offset: number): void {
    const length = this.text.length - offset
    if (length > 0) this.entities.push({ ...entity, offset, length })
  }

  unended({ name, at }: Pick<Open, 'name' | 'at'>) {
    return cannot(`Can't find end of ${name} entity at byte offset ${byteOffset(this.marked, at)}`)
  }
}

export function parseMarkdownV2(marked: string): FormattedText {
  return new Reader(marked).read()
}
