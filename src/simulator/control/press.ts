import type { SimulatedButton, SimulatedMessage } from '../network.ts'
import { ControlError } from './route.ts'

interface Wanted {
  payload?: string | undefined
  label?: string | undefined
  index?: number | undefined
}

/** Counted through the message: its own buttons first, then those of its cards. */
export function findButton(message: SimulatedMessage, { payload, label, index }: Wanted): SimulatedButton {
  const buttons = [...(message.buttons ?? []), ...(message.cards ?? []).flatMap((card) => card.buttons)]
  const found =
    index !== undefined
      ? buttons[index]
      : buttons.find((one) => (payload === undefined ? one.label === label : one.payload === payload))
  if (found) return found
  const known = buttons.map((one, at) => `${at}: ${one.label}${one.payload ? ` (${one.payload})` : ''}`)
  const message_ =
    buttons.length === 0 ? 'The message has no buttons' : `No such button; it has ${known.join(', ')}`
  throw new ControlError(404, 'UNKNOWN_BUTTON', message_)
}
