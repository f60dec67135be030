/** Buttons below a message: core.telegram.org/bots/api#inlinekeyboardmarkup */
import type { InlineKeyboardButton, InlineKeyboardMarkup } from '@grammyjs/types'
import type { Button } from '../outbound.ts'
import { countWithin, visible, webAddress } from '../shared/content-rules.ts'
import { invalid } from '../shared/refusal.ts'
import { textLength } from '../shared/split-text.ts'
import * as limits from './limits.ts'

/** What `present` leaves out where nothing is to be pressed. */
export type Markup = InlineKeyboardMarkup | undefined

/** One in a row: the apps shorten labels that share one. */
export function keyboard(buttons: InlineKeyboardButton[], path: string): InlineKeyboardMarkup {
  countWithin(buttons.length, { network: 'Telegram', most: limits.BUTTONS, what: 'buttons' }, path)
  return { inline_keyboard: buttons.map((button) => [button]) }
}

/** A button whose payload comes back. */
export function choice(label: string, payload: string, paths: { label: string; payload: string }) {
  const bytes = textLength(payload, 'BYTES')
  if (bytes === 0 || bytes > limits.CALLBACK_DATA_BYTES)
    throw invalid(
      `Telegram takes payloads of 1 to ${limits.CALLBACK_DATA_BYTES} bytes; this one has ${bytes}.`,
      paths.payload,
    )
  return { text: visible(label, 'The label', paths.label), callback_data: payload }
}

/** Numbers cannot be called from a button: `callLines` says them. Undefined where no other button is left. */
export function buttonKeyboard(buttons: readonly Button[], path: string): Markup {
  const pressed = buttons.flatMap((button, index) => pressable(button, `${path}.${index}`))
  return pressed.length === 0 ? undefined : keyboard(pressed, path)
}

function pressable({ label, action }: Button, path: string): InlineKeyboardButton[] {
  const paths = { label: `${path}.label`, payload: `${path}.action.payload` }
  if (action.type === 'postback') return [choice(label, action.payload, paths)]
  if (action.type === 'call') return []
  const url = webAddress(action.url, { network: 'Telegram', secure: false }, `${path}.action.url`)
  return [{ text: visible(label, 'The label', paths.label), url }]
}

/** The apps make numbers in a text callable. */
export function callLines(buttons: readonly Button[]): string[] {
  return buttons.flatMap(({ label, action }) => (action.type === 'call' ? [`${label}: ${action.phone}`] : []))
}

export const CALL_LOSS = 'Telegram has no buttons that call: their numbers stand in the text.'
