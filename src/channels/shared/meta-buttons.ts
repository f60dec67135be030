/** Buttons of templates: …/messenger-platform/send-messages/buttons */
import type { Button, ContentError } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import type { MetaNetwork } from './meta-network.ts'
import {
  checkAddress,
  checkCount,
  checkEach,
  checkLength,
  fieldsOf,
  invalid,
  unsupported,
} from './meta-rules.ts'

/** On a message, and on each card. */
export const MOST_BUTTONS = 3
export const LONGEST_LABEL = 20
export const LONGEST_PAYLOAD = 1000

export function checkButtons(
  buttons: readonly Button[],
  path: string,
  network: MetaNetwork,
): ContentError | null {
  const field = { network: network.name, what: 'buttons', path }
  return checkCount(buttons, MOST_BUTTONS, field) ?? checkEachButton(buttons, path, network)
}

export function checkEachButton(
  buttons: readonly Button[],
  path: string,
  network: MetaNetwork,
): ContentError | null {
  return checkEach(buttons, ({ label, action }, index) => {
    const at = `${path}.${index}`
    const field = fieldsOf(network.name, at)('the label of a button', 'label')
    return checkLength(label, LONGEST_LABEL, field) ?? checkAction(action, `${at}.action`, network)
  })
}

function checkAction(action: Button['action'], path: string, network: MetaNetwork): ContentError | null {
  const field = fieldsOf(network.name, path)
  switch (action.type) {
    case 'postback':
      return checkLength(action.payload, LONGEST_PAYLOAD, field('the payload of a button', 'payload'))
    case 'url':
      return checkAddress(action.url, field('a button', 'url'))
    case 'call':
      return checkCall(action.phone, path, network)
  }
}

function checkCall(phone: string, path: string, network: MetaNetwork): ContentError | null {
  if (!network.callButtons) {
    const nearest = 'the nearest is the number in the text'
    return unsupported(`${network.name} has no buttons that call a number: ${nearest}.`, path).error
  }
  if (/^\+\d{5,15}$/.test(dialled(phone))) return null
  const rule = 'a phone number that begins with + and the country code, such as +6621234567'
  return invalid(`${network.name} needs ${rule}.`, `${path}.phone`).error
}

/** As people write it, without what only makes it easier to read. */
function dialled(phone: string): string {
  return phone.replace(/[\s().-]/g, '')
}

export function nativeButton({ label, action }: Button): JsonObject {
  switch (action.type) {
    case 'postback':
      return { type: 'postback', title: label, payload: action.payload }
    case 'url':
      return { type: 'web_url', title: label, url: action.url }
    case 'call':
      return { type: 'phone_number', title: label, payload: dialled(action.phone) }
  }
}
