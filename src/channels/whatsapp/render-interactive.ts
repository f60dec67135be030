/**
 * Messages that are answered with a tap. WhatsApp has three reply buttons, or a list of ten rows, or one button
 * that opens an address: …/whatsapp/messages/interactive-reply-buttons-messages, …/interactive-list-messages,
 * …/interactive-cta-url-messages
 */
import type { Json } from '../inbound.ts'
import type { ContentError } from '../outbound.ts'
import { checkEach, checkLength, checkOptional, given, invalid } from '../shared/meta-rules.ts'
import { checkDistinct, checkPayload, field, type MessageBody } from './render-rules.ts'
import { splitBefore } from './render-text.ts'

export const MAX_BUTTONS = 3
export const MAX_ROWS = 10
export const MAX_BUTTON_LABEL = 20
export const MAX_ROW_LABEL = 24
export const MAX_BODY = 1024
export const MAX_BUTTON_PAYLOAD = 256
export const MAX_ROW_PAYLOAD = 200
const MAX_HEADER = 60
const MAX_FOOTER = 60

/** What a tap can choose, and where in the content it was written. */
export interface Choice {
  label: string
  labelPath: string
  payload: string
  payloadPath: string
}

/** What stands around the text. */
export interface Frame {
  header?: Json
  footer?: Json
}

export function frameOf(words: { header?: string; footer?: string }): Frame {
  const header = given(words.header)
  const footer = given(words.footer)
  return {
    ...(header !== undefined && { header: { type: 'text', text: header } }),
    ...(footer !== undefined && { footer: { text: footer } }),
  }
}

/** The text goes before in messages of its own as far as it is too long. */
export function interactive(type: string, text: string, action: Json, frame: Frame = {}): MessageBody[] {
  const { before, last } = splitBefore(text, MAX_BODY)
  const { header, footer } = frame
  const message = {
    type,
    ...(header !== undefined && { header }),
    body: { text: last },
    ...(footer !== undefined && { footer }),
    action,
  }
  return [...before, { type: 'interactive', interactive: message }]
}

/** Of at most three: as buttons. Of more: as a list, whose rows hold slightly longer labels. */
export function choiceMessage(text: string, choices: readonly Choice[], frame: Frame): MessageBody[] {
  return choices.length <= MAX_BUTTONS
    ? interactive('button', text, { buttons: choices.map(replyButton) }, frame)
    : interactive('list', text, { button: LIST_BUTTON, sections: [{ rows: choices.map(row) }] }, frame)
}

export function choiceLosses({ length }: readonly Choice[]): string[] {
  if (length <= MAX_BUTTONS) return []
  return [`WhatsApp shows at most ${MAX_BUTTONS} choices as buttons: these ${length} open as a list.`]
}

/** Opens the list where nobody wrote what it should say: a menu in the language of every customer. */
const LIST_BUTTON = '☰'

function replyButton({ label: title, payload: id }: Choice): Json {
  return { type: 'reply', reply: { id, title } }
}

function row({ label: title, payload: id }: Choice): Json {
  return { id, title }
}

/** `what` in the plural; `path` is of their list. */
export function checkChoices(choices: readonly Choice[], what: string, path: string): ContentError | null {
  const { length } = choices
  if (length > MAX_ROWS) {
    const most = `${MAX_BUTTONS} ${what} as buttons and ${MAX_ROWS} as a list`
    return invalid(`WhatsApp takes at most ${most}: there are ${length}.`, path).error
  }
  return (
    checkEach(choices, length <= MAX_BUTTONS ? checkButton : checkRow) ??
    checkDistinct(
      choices.map((choice) => [choice.payload, choice.payloadPath]),
      'payloads',
    ) ??
    // "Cannot be empty, must be unique": said of the titles of buttons alone.
    checkDistinct(
      choices.slice(0, length <= MAX_BUTTONS ? length : 0).map((choice) => [choice.label, choice.labelPath]),
      'labels of buttons',
    )
  )
}

function checkButton({ label, labelPath, payload, payloadPath }: Choice): ContentError | null {
  return (
    checkLength(label, MAX_BUTTON_LABEL, field('the label of a button', labelPath)) ??
    checkPayload(payload, MAX_BUTTON_PAYLOAD, field('a payload', payloadPath))
  )
}

function checkRow({ label, labelPath, payload, payloadPath }: Choice): ContentError | null {
  return (
    checkLength(label, MAX_ROW_LABEL, field(`one of more than ${MAX_BUTTONS} labels`, labelPath)) ??
    checkPayload(payload, MAX_ROW_PAYLOAD, field(`one of more than ${MAX_BUTTONS} payloads`, payloadPath))
  )
}

export function checkFrame({ header, footer }: { header?: string; footer?: string }, path: string) {
  return (
    checkOptional(header, MAX_HEADER, field('a header', `${path}.header`)) ??
    checkOptional(footer, MAX_FOOTER, field('a footer', `${path}.footer`))
  )
}
