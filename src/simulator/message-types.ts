/** A message as a simulated customer sees it. */
import type { Json } from './json.ts'

export type ButtonKind = 'quickReply' | 'reply' | 'url' | 'call' | 'listRow' | 'other'

export interface SimulatedButton {
  kind: ButtonKind
  label: string
  /** What a press sends back, for `quickReply`, `reply` and `listRow`. */
  payload?: string
  url?: string
  phone?: string
  description?: string
  /** Whatever the network needs to tell a press: LINE's action object. */
  native?: Json
}

export interface SimulatedCard {
  title: string
  subtitle?: string
  imageUrl?: string
  url?: string
  buttons: SimulatedButton[]
}

export interface SimulatedAttachment {
  type: 'image' | 'video' | 'audio' | 'file' | 'sticker' | 'location' | 'contact'
  url?: string
  /** In `world.media`. */
  mediaId?: string
  fileName?: string
  mimeType?: string
  latitude?: number
  longitude?: number
  name?: string
  address?: string
  phone?: string
  /** Sticker and package ids and other things of one network. */
  native?: Json
}

export interface SimulatedReaction {
  by: 'customer' | 'business'
  emoji: string
}

/** A press that the platform wants acknowledged (Telegram). */
export interface SimulatedPress {
  payload: string
  /** ms */
  at: number
  acknowledged: boolean
  /** What the customer was shown in answer. */
  answer?: string
}

export type MessageStatus = 'sent' | 'delivered' | 'read' | 'failed'

/** A message as the customer sees it. */
export interface SimulatedMessage {
  readonly id: string
  /** OUT: from the business; IN: the customer wrote it. */
  readonly direction: 'IN' | 'OUT'
  /** `text`, or the network's word for what it is: `image`, `template`, `interactive`, `sticker` ... */
  type: string
  text: string | null
  buttons?: SimulatedButton[]
  cards?: SimulatedCard[]
  attachments?: SimulatedAttachment[]
  /** Id of the message that it answers. */
  replyTo?: string
  /** ms */
  readonly at: number
  edited?: boolean
  deleted?: boolean
  /** A comment that its author and their friends alone still see. */
  isHidden?: boolean
  /** A comment below a live broadcast, which can be answered until it is over. */
  broadcast?: 'live' | 'over'
  /** The id by which the author of a comment is known in private, where it is another than in public. */
  privateId?: string
  /** The network does not tell who wrote the comment. */
  isAnonymous?: boolean
  reactions: SimulatedReaction[]
  status: MessageStatus
  /** Presses of its buttons, where each wants to be acknowledged. */
  presses?: SimulatedPress[]
  /** What the business named it by: metadata, biz_opaque_callback_data, retry key. */
  reference?: string
  /** The message object of the request (OUT) or what the control API gave (IN). */
  native: Json
}

/** A message still without what `world.record` adds. */
export type MessageDraft = Omit<SimulatedMessage, 'at' | 'reactions' | 'status'> & {
  at?: number
  status?: MessageStatus
  /** Accepted by the platform and never shown to the customer (who has blocked the account, say). */
  hidden?: boolean
}
