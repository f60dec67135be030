/** core.telegram.org/bots/api#sendmessage */
import type { Performed } from '../../network.ts'
import { bad } from './answers.ts'
import { deliver } from './deliver.ts'
import type { FormattedText } from './formatted-text.ts'
import { characters, formattedText, ofCaption, ofMessage } from './markup-entities.ts'
import type { Params } from './params.ts'
import type { TelegramRequest } from './request.ts'

const MAX_TEXT = 4096
const MAX_CAPTION = 1024

export function sendMessage(request: TelegramRequest): Performed {
  const { text, entities } = readText(request.params)
  return deliver(request, {
    fields: { text, ...(entities.length > 0 && { entities }) },
    seen: { type: 'text', text },
  })
}

export function readText(params: Params): FormattedText {
  const formatted = formattedText(params, ofMessage)
  if (formatted.text === '') throw bad('message text is empty')
  if (formatted.text.trim() === '') throw bad('text must be non-empty')
  if (characters(formatted.text) > MAX_TEXT) throw bad('message is too long')
  return formatted
}

export function readCaption(params: Params): FormattedText {
  const formatted = formattedText(params, ofCaption)
  if (characters(formatted.text) > MAX_CAPTION) throw bad('message caption is too long')
  return formatted
}

/** The fields of a Message; none where there is no caption. */
export function captionFields({ text, entities }: FormattedText) {
  return text === '' ? {} : { caption: text, ...(entities.length > 0 && { caption_entities: entities }) }
}
