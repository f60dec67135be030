import type { OutboundMessage, Rendering } from '../outbound.ts'
import { renderTextComment } from '../shared/meta-comments.ts'
import { renderConversation } from '../shared/meta-send.ts'
import { instagram } from './network.ts'

/** Answers to comments are text alone: …/instagram-platform/instagram-graph-api/reference/ig-comment/replies */
export function render(message: OutboundMessage, account: { externalId: string }): Rendering {
  const isComment = message.recipient.thread.type === 'PUBLIC'
  return isComment
    ? renderTextComment(message, instagram.comment)
    : renderConversation(message, account, instagram)
}
