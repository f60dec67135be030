/** Plain text: …/whatsapp/messages/text-messages */
import type { OutboundContent } from '../outbound.ts'
import { checkFilled } from '../shared/meta-rules.ts'
import { splitText } from '../shared/split-text.ts'
import { type Bodies, field, type MessageBody, refused, said } from './render-rules.ts'

const MAX_TEXT = 4096

export function renderText({ text }: Extract<OutboundContent, { kind: 'text' }>): Bodies {
  const error = checkFilled(text, field('a text', 'text.text'))
  return error ? refused(error) : said(textBodies(text))
}

/** As few messages as can hold it; none for white space. */
export function textBodies(text: string): MessageBody[] {
  if (text.trim() === '') return []
  return splitText(text, MAX_TEXT, 'CHARACTERS').map(textBody)
}

function textBody(body: string): MessageBody {
  // The preview is of the first address, which has to name its protocol.
  const preview = /https?:\/\/\S/i.test(body) && { preview_url: true }
  return { type: 'text', text: { body, ...preview } }
}

/**
 * For a message whose own text is shorter than plain text may be: the end of the text, which it carries, and the
 * messages that go before it.
 */
export function splitBefore(text: string, limit: number): { before: MessageBody[]; last: string } {
  const last = splitText(text, limit, 'CHARACTERS').at(-1) ?? ''
  const end = text.trimEnd()
  if (last.length >= end.length) return { before: [], last }
  return { before: textBodies(end.slice(0, -last.length).trim()), last }
}
