/**
 * What we tell a network, in Parley's words: the only language that crosses from `domain/` to a channel's sending
 * half. Everything here is plain data; requests carry no credentials until the moment they are sent.
 */
import type { PrivateReplyRules, PublicMessage } from './comments.ts'
import type { Json, MessageTokens, Thread } from './inbound.ts'
import type { KindLimit, SendLimits, UsageReport } from './limits.ts'

export type { KindLimit, Rate, SendLimits, UsageReport } from './limits.ts'

/** A reply that a tap sends back: the label is what the person sees, the payload what comes back. */
export interface ReplyOption {
  label: string
  payload: string
  /** A picture beside the label, where the network shows one. */
  imageUrl?: string
}

export interface Button {
  label: string
  /** What a press does: sends the payload back, opens an address, or calls a number. */
  action:
    | { type: 'postback'; payload: string }
    | { type: 'url'; url: string }
    | { type: 'call'; phone: string }
}

export interface Card {
  title: string
  subtitle?: string
  imageUrl?: string
  /** Opened by a tap on the card itself. */
  url?: string
  buttons: Button[]
}

export interface ListSection {
  title?: string
  rows: { label: string; description?: string; payload: string }[]
}

export type MediaType = 'IMAGE' | 'VIDEO' | 'AUDIO' | 'FILE' | 'STICKER'

/** A file of ours, whose bytes travel with the request: of networks that take no address, or none that they reach. */
export interface FileReference {
  /** Of the project's stored file. */
  id: string
  mimeType: string
  /** Bytes. */
  size: number
}

export interface MediaContent {
  kind: 'media'
  type: MediaType
  /** A public https address; or the network's own id of a file that it already has. */
  source: { url: string } | { id: string }
  caption?: string
  fileName?: string
  /** Seconds, of audio and video: LINE wants it. */
  duration?: number
  /** LINE wants a picture before a video plays. */
  previewUrl?: string
}

export interface TemplateContent {
  kind: 'template'
  name: string
  /** As the network spells it, such as `en_US` or `th`. */
  language: string
  /** Values of the variables, in the network's components: header, body, buttons. */
  components: Json[]
  /** What the customer reads, where that is known: for the inbox, not for the network. */
  text?: string
}

export type OutboundContent =
  | { kind: 'text'; text: string }
  | { kind: 'quickReplies'; text: string; replies: ReplyOption[] }
  | { kind: 'buttons'; text: string; buttons: Button[]; header?: string; footer?: string }
  | {
      kind: 'list'
      text: string
      buttonLabel: string
      sections: ListSection[]
      header?: string
      footer?: string
    }
  | { kind: 'carousel'; text?: string; cards: Card[] }
  | MediaContent
  | { kind: 'location'; latitude: number; longitude: number; name?: string; address?: string }
  | { kind: 'contact'; name: string; phone: string; email?: string; organization?: string }
  | TemplateContent
  /** The network's own message object, passed through as it is. */
  | { kind: 'native'; payload: Json }

export type ContentKind = OutboundContent['kind']

/** Whom a message is for. */
export interface Recipient {
  thread: Thread
  /** The customer's id on the network; null in groups and public threads. */
  customerId: string | null
}

export interface OutboundMessage {
  recipient: Recipient
  content: OutboundContent
  /** External id, and what the network gave with it, of the message that this one answers. */
  replyTo?: { externalId: string; tokens?: MessageTokens }
  /** What the customer wrote in public, and this answers in private: it is addressed by that, and is one message. */
  privateReplyTo?: PublicMessage
  /** Names this message towards the network: a UUID, the same at every attempt. Networks that can give it back. */
  reference: string
  /** A network's token for one free answer, fresh and unused. */
  replyToken?: string
  /** Written by a person after the usual window has closed. */
  humanAgent?: boolean
}

/** One call of a network's API, without what authorises it. */
export interface NativeRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Which of the channel's hosts: a key of `ChannelOutbound.hosts`. */
  host: string
  /** Begins with a slash; query included. */
  path: string
  /** Besides the credentials and the content type. */
  headers?: Record<string, string>
  body?: Json
  /** With files the request is multipart: the body's members are its fields, as text or JSON, and these its files. */
  files?: FilePart[]
}

export interface FilePart {
  /** Name of the form's field. */
  field: string
  file: FileReference
  fileName: string
}

/** What was made of a message, or why it cannot be said on this network. */
export type Rendering =
  | {
      ok: true
      /** In the order of sending; each is one part of the message. */
      requests: NativeRequest[]
      /** What the network cannot show, in sentences for the person who writes. */
      losses: string[]
    }
  | { ok: false; error: ContentError }

export interface ContentError {
  /** The network lacks the content; or the content breaks one of its rules. */
  code: 'UNSUPPORTED_CONTENT' | 'INVALID_CONTENT'
  /** Names the network, the content, the rule with its numbers, and the nearest that it has. */
  message: string
  /** Below the content input, such as `buttons.buttons.2.label`. */
  path?: string
}

export interface NativeResponse {
  status: number
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  /** Null when it was empty or no JSON. */
  body: Json
}

