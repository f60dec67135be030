import { createHash } from 'node:crypto'
import { isObject } from '../../../json.ts'
import { type JsonObject, perAccount } from '../../../network.ts'
import { refuse, refuseNode, refuseParameter } from '../errors.ts'
import type { GraphRequest } from '../routes.ts'
import type { MessagingRules } from './rules.ts'

export interface Recipient {
  customerId: string
  /** The comment or post that is answered in private. */
  privately: string | null
}

const MAX_AGE_MS = 7 * 86_400_000

const answeredOf = perAccount(() => new Set<string>())

/** For `describe`, which refuses nothing. */
export function recipientId(body: JsonObject): string | undefined {
  const id = isObject(body.recipient) ? body.recipient.id : undefined
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}

export function recipientOf(
  { account, world }: GraphRequest,
  body: JsonObject,
  rules: MessagingRules,
): Recipient {
  const { recipient } = body
  if (!isObject(recipient)) refuseParameter('The parameter recipient is required')
  const id = recipientId(body)
  const about = recipient.comment_id ?? recipient.post_id
  if (id !== undefined) {
    if (!/^\d{5,25}$/.test(id)) refuse(rules.noSuchUser)
    return { customerId: id, privately: null }
  }
  if (typeof about !== 'string') refuseParameter('Param recipient must name an id, a comment_id or a post_id')
  const comment = world.findMessage(account, about)
  if (comment?.message.deleted) refuseNode(about, 'POST')
  if (comment) {
    const { conversation, message } = comment
    return { customerId: message.privateId ?? conversation.customer.id, privately: about }
  }
  // Nobody here wrote it: one made-up person for each.
  const digits = BigInt(`0x${createHash('sha256').update(about).digest('hex').slice(0, 13)}`)
  return { customerId: `8${digits.toString().padStart(15, '0')}`, privately: about }
}

/** A comment or post takes, within a week, one private answer. …/messenger-platform/discovery/private-replies */
export function checkPrivateReply(
  { account, world }: GraphRequest,
  about: string,
  rules: MessagingRules,
): void {
  const comment = world.findMessage(account, about)?.message
  if (comment?.direction === 'OUT' || comment?.broadcast === 'over')
    refuse({ code: 10903, message: '(#10903) This user cant reply to this activity' })
  if (comment && world.now() - comment.at > MAX_AGE_MS) refuse(rules.windowClosed)
  const answered = answeredOf(account)
  if (answered.has(about)) refuse({ code: 10900, message: '(#10900) Activity already replied to' })
  answered.add(about)
}
