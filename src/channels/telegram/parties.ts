import type { Party, Thread } from '../inbound.ts'
import {
  type Chat,
  isId,
  type Message,
  type MessagePointer,
  type PlacedMessage,
  type User,
} from './payload.ts'

export function partyOfUser(user: User): Party {
  const party: Party = { externalId: String(user.id) }
  nameInto(party, user)
  if (user.language_code !== undefined) party.locale = user.language_code
  party.profile = { isBot: user.is_bot === true, isPremium: user.is_premium === true }
  return party
}

/** The other side of a private chat, or a chat that speaks for itself: an anonymous admin, a channel. */
export function partyOfChat(chat: Chat): Party {
  const party: Party = { externalId: String(chat.id) }
  nameInto(party, chat)
  if (chat.type !== 'private') party.profile = { chatType: chat.type }
  return party
}

type Named = Pick<User, 'first_name' | 'last_name' | 'username'> & { title?: string | undefined }

function nameInto(party: Party, { title, first_name, last_name, username }: Named): void {
  const name = title ?? fullName(first_name, last_name)
  if (name) party.name = name
  if (username !== undefined) party.username = username
}

export function fullName(first: string | undefined, last: string | undefined): string {
  return first && last ? `${first} ${last}` : first || last || ''
}

const THREAD_TYPE = { private: 'PRIVATE', group: 'GROUP', supergroup: 'GROUP', channel: 'PUBLIC' } as const

export function threadOfChat(chat: Chat): Thread {
  const thread: Thread = { type: THREAD_TYPE[chat.type], externalId: String(chat.id) }
  if (chat.title !== undefined) thread.title = chat.title
  return thread
}

/**
 * Where a message belongs. Chats of a business account and chats a guest bot is summoned to "may coincide"
 * with the bot's own chats of the same id and are others (core.telegram.org/bots/api#message), so their ids
 * carry what tells them apart. The direct messages of a channel are one chat with a topic per customer, hence
 * a private thread each (core.telegram.org/bots/api#directmessagestopic).
 */
export function threadOf(message: PlacedMessage): Thread {
  const thread = threadOfChat(message.chat)
  const topic = message.direct_messages_topic
  if (topic) return { type: 'PRIVATE', externalId: `${message.chat.id}:${topic.topic_id}` }
  thread.externalId = chatScope(message)
  return thread
}

/** Message ids count per chat, so the chat is part of every external id. */
function chatScope({ chat, business_connection_id, guest_query_id }: PlacedMessage): string {
  if (business_connection_id) return businessScope(business_connection_id, chat)
  return guest_query_id ? `guest:${chat.id}` : String(chat.id)
}

export function businessScope(connection: string, chat: Pick<Chat, 'id'>): string {
  return `${connection}:${chat.id}`
}

/** The external id of `pointer`, a message of the chat that `message` is in. */
export function externalIdOf(message: PlacedMessage, pointer: MessagePointer = message): string {
  const scope = chatScope(message)
  if (pointer.ephemeral_message_id === undefined) return `${scope}:${pointer.message_id}`
  // Ephemeral messages all have message_id 0, and their own id "may be reused" once they are gone.
  return `${scope}:ephemeral:${pointer.ephemeral_message_id}:${isId(pointer.date) ? pointer.date : 0}`
}

export interface Sender {
  /** The business's own message, written by the bot or by the people it works for. */
  own: boolean
  customer: Party | null
}

export function senderOf(message: Message, accountId: string): Sender {
  const { from, chat, direct_messages_topic: topic } = message
  if (topic) return { own: !from || !sameId(from, topic.user), customer: partyOfUser(topic.user) }
  // In a chat of a business account, who is not the chat's person is the account's owner.
  const own =
    from !== undefined && (String(from.id) === accountId || (isBusiness(message) && !sameId(from, chat)))
  if (own) return { own, customer: chat.type === 'private' ? partyOfChat(chat) : null }
  return { own, customer: authorOf(message) }
}

/** `from` is only a stand-in where `sender_chat` is given: core.telegram.org/bots/api#message */
function authorOf({ from, sender_chat, chat }: Message): Party | null {
  if (chat.type === 'channel' && sender_chat && sameId(sender_chat, chat)) return null
  if (sender_chat) return partyOfChat(sender_chat)
  if (from) return partyOfUser(from)
  return chat.type === 'private' ? partyOfChat(chat) : null
}

function isBusiness(message: PlacedMessage): boolean {
  return Boolean(message.business_connection_id)
}

function sameId(a: { id: User['id'] }, b: { id: User['id'] }): boolean {
  return String(a.id) === String(b.id)
}
