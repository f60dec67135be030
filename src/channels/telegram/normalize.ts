import type { NormalizeContext } from '../channel.ts'
import type { InboundEvent, Json } from '../inbound.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { readTime } from '../shared/time.ts'
import { callbackEvent } from './callback.ts'
import { memberEvent, ownStandingEvent } from './members.ts'
import { editEvent, messageEvent, printable } from './message.ts'
import { businessScope } from './parties.ts'
import { Malformed, MessagesDeleted, read } from './payload.ts'
import { reactionEvent } from './reaction.ts'

type Handler = (value: JsonObject, subject: string, accountId: string) => InboundEvent

/** What changes nothing in the graph, with the field that tells its time where there is one. */
const noted =
  (dateField?: string): Handler =>
  (value, subject) => ({
    kind: 'noted',
    at: dateField === undefined ? null : readTime(value[dateField]),
    subject,
  })

/** "At most one of the optional parameters can be present": core.telegram.org/bots/api#update */
const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['message', messageEvent],
  ['channel_post', messageEvent],
  ['business_message', messageEvent],
  ['guest_message', messageEvent],
  ['edited_message', editEvent],
  ['edited_channel_post', editEvent],
  ['edited_business_message', editEvent],
  ['deleted_business_messages', deletionEvent],
  ['callback_query', callbackEvent],
  ['message_reaction', reactionEvent],
  ['my_chat_member', ownStandingEvent],
  ['chat_member', memberEvent],
  ['message_reaction_count', noted('date')],
  ['business_connection', noted('date')],
  ['chat_join_request', noted('date')],
  ['removed_chat_boost', noted('remove_date')],
  ['chat_boost', noted()],
  ['inline_query', noted()],
  ['chosen_inline_result', noted()],
  ['shipping_query', noted()],
  ['pre_checkout_query', noted()],
  ['purchased_paid_media', noted()],
  ['poll', noted()],
  ['poll_answer', noted()],
  ['managed_bot', noted()],
  ['stopped_message_generation', noted()],
  ['subscription', noted()],
])

export function normalize(payload: Json, { accountId }: NormalizeContext): InboundEvent {
  if (!isObject(payload)) return unknown('the body is not an object')
  for (const key in payload) {
    const handler = HANDLERS.get(key)
    if (handler) return handled(handler, payload[key], key, accountId)
  }
  const names = Object.keys(payload).filter((key) => key !== 'update_id')
  return unknown(`update type not known; its fields: ${printable(names)}`)
}

function handled(handler: Handler, value: Json | undefined, key: string, accountId: string): InboundEvent {
  if (!isObject(value)) return unknown(`${key} is not an object`)
  try {
    return handler(value, key, accountId)
  } catch (error) {
    if (error instanceof Malformed) return unknown(error.message)
    throw error
  }
}

/** `items` leaves one message in each: core.telegram.org/bots/api#businessmessagesdeleted, which gives no time. */
function deletionEvent(value: JsonObject, subject: string): InboundEvent {
  const { business_connection_id, chat, message_ids } = read(MessagesDeleted, value, subject)
  return {
    kind: 'unsend',
    at: null,
    messageExternalId: `${businessScope(business_connection_id, chat)}:${message_ids[0]}`,
  }
}

function unknown(reason: string): InboundEvent {
  return { kind: 'unknown', at: null, reason }
}
