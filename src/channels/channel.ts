/**
 * The contract between a network and Parley. A channel is one object, pure and without state: it knows what
 * the network is and nothing of the database, the queue or the graph. `channels/index.ts` lists them all, and
 * one suite (`channels/contract.test.ts`) runs over every entry.
 */
import type { InboundEvent, Json } from './inbound.ts'
import type { ChannelFiles, ChannelMedia } from './media.ts'
import type { ChannelOutbound } from './outbound.ts'
import type { ChannelProfiles } from './profiles.ts'
import type { ChannelTemplates } from './templates.ts'

/** A webhook request before anything in it is believed. */
export interface WebhookRequest {
  /** Lower-case names; a header sent twice arrives joined by ", " as Node does it. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The bytes as received: signatures are made over these and never over re-serialised JSON. */
  body: Buffer
}

export type Verification =
  | { ok: true /** Index of the secret that verified it. */; secret: number }
  | { ok: false; reason: string }

export type Challenge = { ok: true; answer: string } | { ok: false; reason: string }

/** One thing that happened, split out of a batch so that it can stand, fail and be replayed alone. */
export interface WebhookItem {
  /** The account it is for, as the payload names it; null where the network does not say. */
  account: string | null
  /** The business that owns the account, of what concerns all of its accounts and names none. */
  business?: string
  /** The same for every delivery of the same happening, unique within the account. */
  dedupeKey: string
  /** The item in the network's own words with all that `normalize` needs of its surroundings. */
  payload: Json
}

export interface ChannelWebhook {
  /** One developer app has one callback for all its accounts: `/webhooks/{type}/apps/{app id}`. */
  appLevel: boolean
  /** Larger bodies are refused with 413. */
  maxBodyBytes: number
  /** Checks the raw bytes with each secret in constant time. Empty secrets never verify. */
  verify(request: WebhookRequest, secrets: readonly string[]): Verification
  /** The headers that make `body` genuine: what the network does on its side. */
  sign(body: Buffer, secret: string): Record<string, string>
  /** Answers the network's GET handshake; absent where there is none. */
  challenge?(query: URLSearchParams, verifyToken: string | null): Challenge
  /** Every entry, change and item of a batch, in order. Never throws: the unreadable is kept as an item. */
  items(body: Json): WebhookItem[]
}

/** What `normalize` may know besides the item. */
export interface NormalizeContext {
  /** The account's id on the network, to tell its own messages from a customer's. */
  accountId: string
}

export interface ChannelCapabilities {
  inbound: boolean
  batches: boolean
  groups: boolean
  comments: boolean
  /** Comments of customers can be hidden and shown again; be deleted; be liked; be answered in private. */
  commentHiding: boolean
  commentDeletion: boolean
  commentLikes: boolean
  /** The text of one's own comments can be changed. */
  commentEdits: boolean
  privateReplies: boolean
  /** In an ordinary private conversation: that an answer is being written, and that it was read, can be shown. */
  typing: boolean
  readMarks: boolean
  /** There, what was sent can be changed; be taken back; and messages be reacted to. */
  messageEdits: boolean
  messageDeletion: boolean
  messageReactions: boolean
  /** The rest is told by webhooks. */
  reactions: boolean
  edits: boolean
  unsends: boolean
  readReceipts: boolean
  deliveryReceipts: boolean
  echoes: boolean
  /** Hours after the customer's last message in which free-form answers are allowed; null where always. */
  answerWindowHours: number | null
  /** Hours in which a person, and no AI, may still answer; null where there is no such time. */
  humanAgentWindowHours: number | null
  /** Approved templates may be sent after the window has closed. */
  templatesOutsideWindow: boolean
  /** Longest text of one message, in `textUnit`. */
  maxTextLength: number
  textUnit: 'CHARACTERS' | 'UTF16_UNITS' | 'BYTES'
}

export interface SampleMessage {
  account: string
  customer: { externalId: string; name: string }
  /** Distinct per message; becomes part of the network's message id. */
  id: number
  text: string
  at: Date
}

/** Webhook bodies as the network would post them: for the demo, `npm run simulate`, tests and benchmarks. */
export interface ChannelSamples {
  /** A fresh, well-formed account id of the network. */
  account: string
  /** A plausible customer id for the n-th customer. */
  customerId(n: number): string
  text(message: SampleMessage): Json
  /** External id that the text message above gets. */
  externalId(message: SampleMessage): string
}

export interface Channel {
  /** The value of the graph's PlatformType, and in lower case the `{platform type}` of webhook URLs. */
  type: string
  /** As people write it. */
  name: string
  capabilities: ChannelCapabilities
  webhook: ChannelWebhook
  /** Pure and total: what it does not know becomes `unknown`. May throw only on a payload that is broken. */
  normalize(payload: Json, context: NormalizeContext): InboundEvent
  samples: ChannelSamples
  /** Absent until the channel can send. */
  outbound?: ChannelOutbound
  /** Absent where the network has no files. */
  media?: ChannelMedia
  /** How it is given files of ours; absent where it takes none. */
  files?: ChannelFiles
  /** Absent where the network approves no messages. */
  templates?: ChannelTemplates
  /** Absent where messages tell who wrote them, or nobody does. */
  profiles?: ChannelProfiles
}

/** Types a channel and changes nothing: keeps literal types and checks the shape where it is written. */
export function defineChannel<const T extends Channel>(channel: T): T {
  return channel
}
