/**
 * What a network told us, in Parley's words: the only language that crosses from `channels/` to `domain/`.
 * Everything here is plain data. Times are the network's own claim (UTC) or null where it gave none or
 * nonsense; texts are as received.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type MessageType =
  | 'TEXT'
  | 'IMAGE'
  | 'VIDEO'
  | 'AUDIO'
  | 'FILE'
  | 'STICKER'
  | 'LOCATION'
  | 'CONTACT'
  | 'INTERACTIVE'
  | 'TEMPLATE'
  | 'SYSTEM'

/** A person (or a page, a bot) as one account of a network knows them. */
export interface Party {
  /** The id the network uses for them towards this account. */
  externalId: string
  /** Other ids of the same person, such as WhatsApp's business-scoped user id beside the phone number. */
  aliases?: string[]
  name?: string
  username?: string
  avatarUrl?: string
  locale?: string
  phone?: string
  /** What else the network tells of them: kept with the identity. */
  profile?: { [key: string]: Json }
}

export interface Thread {
  type: 'PRIVATE' | 'GROUP' | 'PUBLIC'
  /**
   * The network's thread where it has one, else the customer's id there (groups: the group's; comments: the
   * top-level comment's). A PRIVATE thread named by any id of its customer belongs to that customer.
   */
  externalId: string
  title?: string
}

export interface AttachmentDraft {
  type: MessageType
  /** The network's media id, by which the file can be fetched. */
  externalId?: string
  url?: string
  /** Of ours: in messages that were sent from here alone. */
  fileId?: string
  mimeType?: string
  fileName?: string
  /** Bytes. */
  size?: number
  /** Base64 or hex, as the network gives it. */
  sha256?: string
  width?: number
  height?: number
  /** Seconds. */
  duration?: number
}

export interface MessageContent {
  type: MessageType
  /** What the person saw: text, caption, the label of a button or list row; else null. */
  text: string | null
  attachments: AttachmentDraft[]
  /** The parts that are not text, such as coordinates, a contact card, a payload, an order. */
  data?: { [key: string]: Json }
  mentions?: string[]
  hashtags?: string[]
}

/** An advertisement, link or post that brought the person here. */
export interface Referral {
  source: string
  ref?: string
  adId?: string
  url?: string
  headline?: string
  data?: { [key: string]: Json }
}

interface Happening {
  /** When the network says it happened; null when it does not say or the value is no time. */
  at: Date | null
}

interface InThread extends Happening {
  thread: Thread
  /** The customer of a private thread, or who wrote in a group; null where the network hides them. */
  customer: Party | null
}

/** What the network wants back when we answer a message, quote it or mark it as read. */
export interface MessageTokens {
  /** Good for one answer and a short while. */
  reply?: string
  quote?: string
  read?: string
}

/**
 * A message to store. `echo` is one the business itself sent, from the network's own app or through us;
 * `postback` a pressed button, list row or menu entry; `comment` and `post` what people write in public;
 * `system` a change of the thread shown in it.
 */
export interface MessageHappened extends InThread {
  kind: 'message' | 'postback' | 'echo' | 'comment' | 'post' | 'system'
  /** Unique for the account: where the network's ids are per chat, it includes the chat. */
  externalId: string
  content: MessageContent
  /** External id of the message this one answers. */
  replyTo?: string
  forwarded?: boolean
  referral?: Referral
  /** What we attached to our own send and the network gives back. */
  clientReference?: string
  tokens?: MessageTokens
  /** Another app, or a person in the network's inbox, has the thread: we may read and are not to answer. */
  standby?: boolean
}

export type ReportedStatus = 'SENT' | 'DELIVERED' | 'READ' | 'FAILED'

/** The network reports how far messages of ours have come: one by its id, all up to a time, or both. */
export interface StatusReported extends Happening {
  kind: 'status'
  status: ReportedStatus
  /** Absent where the network tells a time alone. */
  messageExternalId?: string
  /** All that we sent into the thread up to this time has come as far. */
  watermark?: { thread: Thread; at: Date }
  error?: { code: string; message: string }
  clientReference?: string
  /** Price and category as reported. */
  data?: { [key: string]: Json }
}

/** Somebody reacted to a message, or took the reaction back. */
export interface ReactionChanged extends InThread {
  kind: 'reaction'
  messageExternalId: string
  /** The reactions this person now has on the message; empty when taken back. */
  emojis: string[]
}

export interface MessageEdited extends InThread {
  kind: 'edit'
  messageExternalId: string
  content: MessageContent
}

export interface MessageUnsent extends Happening {
  kind: 'unsend'
  messageExternalId: string
}

/** A comment or post was hidden from the public, or shown again. */
export interface VisibilityChanged extends Happening {
  kind: 'hide' | 'unhide'
  messageExternalId: string
}

/**
 * A person's standing towards the account changed: they followed or left it, consented or withdrew, connected
 * their account at the business or disconnected it, or came by an advertisement or link to a thread they had.
 */
export interface ContactChanged extends Happening {
  kind: 'follow' | 'unfollow' | 'optin' | 'optout' | 'link' | 'unlink' | 'referral'
  customer: Party
  /** What was opted in to or out of, such as `marketing_messages`. */
  purpose?: string
  referral?: Referral
}

/** The network renamed a person: `previous` and `current` are one and the same. */
export interface IdentityChanged extends Happening {
  kind: 'identity'
  previous: string
  current: Party
}

/** People or the account itself joined or left a thread, or the thread changed its name or id. */
export interface ThreadChanged extends Happening {
  kind: 'join' | 'leave' | 'members' | 'thread'
  thread: Thread
  /** The thread's former id where it moved. */
  previousExternalId?: string
  joined?: Party[]
  left?: Party[]
}

/** Several apps can share a thread, and one has the say: it passed to us, or from us to another. */
export interface ControlChanged extends InThread {
  kind: 'control'
  holder: 'SELF' | 'OTHER'
}

/** DRAFT is ours alone: the network has not answered yet whether it took it. */
export type TemplateStatus = 'DRAFT' | 'PENDING' | 'APPROVED' | 'REJECTED' | 'PAUSED' | 'DISABLED' | 'DELETED'

export type TemplateQuality = 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'

/** What a network tells of one template: members that are absent did not change. */
export interface TemplateChange {
  externalId: string
  name?: string
  language?: string
  status?: TemplateStatus
  reason?: string | null
  quality?: TemplateQuality
  category?: string
  /** Those of its components that are told; each takes the place of the one of its type. */
  components?: Json[]
}

/** Something about the account, not about a person: template, quality or review changes. */
export interface AccountChanged extends Happening {
  kind: 'template' | 'account'
  subject: string
  data: { [key: string]: Json }
  /** What it says of one message template, where it does. */
  template?: TemplateChange
}

/** Understood, kept, and changing nothing in the graph, such as a poll's vote or an inline query. */
export interface Noted extends Happening {
  kind: 'noted'
  subject: string
}

/** Not understood: kept and marked, to be replayed once it is. */
export interface Unknown extends Happening {
  kind: 'unknown'
  reason: string
}

export type InboundEvent =
  | MessageHappened
  | StatusReported
  | ReactionChanged
  | MessageEdited
  | MessageUnsent
  | VisibilityChanged
  | ContactChanged
  | IdentityChanged
  | ThreadChanged
  | ControlChanged
  | AccountChanged
  | Noted
  | Unknown

export type InboundKind = InboundEvent['kind']
