/** What customers write in public, and its one answer in private. */
import type { Json } from './inbound.ts'

/** A comment or post of a customer. */
export interface PublicMessage {
  externalId: string
  /** As its reading kept it: the parts that are not text. */
  data: { [key: string]: Json }
}

export interface PrivateReplyRules {
  /** How long after it was written, milliseconds. */
  windowMs: number
  /** Why this one cannot be answered in private, for the person who tries; null where it can. */
  refuses(message: PublicMessage): string | null
}
