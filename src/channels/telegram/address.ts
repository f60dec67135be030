/** Where the Bot API sends to: the way back from the threads and message ids that `parties.ts` makes. */
import type { Thread } from '../inbound.ts'
import { businessScope } from './parties.ts'

export type Address = {
  chat_id: number
  /** A chat of a business account, in whose name the bot writes: core.telegram.org/bots/api#businessconnection */
  business_connection_id?: string
  /** One customer's part of a channel's direct messages: core.telegram.org/bots/api#directmessagestopic */
  direct_messages_topic_id?: number
}

const CHAT = /^-?\d+$/
const TOPIC = /^(-?\d+):(\d+)$/
const BUSINESS = /^(.+):(-?\d+)$/

/** Null for the chats of others that a guest bot was summoned to: it can answer there once, and not write. */
export function addressOf({ externalId }: Thread): Address | null {
  if (CHAT.test(externalId)) return { chat_id: Number(externalId) }
  if (externalId.startsWith('guest:')) return null
  const [, chat, topic] = TOPIC.exec(externalId) ?? []
  if (topic !== undefined) return { chat_id: Number(chat), direct_messages_topic_id: Number(topic) }
  const [, connection, partner] = BUSINESS.exec(externalId) ?? []
  return connection === undefined ? null : { chat_id: Number(partner), business_connection_id: connection }
}

/**
 * The id within the chat of the message that an external id names; null where it names none that can be pointed
 * at: a pressed button, an ephemeral message, a message of another chat or of before the group moved.
 */
export function messageIdIn(address: Address, externalId: string): number | null {
  const scope = `${scopeOf(address)}:`
  const id = externalId.startsWith(scope) ? externalId.slice(scope.length) : ''
  return /^\d+$/.test(id) ? Number(id) : null
}

/** What the external ids of the chat's messages begin with. */
export function scopeOf({ chat_id, business_connection_id }: Address): string {
  return business_connection_id === undefined
    ? String(chat_id)
    : businessScope(business_connection_id, { id: chat_id })
}
