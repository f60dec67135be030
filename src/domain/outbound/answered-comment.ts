import type { Channel } from '../../channels/channel.ts'
import type { PrivateReplyRules, PublicMessage } from '../../channels/comments.ts'
import type { Json } from '../../channels/inbound.ts'
import { channelOf } from '../../channels/index.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import type { SendTarget } from './load-target.ts'
import {
  AlreadyReplied,
  NotFound,
  PlatformUnavailable,
  RecipientUnavailable,
  UnsupportedAction,
  WindowClosed,
  WrongState,
} from './sending-failures.ts'

/** A comment as its private answer needs to know it. */
export interface AnsweredComment {
  id: string
  platformId: string
  channel: Channel
  written: PublicMessage
  writtenAt: Date
  /** Null where the network hides who wrote it. */
  author: { externalId: string; name: string | null } | null
}

interface CommentRow extends Row {
  platform_id: string
  network: string
  external_id: string | null
  direction: string
  visibility: string
  data: { [key: string]: Json }
  ordered_at: Date
  sender_external_id: string | null
  sender_name: string | null
  thread_type: string
}

const PATH = ['input', 'messageId']

/** Throws NotFound, and WrongState for what is no comment of a customer or is gone. */
export async function loadAnsweredComment(
  transaction: Transaction,
  projectId: string,
  id: string,
): Promise<AnsweredComment> {
  const [row] = await transaction.query<CommentRow>({
    name: 'load-answered-comment',
    text: `SELECT m.platform_id, p.type AS network, m.external_id, m.direction, m.visibility, m.data, m.ordered_at,
                  m.sender_external_id, m.sender_name, c.type AS thread_type
           FROM messages m JOIN conversations c ON c.project_id = m.project_id AND c.id = m.conversation_id
             JOIN platforms p ON p.project_id = m.project_id AND p.id = m.platform_id
           WHERE m.project_id = $1 AND m.id = $2`,
    values: [projectId, id],
  })
  const channel = row && channelOf(row.network)
  if (!row || !channel) throw new NotFound('message', PATH)
  if (!channel.outbound?.privateReplies)
    throw new UnsupportedAction(`${channel.name} has no private answers to comments.`)
  if (row.thread_type !== 'PUBLIC' || row.direction !== 'INBOUND' || row.external_id === null)
    throw new WrongState('Only what a customer wrote in public can be answered in private.')
  if (row.visibility === 'DELETED') throw new WrongState('The comment was deleted.')
  return {
    id,
    platformId: row.platform_id,
    channel,
    written: { externalId: row.external_id, data: row.data },
    writtenAt: row.ordered_at,
    author:
      row.sender_external_id === null ? null : { externalId: row.sender_external_id, name: row.sender_name },
  }
}

/** Throws why the comment cannot be answered in private now, before the network does. */
export function refusePrivateReply(
  { facts }: Pick<SendTarget, 'facts'>,
  { channel, written, writtenAt }: AnsweredComment,
  now: Date,
): void {
  const rules = rulesOf(channel, written)
  if (!facts.isPlatformActive)
    throw new PlatformUnavailable('The platform is switched off: switch it on to send.')
  if (!facts.isReachable)
    throw new RecipientUnavailable('The customer has blocked or left the account.', PATH)
  const closedAt = new Date(writtenAt.getTime() + rules.windowMs)
  if (now < closedAt) return
  const days = rules.windowMs / 86_400_000
  throw new WindowClosed(
    `${channel.name} takes a private answer to a comment for ${days} days; that window closed at ${closedAt.toISOString()}. Answer it in public.`,
    PATH,
  )
}

/** The network's rules for private answers. Throws UnsupportedAction where it has none for this. */
export function rulesOf({ name, outbound }: Channel, written: PublicMessage): PrivateReplyRules {
  const rules = outbound?.privateReplies
  if (!rules) throw new UnsupportedAction(`${name} has no private answers to comments.`)
  const refusal = rules.refuses(written)
  if (refusal !== null) throw new UnsupportedAction(refusal)
  return rules
}

/**
 * Makes a message the one private answer of a comment. Whoever comes second waits for the first one's commit. One
 * that is known not to have been sent, and was given up, makes way. Throws AlreadyReplied.
 */
export async function claimComment(
  transaction: Transaction,
  projectId: string,
  commentId: string,
  messageId: string,
): Promise<void> {
  const rows = await transaction.query<{ message_id: string }>({
    name: 'claim-comment',
    text: `INSERT INTO private_replies AS r (project_id, comment_id, message_id) VALUES ($1, $2, $3)
           ON CONFLICT (project_id, comment_id) DO UPDATE SET message_id = excluded.message_id
             WHERE EXISTS (SELECT FROM messages m WHERE m.project_id = $1 AND m.id = r.message_id
                             AND m.delivery_status IN ('FAILED', 'CANCELLED'))
           RETURNING message_id`,
    values: [projectId, commentId, messageId],
  })
  if (rows.length === 0) throw new AlreadyReplied()
}

/** Whether a message is still the private answer of its comment, or answers none. */
export async function keepsItsComment(
  transaction: Transaction,
  projectId: string,
  { id, privateReplyToId }: { id: string; privateReplyToId: string | null },
): Promise<boolean> {
  if (privateReplyToId === null) return true
  const rows = await transaction.query<{ message_id: string }>({
    name: 'keeps-its-comment',
    text: 'SELECT message_id FROM private_replies WHERE project_id = $1 AND comment_id = $2 AND message_id = $3',
    values: [projectId, privateReplyToId, id],
  })
  return rows.length > 0
}
