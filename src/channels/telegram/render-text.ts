import type { OutboundContent } from '../outbound.ts'
import { visible } from '../shared/content-rules.ts'
import { present } from '../shared/present.ts'
import { splitText } from '../shared/split-text.ts'
import { type Draft, draft, type Part, part } from './draft.ts'
import * as limits from './limits.ts'
import type { Markup } from './render-keyboard.ts'

/** Without parse_mode: what people write is shown as they wrote it, whatever its signs. */
export function renderText({ text }: Extract<OutboundContent, { kind: 'text' }>): Draft {
  return draft(textParts(text, 'text.text'))
}

/** As many messages as the text needs, the keyboard below the last. core.telegram.org/bots/api#sendmessage */
export function textParts(text: string, path: string, markup?: Markup): Part[] {
  const texts = splitText(visible(text, 'The text', path), limits.TEXT, 'CHARACTERS')
  const last = texts.length - 1
  return texts.map((one, index) =>
    part('sendMessage', { text: one, ...present({ reply_markup: index === last ? markup : undefined }) }),
  )
}

/** Paragraphs, of which some may not be there. */
export function joined(lines: readonly (string | undefined)[], separator: string): string {
  return lines.filter((line) => line !== undefined && line.trim() !== '').join(separator)
}
