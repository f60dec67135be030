import type { ListSection, OutboundContent } from '../outbound.ts'
import { atLeastOne, visible } from '../shared/content-rules.ts'
import { type Draft, draft } from './draft.ts'
import { buttonKeyboard, CALL_LOSS, callLines, choice, keyboard } from './render-keyboard.ts'
import { joined, textParts } from './render-text.ts'

type Of<K extends OutboundContent['kind']> = Extract<OutboundContent, { kind: K }>

/** The keyboard in place of a person's own would send back the label alone, and no payload. */
export function renderQuickReplies({ text, replies }: Of<'quickReplies'>): Draft {
  const choices = replies.map(({ label, payload }, index) => {
    const path = `quickReplies.replies.${index}`
    return choice(label, payload, { label: `${path}.label`, payload: `${path}.payload` })
  })
  return draft(
    textParts(text, 'quickReplies.text', keyboard(choices, 'quickReplies.replies')),
    'Telegram shows quick replies as buttons below the message, which stay after one is pressed.',
    replies.some(({ imageUrl }) => imageUrl !== undefined) && 'Telegram shows no pictures on buttons.',
  )
}

const LINES_LOSS = 'Telegram has no header and footer: they are the first and last lines of the text.'

export function renderButtons({ text, buttons, header, footer }: Of<'buttons'>): Draft {
  atLeastOne(buttons.length, 'buttons', 'buttons.buttons')
  const markup = buttonKeyboard(buttons, 'buttons.buttons')
  const calls = callLines(buttons)
  const whole = joined([header, visible(text, 'The text', 'buttons.text'), calls.join('\n'), footer], '\n\n')
  return draft(
    textParts(whole, 'buttons.text', markup),
    Boolean(header || footer) && LINES_LOSS,
    calls.length > 0 && CALL_LOSS,
  )
}

/** A button for each row. What buttons cannot hold, titles and descriptions, stands in the text above them. */
export function renderList({ text, sections, header, footer, buttonLabel }: Of<'list'>): Draft {
  const choices = sections.flatMap(({ rows }, section) =>
    rows.map(({ label, payload }, row) => {
      const path = `list.sections.${section}.rows.${row}`
      return choice(label, payload, { label: `${path}.label`, payload: `${path}.payload` })
    }),
  )
  const told = sections.map(sectionText)
  const whole = joined([header, visible(text, 'The text', 'list.text'), ...told, footer], '\n\n')
  return draft(
    textParts(whole, 'list.text', keyboard(choices, 'list.sections')),
    `Telegram shows the rows as buttons at once: the button “${buttonLabel}” to open them is left out.`,
    told.some((section) => section !== '') && 'The titles and descriptions of the rows stand in the text.',
    Boolean(header || footer) && LINES_LOSS,
  )
}

function sectionText({ title, rows }: ListSection): string {
  const described = rows.flatMap(({ label, description }) =>
    description ? [`• ${label}: ${description}`] : title ? [`• ${label}`] : [],
  )
  return joined([title, ...described], '\n')
}
