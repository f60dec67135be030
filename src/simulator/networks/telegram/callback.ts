/** Pressed buttons: core.telegram.org/bots/api#callbackquery, #answercallbackquery */
import type { JsonObject } from '../../json.ts'
import type { Happening, Performed, World } from '../../network.ts'
import { bad, ok } from './answers.ts'
import { characters } from './markup-entities.ts'
import { keepCallbackQuery, memoryOf } from './memory.ts'
import { messageObject } from './message-object.ts'
import { userObject } from './people.ts'
import type { TelegramRequest } from './request.ts'

/** The client waits for so long; the documents name no number. */
const LIFE_MS = 10 * 60_000

export function answerCallbackQuery({ account, params, world }: TelegramRequest): Performed {
  const text = params.text('text') ?? ''
  if (characters(text) > 200) throw bad('MESSAGE_TOO_LONG')
  const query = memoryOf(account).callbackQueries.get(params.text('callback_query_id') ?? '')
  if (!query || world.now() - query.at > LIFE_MS) {
    throw bad('query is too old and response timeout expired or query ID is invalid')
  }
  query.press.acknowledged = true
  if (text !== '') query.press.answer = text
  return ok(true)
}

/** The client shows a progress bar until the press is answered: each is remembered with its message. */
export function callbackQuery(
  { conversation, message, button }: Extract<Happening, { kind: 'press' }>,
  world: World,
): JsonObject {
  const { account } = conversation
  const data = button.payload ?? ''
  const press = { payload: data, at: world.now(), acknowledged: false }
  message.presses ??= []
  message.presses.push(press)
  const id = `${Math.floor(world.now())}${String(world.next()).padStart(6, '0')}`
  keepCallbackQuery(account, id, { press, at: world.now() })
  return {
    id,
    from: userObject(conversation),
    message: messageObject(message, conversation, world),
    chat_instance: `-${account.externalId}${conversation.customer.id.replace('-', '')}`,
    data,
  }
}
