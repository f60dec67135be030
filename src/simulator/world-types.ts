/** What the simulator remembers: accounts, conversations, and what a customer sees in them. See `network.ts`. */
import type { MessageDraft, MessageStatus, SimulatedButton, SimulatedMessage } from './message-types.ts'

export type * from './message-types.ts'

export interface Rate {
  points: number
  seconds: number
}

/** Limits are checked only where an account asks for them. */
export interface Rates {
  /** All calls of the account: the core checks it. */
  account?: Rate | undefined
  /** Sends to one customer: the core checks it. */
  recipient?: Rate | undefined
  /** Sends to one group, where a network knows groups: the network checks it with `world.take`. */
  group?: Rate | undefined
  /** Messages per month (LINE): the network checks it. */
  quota?: number | undefined
}

/** One object per account for as long as it is registered: updates change it in place. */
export interface Account {
  readonly type: string
  /** Page id, Instagram user id, phone number id, LINE bot user id, Telegram bot id. */
  readonly externalId: string
  name: string
  accessToken: string
  /** Signs webhooks: app secret, channel secret, Telegram secret token. */
  secret: string
  /** Meta: what the GET handshake carries. */
  verifyToken: string | null
  /** Where webhooks go; null: nowhere yet. */
  webhookUrl: string | null
  /** Meta: the app; WhatsApp Business Account ids are `businessId`. */
  appId: string | null
  businessId: string | null
  rates: Rates
}

export interface Customer {
  readonly type: string
  /** As the network names them; a group or chat id counts as a customer here. */
  readonly id: string
  name: string
  username: string | null
  pictureUrl: string | null
}

/** One customer with one account. */
export interface Conversation {
  readonly account: Account
  readonly customer: Customer
  /** Oldest first, capped. */
  readonly messages: SimulatedMessage[]
  blocked: boolean
  /** When the customer last wrote (opens the 24-hour window), ms. An unmet recipient has "just written". */
  lastWroteAt: number
  /** What the business shows as typing until, ms. */
  typingUntil: number
  /** The customer's messages that the business marked as read. */
  seenByBusinessAt: number
}

/** Something a platform may tell the webhook. `message` is always in `conversation.messages`. */
export type Happening = { conversation: Conversation } & (
  | { kind: 'message'; message: SimulatedMessage }
  /** The customer pressed a button of `message`. */
  | { kind: 'press'; message: SimulatedMessage; button: SimulatedButton }
  /** The business's own message, told back. */
  | { kind: 'echo'; message: SimulatedMessage }
  | { kind: 'status'; message: SimulatedMessage; status: MessageStatus; error?: StatusError }
  /** The customer has read all of `messages` (those not read before). */
  | { kind: 'read'; messages: SimulatedMessage[] }
  /** By the customer; `emoji` null takes it back; `before` is what it replaces. */
  | { kind: 'reaction'; message: SimulatedMessage; emoji: string | null; before: string | null }
  /** The customer edited or unsent their message; text and flags are changed already. */
  | { kind: 'edit'; message: SimulatedMessage }
  | { kind: 'unsend'; message: SimulatedMessage }
  /** The business hid the customer's comment, or showed it again. */
  | { kind: 'hide'; message: SimulatedMessage }
  | { kind: 'unhide'; message: SimulatedMessage }
  /** The business liked a comment (`emoji` null: no longer). */
  | { kind: 'like'; message: SimulatedMessage; emoji: string | null }
  | { kind: 'block' }
  | { kind: 'unblock' }
)

export type CustomerAct = 'message' | 'press' | 'read' | 'reaction' | 'edit' | 'unsend' | 'block' | 'unblock'

export interface StatusError {
  code: number
  title: string
  details: string
}

export interface MediaFile {
  readonly id: string
  readonly mimeType: string
  /** Read anew where it is too old to be kept in memory. */
  readonly bytes: Buffer
  readonly size: number
  /** Hex. */
  readonly sha256: string
  readonly fileName: string | null
  /** ms */
  readonly at: number
}

/** Answer of an address that was called; null status: nobody answered. */
export interface ProbeResult {
  status: number | null
  body: string
  /** Why nobody answered. */
  error?: string
}

export interface World {
  /** ms; tests can move it. */
  now(): number
  /** From the seed: 0 ≤ x < 1. */
  random(): number
  /** 1, 2, 3 ...: for ids. */
  next(): number
  /** `http://127.0.0.1:PORT`: for the URLs of media. */
  readonly baseUrl: string
  /** Of all networks. */
  accounts(): readonly Account[]
  /** Met now if not before. */
  conversation(account: Account, customerId: string): Conversation
  /** Null when account and customer have never met. */
  findConversation(account: Account, customerId: string): Conversation | null
  /** Finds it in any conversation of the account. */
  findMessage(
    account: Account,
    messageId: string,
  ): { conversation: Conversation; message: SimulatedMessage } | null
  /** All that its conversations still hold. */
  messagesOf(account: Account): SimulatedMessage[]
  /** Shows a message to the customer. An OUT message also goes into the ledger of accepted sends. */
  record(conversation: Conversation, draft: MessageDraft): SimulatedMessage
  /** Sets, replaces or (null) takes back the one reaction of a side; returns what it was before. */
  react(message: SimulatedMessage, by: 'customer' | 'business', emoji: string | null): string | null
  readonly media: {
    add(file: { mimeType: string; bytes: Buffer; fileName?: string | null }): MediaFile
    get(id: string): MediaFile | null
  }
  /** Takes a point of a rate; answers the seconds to wait when there is none left, null when there was. */
  take(account: Account, key: string, rate: Rate): number | null
  /** Calls a webhook address now, outside the queue: for verification handshakes and tests. */
  probe(request: {
    method: 'GET' | 'POST'
    url: string
    headers?: Record<string, string>
    body?: Buffer
  }): Promise<ProbeResult>
}
