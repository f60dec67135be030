/** What a tap does, as LINE's action objects: developers.line.biz/en/reference/messaging-api/#action-objects */
import type { Button } from '../outbound.ts'
import { visible, webAddress } from '../shared/content-rules.ts'
import type { JsonObject } from '../shared/json.ts'
import { invalid } from '../shared/refusal.ts'
import { graphemesIn } from './graphemes.ts'
import * as limits from './limits.ts'

/** `maxLabel` depends on where the button is. */
export function buttonAction({ label, action }: Button, maxLabel: number, path: string): JsonObject {
  const shown = { label: labelWithin(label, maxLabel, `${path}.label`) }
  if (action.type === 'postback')
    return { ...shown, ...postbackAction(label, action.payload, `${path}.action.payload`) }
  if (action.type === 'call') return { ...shown, ...callAction(action.phone, `${path}.action.phone`) }
  return { ...shown, ...openAction(action.url, `${path}.action.url`) }
}

/**
 * The event of a tap does not tell what was written on it, and without `displayText` the chat would show nothing
 * of the person's choice.
 */
export function postbackAction(label: string, payload: string, path: string): JsonObject {
  if (payload === '' || payload.length > limits.POSTBACK_DATA)
    throw invalid(
      `LINE takes payloads of 1 to ${limits.POSTBACK_DATA} UTF-16 units; this one has ${payload.length}.`,
      path,
    )
  return { type: 'postback', data: payload, displayText: label }
}

export function openAction(url: string, path: string): JsonObject {
  const rule = { network: 'LINE', secure: false, maxLength: limits.ACTION_URI }
  return { type: 'uri', uri: webAddress(url, rule, path) }
}

export function callAction(phone: string, path: string): JsonObject {
  const number = phone.replace(/[^\d+*#]/g, '')
  if (!/\d/.test(number)) throw invalid('A number to call has digits.', path)
  return { type: 'uri', uri: `tel:${number.replaceAll('#', '%23')}` }
}

export function labelWithin(label: string, max: number, path: string): string {
  const length = graphemesIn(visible(label, 'The label', path))
  if (length > max)
    throw invalid(`LINE takes labels of up to ${max} characters here; this one has ${length}.`, path)
  return label
}
