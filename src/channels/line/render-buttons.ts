import type { OutboundContent } from '../outbound.ts'
import { atLeastOne } from '../shared/content-rules.ts'
import { type Draft, draft, type LineMessage } from './draft.ts'
import { graphemesIn, shortened } from './graphemes.ts'
import * as limits from './limits.ts'
import { buttonAction } from './render-actions.ts'
import { bubble, bubbleMessage, buttons, heading, paragraph, smallPrint } from './render-flex.ts'
import { textMessage, textParts } from './render-text.ts'

type Buttons = Extract<OutboundContent, { kind: 'buttons' }>

const BUTTONS_PATH = 'buttons.buttons'

/** A buttons template where it holds all, which old and small devices show best; else a bubble. */
export function renderButtons(content: Buttons): Draft {
  atLeastOne(content.buttons.length, 'buttons', BUTTONS_PATH)
  const parts = textParts(content.text, 'buttons.text')
  const text = parts.at(-1) ?? ''
  const message = fitsTemplate(content, text) ? template(content, text) : bubbleOf(content, text)
  return draft([...parts.slice(0, -1).map(textMessage), message])
}

function fitsTemplate({ buttons: list, header, footer }: Buttons, text: string): boolean {
  return (
    !header &&
    !footer &&
    list.length <= limits.TEMPLATE.buttons &&
    graphemesIn(text) <= limits.TEMPLATE.text &&
    list.every(({ label }) => graphemesIn(label) <= limits.LABEL.template)
  )
}

/** …/messaging-api/#buttons */
function template({ buttons: list }: Buttons, text: string): LineMessage {
  const actions = list.map((button, index) =>
    buttonAction(button, limits.LABEL.template, `${BUTTONS_PATH}.${index}`),
  )
  const altText = shortened(text, limits.ALT_TEXT)
  return { type: 'template', altText, template: { type: 'buttons', text, actions } }
}

function bubbleOf({ buttons: list, header, footer }: Buttons, text: string): LineMessage {
  const body = [
    ...(header ? [heading(header)] : []),
    paragraph(text),
    ...(footer ? [smallPrint(footer)] : []),
  ]
  return bubbleMessage(text, bubble(body, { footer: buttons(list, BUTTONS_PATH) }), 'buttons')
}
