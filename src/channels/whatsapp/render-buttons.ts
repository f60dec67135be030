/** Quick replies and buttons, as far as one message can hold them: the rest is written in its text. */
import type { Json } from '../inbound.ts'
import type { Button, ContentError, OutboundContent } from '../outbound.ts'
import { checkAddress, checkEach, checkFilled, checkLength, given, invalid } from '../shared/meta-rules.ts'
import {
  type Choice,
  checkChoices,
  checkFrame,
  choiceLosses,
  choiceMessage,
  type Frame,
  frameOf,
  interactive,
  MAX_BUTTON_LABEL,
} from './render-interactive.ts'
import { type Bodies, field, type MessageBody, refused, said } from './render-rules.ts'
import { textBodies } from './render-text.ts'

type Content<K extends OutboundContent['kind']> = Extract<OutboundContent, { kind: K }>

export function renderQuickReplies({ text, replies }: Content<'quickReplies'>): Bodies {
  const path = 'quickReplies.replies'
  const choices = replies.map((reply, index) => ({
    label: reply.label,
    labelPath: `${path}.${index}.label`,
    payload: reply.payload,
    payloadPath: `${path}.${index}.payload`,
  }))
  const error =
    checkFilled(text, field('a text', 'quickReplies.text')) ??
    checkSome(replies, 'quick reply', path) ??
    checkChoices(choices, 'quick replies', path)
  if (error) return refused(error)
  const pictures = replies.some((reply) => reply.imageUrl !== undefined)
  return said(choiceMessage(text, choices, {}), [
    ...choiceLosses(choices),
    ...(pictures ? ['WhatsApp shows no pictures beside quick replies.'] : []),
  ])
}

export function renderButtons(content: Content<'buttons'>): Bodies {
  const { text, buttons, header, footer } = content
  const error =
    checkFilled(text, field('a text', 'buttons.text')) ??
    checkSome(buttons, 'button', 'buttons.buttons') ??
    checkFrame(content, 'buttons') ??
    checkButtons(buttons, 'buttons.buttons')
  if (error) return refused(error)
  const paragraphs = (whole: string) =>
    [given(header), whole, given(footer)].filter((part) => part !== undefined)
  const { bodies, losses } = buttonMessage(text, buttons, {
    frame: frameOf(content),
    withoutButtons: (whole) => textBodies(paragraphs(whole).join('\n\n')),
  })
  const hasFrame = bodies.at(-1)?.type === 'interactive' || paragraphs(text).length === 1
  return said(bodies, hasFrame ? losses : [...losses, WITHOUT_FRAME])
}

const WITHOUT_FRAME = 'WhatsApp has a header and a footer only with buttons: they are written in the text.'

function checkSome({ length }: readonly unknown[], what: string, path: string): ContentError | null {
  return length > 0 ? null : invalid(`WhatsApp needs at least 1 ${what}: there are none.`, path).error
}

export interface Surroundings {
  frame: Frame
  /** The message where no button is left that WhatsApp has. */
  withoutButtons(text: string): MessageBody[]
}

/**
 * Reply buttons leave no room for a button that opens an address, which is always the only one, and nothing calls
 * a number: what cannot be pressed is written below the text, where WhatsApp makes it a link.
 */
export function buttonMessage(text: string, buttons: readonly Button[], around: Surroundings) {
  const divided = divide(buttons)
  const whole = [text, ...divided.written.map(({ label, value }) => `${label}: ${value}`)].join('\n')
  const losses = [...choiceLosses(divided.choices), ...divided.written.map(lossOf)]
  return { bodies: bodiesOf(whole, divided, around), losses }
}

function bodiesOf(text: string, { choices, link }: Divided, around: Surroundings): MessageBody[] {
  if (choices.length > 0) return choiceMessage(text, choices, around.frame)
  if (link) return interactive('cta_url', text, linkAction(link), around.frame)
  return around.withoutButtons(text)
}

function lossOf({ type, label }: Other): string {
  return type === 'call'
    ? `WhatsApp has no buttons that call: the number of "${label}" is written in the text.`
    : `WhatsApp has a button that opens an address only alone: the address of "${label}" is written in the text.`
}

/** A button that sends nothing back: the address or number that it is for, and where it was written. */
interface Other {
  type: 'url' | 'call'
  label: string
  value: string
  path: string
}

interface Divided {
  choices: Choice[]
  /** The one button that opens an address. */
  link: Other | undefined
  /** What no button is left for. */
  written: Other[]
}

export function divide(buttons: readonly Button[], path = ''): Divided {
  const choices: Choice[] = []
  const others: Other[] = []
  for (const [index, { label, action }] of buttons.entries()) {
    const at = `${path}.${index}`
    if (action.type === 'postback') {
      const payloadPath = `${at}.action.payload`
      choices.push({ label, labelPath: `${at}.label`, payload: action.payload, payloadPath })
    } else {
      const value = action.type === 'url' ? action.url : action.phone
      others.push({ type: action.type, label, value, path: at })
    }
  }
  const link = choices.length === 0 ? others.find(({ type }) => type === 'url') : undefined
  return { choices, link, written: others.filter((other) => other !== link) }
}

export function linkAction({ label: display_text, value: url }: Other): Json {
  return { name: 'cta_url', parameters: { display_text, url } }
}

export function checkButtons(buttons: readonly Button[], path: string): ContentError | null {
  const { choices, link, written } = divide(buttons, path)
  return (
    checkChoices(choices, 'buttons', path) ??
    (link &&
      checkLength(link.label, MAX_BUTTON_LABEL, field('the label of a button', `${link.path}.label`))) ??
    checkEach(link ? [link, ...written] : written, checkOther)
  )
}

function checkOther({ type, label, value, path }: Other): ContentError | null {
  return (
    checkFilled(label, field('the label of a button', `${path}.label`)) ??
    (type === 'url'
      ? checkAddress(value, field('a button', `${path}.action.url`))
      : checkFilled(value, field('a phone number', `${path}.action.phone`)))
  )
}