/**
 * What a failure means for what comes next. AUTH_EXPIRED and PERMISSION stop the platform until a person acts;
 * WINDOW_CLOSED, RECIPIENT_UNAVAILABLE and INVALID_REQUEST are final for the message; RATE_LIMITED and TRANSIENT
 * are tried again; REPLY_TOKEN_SPENT is tried again without the token.
 */
export type ErrorClass =
  | 'AUTH_EXPIRED'
  | 'PERMISSION'
  | 'WINDOW_CLOSED'
  | 'RECIPIENT_UNAVAILABLE'
  | 'INVALID_REQUEST'
  | 'RATE_LIMITED'
  | 'REPLY_TOKEN_SPENT'
  | 'QUOTA_EXHAUSTED'
  | 'TRANSIENT'

export interface ChannelError {
  class: ErrorClass
  /** The network's own code, such as `190/463`; the status where it has none. */
  code: string
  /** The network's own words, without secrets: for the log and the person who looks into it. */
  message: string
  /** The network may have taken the message although it says otherwise: never simply sent again. */
  mayBeAccepted?: boolean
  /** How long the network asks to be left alone, milliseconds. */
  retryAfterMs?: number
  /** Whom the wait is for: all calls of the account, or this recipient alone. */
  scope?: 'ACCOUNT' | 'RECIPIENT'
}

/** What a network answered to a part. */
export type SendResult =
  | {
      ok: true
      /** The ids the network gave, in order: normally one. */
      externalIds: string[]
      /** The customer's id, where the request named them by something else: a private answer names a comment. */
      recipientId?: string
      /** What the send used, where the answer tells. */
      usage?: { [key: string]: Json }
    }
  | { ok: false; error: ChannelError }

/** Who the credentials belong to. */
export interface AccountProfile {
  externalId: string
  name: string
  username?: string
  avatarUrl?: string
  followerCount?: number
}

/** The message that an action is about. */
export interface Target {
  externalId: string
  tokens?: MessageTokens
}

/**
 * The sending half of a channel. All of it is pure: it makes requests and reads answers; the one function that
 * calls (`domain/outbound/call-network`) is the same for every network. An optional member that is missing is a
 * capability that the network lacks.
 */
export interface ChannelOutbound {
  /** `https://` origins by name, `api` the usual one; replaced as a whole where a simulator stands in. */
  hosts: Readonly<Record<string, string>>
  limits: SendLimits
  /** Further limits that this send counts for; absent where there are none. */
  kindLimits?(request: NativeRequest): readonly KindLimit[]
  /** Of one call, milliseconds, and calls known not to have been taken; both can be configured. */
  timeoutMs: number
  tries: number
  /** Contents that `render` can say in some form. */
  contents: readonly ContentKind[]
  /** How long a token of a received message is good for one free answer, milliseconds; absent where there are none. */
  replyTokenMs?: number
  /** Echoes of our own sends carry our reference: one without it was written by somebody else. */
  givesBackReference?: boolean
  /** Contents that a public thread takes; absent where there are none. */
  publicContents?: readonly ContentKind[]
  /** A send may be repeated with the same reference: the network takes it once. */
  repeatable(request: NativeRequest): boolean
  /** Adds the account's token: the only place that sees it. */
  authorize(request: NativeRequest, token: string): NativeRequest
  render(message: OutboundMessage, account: { externalId: string }): Rendering
  /** Reads the answer to a request that `render` made. */
  read(response: NativeResponse, request: NativeRequest): SendResult
  /** How much is used up, from the headers of any answer. */
  usage?(response: NativeResponse): UsageReport | null
  /** Tells the network that a press was noticed, by the token that came with it: it shows a spinner until then. */
  acknowledge?(token: string): NativeRequest
  /** `last`: the customer's newest message, which some networks want named. Null where it cannot be shown. */
  typing?(recipient: Recipient, account: { externalId: string }, last?: Target): NativeRequest | null
  /** Null where this message cannot be marked, as without its token. */
  markRead?(recipient: Recipient, last: Target, account: { externalId: string }): NativeRequest | null
  edit?(
    recipient: Recipient,
    target: Target,
    content: OutboundContent,
    account: { externalId: string },
  ): Rendering
  /** Null where the network has no way to take this message back. */
  remove?(recipient: Recipient, target: Target, account: { externalId: string }): NativeRequest | null
  /** Hides a customer's comment from the public, or shows it again. Null where the network cannot. */
  hide?(
    recipient: Recipient,
    target: Target,
    hidden: boolean,
    account: { externalId: string },
  ): NativeRequest | null
  /** What a customer wrote in public can be answered in private, once. */
  privateReplies?: PrivateReplyRules
  /** An emoji of null takes the reaction back. Null where the network has no such reaction here. */
  react?(
    recipient: Recipient,
    target: Target,
    emoji: string | null,
    account: { externalId: string },
  ): NativeRequest | null
  /** Asks whose the token is: proves credentials. */
  identify(account: { externalId: string }): NativeRequest
  readIdentity(response: NativeResponse): AccountProfile | ChannelError
  /** The quota of the account and how much of it is used: in the unit that the network counts. */
  quota?: {
    requests(account: { externalId: string }): NativeRequest[]
    read(responses: NativeResponse[]): { limit: number | null; used: number; unit: string } | null
  }
}
