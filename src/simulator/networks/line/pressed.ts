/** What a tap tells the account: developers.line.biz/en/reference/messaging-api/#postback-event */
import { isObject, type JsonObject } from '../../json.ts'
import type { Conversation, SimulatedButton, SimulatedMessage, World } from '../../network.ts'
import { nextMessageId } from './tokens.ts'

export interface Tapped {
  postback?: JsonObject
  /** What the tap says in the customer's name, and the platform tells as any message. */
  message?: SimulatedMessage
}

export function tapped(button: SimulatedButton, conversation: Conversation, world: World): Tapped {
  const action = isObject(button.native) ? button.native : {}
  switch (action.type) {
    case 'postback':
      return tappedPostback(action, conversation, world)
    case 'datetimepicker':
      return { postback: { data: String(action.data), params: chosenMoment(action, world.now()) } }
    case 'message':
      return { message: say(conversation, world, { type: 'text', text: String(action.text) }) }
    case 'location':
      return { message: say(conversation, world, { type: 'location', text: null, attachments: [somewhere] }) }
    default:
      return {}
  }
}

/** `displayText` is shown and not told; the older `text` is both. */
function tappedPostback(action: JsonObject, conversation: Conversation, world: World): Tapped {
  const postback = { data: String(action.data) }
  if (typeof action.displayText === 'string')
    say(conversation, world, { type: 'text', text: action.displayText })
  if (typeof action.text !== 'string' || action.text === '') return { postback }
  return { postback, message: say(conversation, world, { type: 'text', text: action.text }) }
}

const somewhere = { type: 'location', address: 'Tokyo', latitude: 35.67966, longitude: 139.73669 } as const

function say(
  conversation: Conversation,
  world: World,
  said: Pick<SimulatedMessage, 'type' | 'text' | 'attachments'>,
): SimulatedMessage {
  const { attachments, ...words } = said
  return world.record(conversation, {
    id: nextMessageId(world),
    direction: 'IN',
    native: null,
    ...words,
    ...(attachments && { attachments }),
  })
}

/** The proposed moment, else now. */
function chosenMoment({ mode, initial }: JsonObject, now: number): JsonObject {
  const moment = new Date(now).toISOString()
  const chosen = {
    date: moment.slice(0, 10),
    time: moment.slice(11, 16),
    datetime: moment.slice(0, 16),
  }
  const key = mode === 'time' || mode === 'datetime' ? mode : 'date'
  return { [key]: typeof initial === 'string' ? initial : chosen[key] }
}
