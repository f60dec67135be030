/** …/messenger-platform/reference/buttons, …/reference/buttons/quick-replies */
import type { Json, JsonObject, SimulatedButton } from '../../../network.ts'
import { refuseParameter } from '../errors.ts'
import { requireList, requireText, requireUrl } from './check.ts'

const MAX_TITLE = 20
const MAX_PAYLOAD = 1000

export function quickReplies(given: Json | undefined): SimulatedButton[] {
  if (given === undefined) return []
  return requireList(given, 'message[quick_replies]', 13).map((reply, index) => quickReply(reply, index))
}

function quickReply(reply: JsonObject, index: number): SimulatedButton {
  const name = `message[quick_replies][${index}]`
  if (reply.content_type === 'user_phone_number' || reply.content_type === 'user_email') {
    return { kind: 'other', label: reply.content_type }
  }
  if (reply.content_type !== 'text') {
    refuseParameter(`Param ${name}[content_type] must be one of {TEXT, USER_PHONE_NUMBER, USER_EMAIL}`)
  }
  return {
    kind: 'quickReply',
    label: requireText(reply.title, `${name}[title]`, MAX_TITLE),
    payload: requireText(reply.payload, `${name}[payload]`, MAX_PAYLOAD),
  }
}

export function buttons(given: Json | undefined, name: string): SimulatedButton[] {
  return requireList(given, name, 3).map((button, index) => oneButton(button, `${name}[${index}]`))
}

function oneButton(button: JsonObject, name: string): SimulatedButton {
  switch (button.type) {
    case 'postback':
      return {
        kind: 'reply',
        label: requireText(button.title, `${name}[title]`, MAX_TITLE),
        payload: requireText(button.payload, `${name}[payload]`, MAX_PAYLOAD),
      }
    case 'web_url':
      return {
        kind: 'url',
        label: requireText(button.title, `${name}[title]`, MAX_TITLE),
        url: requireUrl(button.url, `${name}[url]`),
      }
    case 'phone_number': {
      const phone = requireText(button.payload, `${name}[payload]`, 30)
      if (!/^\+\d{5,20}$/.test(phone))
        refuseParameter(`Param ${name}[payload] must be a phone number with + and country`)
      return { kind: 'call', label: requireText(button.title, `${name}[title]`, MAX_TITLE), phone }
    }
    case 'account_link':
      return { kind: 'other', label: 'Log in', url: requireUrl(button.url, `${name}[url]`) }
    case 'account_unlink':
    case 'game_play':
      return { kind: 'other', label: String(button.title ?? button.type) }
    default:
      refuseParameter(
        `Param ${name}[type] must be one of {WEB_URL, POSTBACK, PHONE_NUMBER, ACCOUNT_LINK, ACCOUNT_UNLINK}`,
      )
  }
}
