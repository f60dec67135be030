/** Answers below a comment, which everybody sees: …/graph-api/reference/object/comments, …/ig-comment/replies */
import type { NativeRequest, OutboundContent, OutboundMessage, Rendering } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import { graphPath } from './meta-graph.ts'
import type { CommentRules } from './meta-network.ts'
import { checkFilled, unsupported } from './meta-rules.ts'
import { HOST, refused } from './meta-send.ts'
import { splitText } from './split-text.ts'

export function renderTextComment(message: OutboundMessage, rules: CommentRules): Rendering {
  const { content } = message
  if (content.kind !== 'text') return refuseComment(content, rules, 'a text')
  const error = checkFilled(content.text, { network: rules.network, what: 'a text', path: 'text.text' })
  if (error) return refused(error)
  const parts = splitText(content.text, rules.limit, rules.unit)
  const requests = parts.map((part) => commentRequest(message, rules, { message: part }))
  return { ok: true, requests, losses: [] }
}

export function commentRequest(
  { recipient, replyTo }: OutboundMessage,
  { edge }: CommentRules,
  body: JsonObject,
): NativeRequest {
  const answered = replyTo?.externalId ?? recipient.thread.externalId
  return { method: 'POST', host: HOST, path: graphPath(answered, edge), body }
}

export function refuseComment(
  { kind }: OutboundContent,
  { network }: CommentRules,
  nearest: string,
): Rendering {
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const message = `A comment on ${network} cannot be of the content "${words}": the nearest is ${nearest}.`
  return refused(unsupported(message, kind).error)
}
