/** Service messages that change the thread itself: core.telegram.org/bots/api#message */
import type { InboundEvent, Json, Party } from '../inbound.ts'
import { readTime } from '../shared/time.ts'
import { partyOfUser, type Sender, threadOf } from './parties.ts'
import { ChatId, type Message, read, Text, User, Users } from './payload.ts'

export interface Service {
  /** The field that makes it a service message, and its value. */
  event: string
  value: Json
  message: Message
  sender: Sender
  accountId: string
}

/** "The bot itself may be one of these members": then it is the account that joined. */
export function newMembers({ value, message, accountId }: Service): InboundEvent {
  const members = read(Users, value, 'new_chat_members').map(partyOfUser)
  const others = members.filter((member) => member.externalId !== accountId)
  const joins = others.length < members.length
  return {
    ...changed(message),
    kind: joins ? 'join' : 'members',
    ...(others.length > 0 && { joined: others }),
  }
}

export function leftMember({ value, message, accountId }: Service): InboundEvent {
  const member: Party = partyOfUser(read(User, value, 'left_chat_member'))
  if (member.externalId === accountId) return { ...changed(message), kind: 'leave' }
  return { ...changed(message), kind: 'members', left: [member] }
}

export function newTitle({ value, message }: Service): InboundEvent {
  const title = read(Text, value, 'new_chat_title')
  return { ...changed(message), kind: 'thread', thread: { ...threadOf(message), title } }
}

/**
 * A group that becomes a supergroup gets another id and says so in both chats: here in the old one.
 * core.telegram.org/bots/api#responseparameters
 */
export function migratedTo({ value, message }: Service): InboundEvent {
  const thread = threadOf(message)
  const externalId = String(read(ChatId, value, 'migrate_to_chat_id'))
  return {
    ...changed(message),
    kind: 'thread',
    thread: { ...thread, externalId },
    previousExternalId: thread.externalId,
  }
}

export function migratedFrom({ value, message }: Service): InboundEvent {
  const previousExternalId = String(read(ChatId, value, 'migrate_from_chat_id'))
  return { ...changed(message), kind: 'thread', previousExternalId }
}

function changed(message: Message) {
  return { at: readTime(message.date), thread: threadOf(message) }
}
