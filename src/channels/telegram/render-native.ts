import type { Json } from '../inbound.ts'
import { isObject } from '../shared/json.ts'
import { invalid } from '../shared/refusal.ts'
import type { Address } from './address.ts'
import { type Draft, draft } from './draft.ts'

/** What answers with messages: core.telegram.org/bots/api#available-methods */
const METHODS = new Set(
  'sendMessage sendPhoto sendLivePhoto sendVideo sendAnimation sendVideoNote sendAudio sendVoice sendDocument '
    .concat(
      'sendSticker sendMediaGroup sendPaidMedia sendLocation sendVenue sendContact sendPoll sendChecklist ',
    )
    .concat('sendDice sendRichMessage sendInvoice sendGame')
    .split(' '),
)

/** Without `business_connection_id`, these would reach the bot's own chat of the same id. */
const NOT_FOR_BUSINESS = new Set(['sendInvoice'])

/** Methods without `direct_messages_topic_id`: "Polls can't be sent to channel direct messages chats" and the like. */
const NOT_FOR_TOPICS = new Set(['sendPoll', 'sendChecklist', 'sendGame'])

/** The message is for the recipient whom Parley names, and for all who can see the chat. */
const OURS = new Set([
  'method',
  'chat_id',
  'business_connection_id',
  'direct_messages_topic_id',
  'ephemeral_message_parameters',
])

/** `{ method, ...parameters }`, but for those that say to whom. */
export function renderNative({ payload }: { payload: Json }, address: Address): Draft {
  const method = isObject(payload) ? payload.method : undefined
  if (!isObject(payload) || typeof method !== 'string' || !METHODS.has(method))
    throw invalid(
      `A native message of Telegram has as method one of ${[...METHODS].join(', ')}.`,
      'native.payload',
    )
  if (address.business_connection_id !== undefined && NOT_FOR_BUSINESS.has(method))
    throw invalid(`Telegram has no ${method} in the chats of a business account.`, 'native.payload')
  if (address.direct_messages_topic_id !== undefined && NOT_FOR_TOPICS.has(method))
    throw invalid(`Telegram has no ${method} in the direct messages of a channel.`, 'native.payload')
  const parameters = Object.fromEntries(Object.entries(payload).filter(([key]) => !OURS.has(key)))
  return draft([{ method, parameters }])
}
