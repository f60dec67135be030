/** The two networks that the Send API serves, in what they differ: …/messenger-platform/reference/send-api */
import type { MediaContent, TemplateContent } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import type { Refusal } from './meta-rules.ts'
import type { TextUnit } from './split-text.ts'

export interface TextLimit {
  limit: number
  unit: TextUnit
}

export interface CommentRules extends TextLimit {
  /** Where comments stand, as people write it. */
  network: string
  /** The edge of a comment to which answers are added. */
  edge: string
}

export interface MetaNetwork {
  /** As people write it: refusals and losses name it. */
  name: string
  text: TextLimit
  comment: CommentRules
  callButtons: boolean
  /** Pictures beside quick replies. */
  replyPictures: boolean
  /** A message can quote another. */
  quotes: boolean
  /** What we attach to a message comes back with its echo. */
  metadata: boolean
  media(content: MediaContent): Draft
  template(content: TemplateContent): Draft
}

/** The `message` objects that a content becomes, not addressed yet, and what they cannot show; or why there are none. */
export type Draft = { messages: JsonObject[]; losses: string[] } | Refusal
