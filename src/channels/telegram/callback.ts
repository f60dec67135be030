import type { InboundEvent } from '../inbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { dataOf } from './data.ts'
import { externalIdOf, partyOfUser, threadOf } from './parties.ts'
import { CallbackQuery, read } from './payload.ts'

/**
 * A pressed button below a message: core.telegram.org/bots/api#callbackquery. It does not say when it was
 * pressed; the date within is the message's. A button of an inline message names no chat to show it in.
 */
export function callbackEvent(raw: JsonObject, subject: string): InboundEvent {
  const query = read(CallbackQuery, raw, subject)
  const { message, data, game_short_name: game } = query
  if (!message) return { kind: 'noted', at: null, subject: `${subject}.inline` }
  const label = labelOf(raw.message, data)
  return {
    kind: 'postback',
    at: null,
    thread: threadOf(message),
    customer: partyOfUser(query.from),
    externalId: `callback:${query.id}`,
    content: {
      type: 'INTERACTIVE',
      text: label ?? data ?? game ?? null,
      attachments: [],
      ...dataOf({ payload: data, game, callbackQueryId: query.id }),
    },
    replyTo: externalIdOf(message),
    // What answerCallbackQuery asks for.
    tokens: { reply: query.id },
  }
}

/** "The message can contain no callback buttons with this data": then only the data is left to show. */
function labelOf(message: unknown, data: string | undefined): string | null {
  if (!isObject(message) || !isObject(message.reply_markup)) return null
  const buttons = listAt(message.reply_markup, 'inline_keyboard').flat()
  const pressed = buttons.find((button) =>
    isObject(button)
      ? data === undefined
        ? button.callback_game !== undefined
        : button.callback_data === data
      : false,
  )
  return isObject(pressed) && typeof pressed.text === 'string' ? pressed.text : null
}
