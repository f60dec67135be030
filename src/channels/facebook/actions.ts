import type { NativeRequest, OutboundContent, Recipient, Rendering, Target } from '../outbound.ts'
import { isPublic, reactToMessage } from '../shared/meta-actions.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { checkFilled, checkLength, unsupported } from '../shared/meta-rules.ts'
import { HOST, refused } from '../shared/meta-send.ts'
import { unsupported as refusal } from '../shared/refusal.ts'
import { messenger } from './network.ts'

/** The page's own comments, and only their text: messages that were sent stay. …/graph-api/reference/comment#updating */
export function edit(recipient: Recipient, { externalId }: Target, content: OutboundContent): Rendering {
  if (!isPublic(recipient))
    return refused(
      unsupported('Messenger cannot change a message that was sent: the nearest is another one.').error,
    )
  if (content.kind !== 'text')
    return refused(unsupported('Only the text of a comment on Facebook can be changed.', content.kind).error)
  const field = { network: messenger.comment.network, what: 'the text of a comment', path: 'text.text' }
  const error = checkFilled(content.text, field) ?? checkLength(content.text, messenger.comment.limit, field)
  if (error) return refused(error)
  const body = { message: content.text }
  return {
    ok: true,
    requests: [{ method: 'POST', host: HOST, path: graphPath(externalId), body }],
    losses: [],
  }
}

const LIKE = '👍'

/** A page has but the like: to make it of an angry face would be the opposite of what was meant. …/object/likes */
export function react(
  recipient: Recipient,
  target: Target,
  emoji: string | null,
  account: { externalId: string },
): NativeRequest | null {
  if (!isPublic(recipient)) return reactToMessage(recipient, target, emoji, account)
  if (emoji !== null && emoji !== LIKE)
    throw refusal(`A page on Facebook can only like a comment, by the emoji ${LIKE}.`)
  const method = emoji === null ? 'DELETE' : 'POST'
  return { method, host: HOST, path: graphPath(target.externalId, 'likes') }
}

/** …/graph-api/reference/comment#updating */
export function hide(recipient: Recipient, { externalId }: Target, hidden: boolean): NativeRequest | null {
  if (!isPublic(recipient)) return null
  return { method: 'POST', host: HOST, path: graphPath(externalId), body: { is_hidden: hidden } }
}
