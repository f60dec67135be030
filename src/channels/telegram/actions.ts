import type { NativeRequest, Recipient, Target } from '../outbound.ts'
import { unsupported } from '../shared/refusal.ts'
import { type Address, addressOf, messageIdIn } from './address.ts'
import { reachable } from './render.ts'
import { call } from './requests.ts'

/** Shown for 5 seconds, and in no channel: core.telegram.org/bots/api#sendchataction */
export function typing({ thread }: Recipient): NativeRequest | null {
  const address = addressOf(thread)
  if (!address || thread.type === 'PUBLIC' || address.direct_messages_topic_id !== undefined) return null
  return call('sendChatAction', { ...address, action: 'typing' })
}

/** Only a business account's own chats have it: core.telegram.org/bots/api#readbusinessmessage */
export function markRead({ thread }: Recipient, { externalId }: Target): NativeRequest | null {
  const address = addressOf(thread)
  const message_id = address && messageIdIn(address, externalId)
  if (message_id === null || address?.business_connection_id === undefined) return null
  const { chat_id, business_connection_id } = address
  return call('readBusinessMessage', { business_connection_id, chat_id, message_id })
}

/** Within 48 hours: core.telegram.org/bots/api#deletemessage, #deletebusinessmessages */
export function remove({ thread }: Recipient, target: Target): NativeRequest {
  const { address, message_id } = placeOf(thread, target)
  const { chat_id, business_connection_id } = address
  return business_connection_id === undefined
    ? call('deleteMessage', { chat_id, message_id })
    : call('deleteBusinessMessages', { business_connection_id, message_ids: [message_id] })
}

/** Throws a Refusal for what is no message of the chat, such as a pressed button. */
export function placeOf(
  thread: Recipient['thread'],
  { externalId }: Target,
): { address: Address; message_id: number } {
  const address = reachable(addressOf(thread))
  const message_id = messageIdIn(address, externalId)
  if (message_id === null) throw unsupported('Telegram changes only messages that are in this chat.')
  return { address, message_id }
}

/**
 * Ends the waiting that the app shows on a pressed button: "it is, therefore, necessary to react by calling
 * answerCallbackQuery even if no notification to the user is needed". core.telegram.org/bots/api#callbackquery
 */
export function acknowledge(callbackQueryId: string): NativeRequest {
  return call('answerCallbackQuery', { callback_query_id: callbackQueryId })
}
