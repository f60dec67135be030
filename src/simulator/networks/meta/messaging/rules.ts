import type { Account, Json, MessageDraft } from '../../../network.ts'
import type { GraphFailure } from '../errors.ts'

/** Where Messenger and Instagram, which share their Send API, differ. */
export interface MessagingRules {
  /** `/facebook` */
  prefix: string
  object: 'page' | 'instagram'
  /** Length of a text, in what the platform counts. */
  maxText: number
  countText(text: string): number
  textTooLong: GraphFailure
  /** Its own, by their ids. */
  stickers?: boolean
  attachmentTypes: readonly string[]
  templateTypes: readonly string[]
  messagingTypes: readonly string[]
  windowClosed: GraphFailure
  noSuchUser: GraphFailure
  blocked: GraphFailure
  /** An id for a message, as the platform spells them. */
  newId(): string
  hasDeliveries: boolean
  /** The webhook field of read receipts. */
  readField: string
  /** Contents of customers that its webhooks cannot carry. */
  unsupported: readonly string[]
  /** What the person sees of an approved template; absent where there are none. */
  utility?: (
    account: Account,
    name: string,
    language: string,
    components: Json | undefined,
  ) => Pick<MessageDraft, 'type' | 'text' | 'buttons'>
  comments: {
    /** Of a comment, where answers to it are made. */
    edge: 'comments' | 'replies'
    maxText: number
    /** The webhook field, and that of comments below a live broadcast. */
    field: string
    liveField: string
    newId(account: Account, postId: string, next: number): string
    /** The post that a customer comments who names none. */
    anyPost(account: Account): string
  }
}
