import type { MediaContent, OutboundMessage, Rendering } from '../outbound.ts'
import type { JsonObject } from '../shared/json.ts'
import { commentRequest, refuseComment, renderTextComment } from '../shared/meta-comments.ts'
import { checkMediaSource } from '../shared/meta-media.ts'
import { given } from '../shared/meta-rules.ts'
import { refused, renderConversation } from '../shared/meta-send.ts'
import { splitText } from '../shared/split-text.ts'
import { messenger } from './network.ts'

export function render(message: OutboundMessage, account: { externalId: string }): Rendering {
  const isComment = message.recipient.thread.type === 'PUBLIC'
  return isComment ? renderComment(message) : renderConversation(message, account, messenger)
}

/** Comments are text, or a picture with or without: …/graph-api/reference/object/comments#publish */
function renderComment(message: OutboundMessage): Rendering {
  const { content } = message
  if (content.kind === 'text') return renderTextComment(message, messenger.comment)
  if (content.kind === 'media' && content.type === 'IMAGE') return renderPicture(message, content)
  return refuseComment(content, messenger.comment, 'a text or a picture')
}

/** What is too long to stand with the picture follows in comments of its own. */
function renderPicture(message: OutboundMessage, content: MediaContent): Rendering {
  const error = checkMediaSource(content, messenger.comment.network)
  if (error) return refused(error)
  const caption = given(content.caption)
  const { limit, unit } = messenger.comment
  const [first, ...others] = caption === undefined ? [] : splitText(caption, limit, unit)
  const bodies = [
    { ...picture(content), ...(first !== undefined && { message: first }) },
    ...others.map(text),
  ]
  return {
    ok: true,
    requests: bodies.map((body) => commentRequest(message, messenger.comment, body)),
    losses: [],
  }
}

function picture({ source }: MediaContent): JsonObject {
  return 'id' in source ? { attachment_id: source.id } : { attachment_url: source.url }
}

function text(message: string): JsonObject {
  return { message }
}
