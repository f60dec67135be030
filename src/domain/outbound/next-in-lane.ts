import type { ChannelError, ErrorClass } from '../../channels/outbound.ts'
import { partReference } from '../../channels/shared/part-reference.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import { isTransient } from '../../infra/database-errors.ts'
import { storableText } from '../text.ts'
import { UserFailure } from '../user-failure.ts'
import { loadAnsweredComment, refusePrivateReply } from './answered-comment.ts'
import type { GivenContent } from './given-content.ts'
import type { Lane } from './lanes.ts'
import type { SendTarget } from './load-target.ts'
import { lockParts, type MessagePart, savePart } from './message-parts.ts'
import { filesOf } from './our-files.ts'
import { type OutboundMessageState, saveOutboundMessage, settleMessage } from './outbound-message.ts'
import { refuseUnsendable } from './refuse-unsendable.ts'
import { type Rendered, renderMessage } from './render-message.ts'
import { loadReplyTarget } from './reply-target.ts'
import { sendabilityOf } from './sendability.ts'

/** What a lane does next. `changed`: a message was settled without a call; look again. */
export type NextInLane =
  | { kind: 'part'; part: MessagePart; message: OutboundMessageState }
  | { kind: 'wait'; until: Date }
  | { kind: 'changed' }
  | { kind: 'empty' }

interface MessageRow extends Row {
  id: string
  delivery_status: string
  outbound_content: GivenContent
  reply_to_id: string | null
  private_reply_to_id: string | null
  sender_type: string
  external_id: string | null
  has_parts: boolean
  /** Another one, of which some parts went out and others did not. */
  begun_id: string | null
}

/** How often a platform that was switched off is looked at again, milliseconds. */
const SWITCHED_OFF_MS = 60_000

interface To {
  target: SendTarget
  canBeFetched: boolean
}

/**
 * The next part of a leased lane: of a message that is not settled, the first part that is not. What an attempt of a
 * dead worker left open is settled first.
 */
export async function nextInLane(
  transaction: Transaction,
  lane: Lane,
  to: To,
  first: MessageRow | undefined,
  now: Date,
): Promise<NextInLane> {
  const { target } = to
  if (target.sendNotBefore && target.sendNotBefore > now) return { kind: 'wait', until: target.sendNotBefore }
  if (!target.facts.isPlatformActive)
    return { kind: 'wait', until: new Date(now.getTime() + SWITCHED_OFF_MS) }
  if (!first) return { kind: 'empty' }
  const row = await begunOr(transaction, lane, first)
  const message: OutboundMessageState = {
    id: row.id,
    platformId: target.platformId,
    conversationId: lane.conversationId,
    externalId: row.external_id,
    deliveryStatus: row.delivery_status,
    parts: row.has_parts ? await lockParts(transaction, lane.projectId, [row.id]) : [],
  }
  if (message.parts.length === 0) return await begin(transaction, lane, to, row, message, now)
  await settleAbandoned(transaction, lane, target, message)
  return nextPart(transaction, lane, message, now)
}

const TO_SEND = `SELECT id, delivery_status, outbound_content, reply_to_id, private_reply_to_id, sender_type, external_id,
    EXISTS (SELECT FROM message_parts p WHERE p.project_id = $1 AND p.message_id = m.id) AS has_parts,
    (SELECT o.id FROM messages o WHERE o.project_id = $1 AND o.conversation_id = $2
       AND o.delivery_status = 'SENDING' AND o.part_count > 1 AND o.id <> m.id LIMIT 1) AS begun_id
  FROM messages m WHERE project_id = $1 AND conversation_id = $2 AND delivery_status IN ('QUEUED', 'SENDING')`

/** The oldest message of a lane that is to be sent, locked. */
export async function lockNextMessage(
  transaction: Transaction,
  { projectId, conversationId }: Lane,
): Promise<MessageRow | undefined> {
  const [row] = await transaction.query<MessageRow>({
    name: 'next-in-lane',
    text: `${TO_SEND} ORDER BY sequence LIMIT 1 FOR UPDATE OF m`,
    values: [projectId, conversationId],
  })
  return row
}

/** What was planned before it, or is sent again, does not go out between the parts of a message. */
async function begunOr(
  transaction: Transaction,
  { projectId, conversationId }: Lane,
  first: MessageRow,
): Promise<MessageRow> {
  if (first.begun_id === null) return first
  const [begun] = await transaction.query<MessageRow>({
    name: 'begun-in-lane',
    text: `${TO_SEND} AND id = $3 FOR UPDATE OF m`,
    values: [projectId, conversationId, first.begun_id],
  })
  return begun ?? first
}

const CLASSES: Readonly<Record<string, ErrorClass>> = {
  WINDOW_CLOSED: 'WINDOW_CLOSED',
  RECIPIENT_UNAVAILABLE: 'RECIPIENT_UNAVAILABLE',
  PLATFORM_UNAVAILABLE: 'PERMISSION',
}

/** A message that cannot even be rendered must not keep those behind it waiting for ever. */
function refusalOf(failure: unknown): Pick<ChannelError, 'class' | 'code' | 'message'> {
  const message = failure instanceof Error ? failure.message : String(failure)
  const code = failure instanceof UserFailure ? failure.code : 'UNRENDERABLE'
  return { class: CLASSES[code] ?? 'INVALID_REQUEST', code, message: storableText(message) }
}

/** Rendered when it is sent and not before: a token for a free answer lives a minute, and windows close. */
async function begin(
  transaction: Transaction,
  lane: Lane,
  to: To,
  row: MessageRow,
  message: OutboundMessageState,
  now: Date,
): Promise<NextInLane> {
  try {
    const rendered = await renderNow(transaction, lane, to, row, now)
    message.parts = rendered.requests.map((request, position) => ({
      messageId: row.id,
      position,
      reference: partReference(row.id, position),
      request,
      status: 'QUEUED' as const,
      externalIds: [],
      tries: 0,
      notBefore: null,
      createdAt: now,
    }))
    insertParts(transaction, lane, message)
    return nextPart(transaction, lane, message, now)
  } catch (failure) {
    if (isTransient(failure)) throw failure
    settleMessage(message, 'FAILED', refusalOf(failure))
    await saveOutboundMessage(transaction, lane.projectId, message)
    return { kind: 'changed' }
  }
}

async function renderNow(
  transaction: Transaction,
  lane: Lane,
  { target, canBeFetched }: To,
  row: MessageRow,
  now: Date,
): Promise<Rendered> {
  if (row.private_reply_to_id !== null)
    return await renderPrivateReply(
      transaction,
      lane,
      { target, canBeFetched },
      row,
      row.private_reply_to_id,
      now,
    )
  const byPerson = row.sender_type === 'HUMAN'
  const sendability = sendabilityOf(
    target.channel,
    { ...target.facts, byPerson, hasReplyToken: target.replyToken !== null },
    now,
  )
  refuseUnsendable(sendability, row.outbound_content)
  const replyTo = await loadReplyTarget(transaction, lane.projectId, lane.conversationId, row.reply_to_id)
  const files = await filesOf(transaction, lane.projectId, row.outbound_content)
  const replyToken = target.replyToken?.token
  if (target.replyToken) spendToken(transaction, lane.projectId, target.replyToken.messageId)
  return renderMessage(target, {
    content: row.outbound_content,
    files,
    canBeFetched,
    reference: row.id,
    ...(replyTo && { replyTo }),
    replyToken,
    humanAgent: sendability.requires === 'HUMAN_AGENT',
  })
}

/** Has a window of its own, which the comment opened. */
async function renderPrivateReply(
  transaction: Transaction,
  { projectId }: Lane,
  { target, canBeFetched }: To,
  row: MessageRow,
  commentId: string,
  now: Date,
): Promise<Rendered> {
  const comment = await loadAnsweredComment(transaction, projectId, commentId)
  refusePrivateReply(target, comment, now)
  return renderMessage(target, {
    content: row.outbound_content,
    files: await filesOf(transaction, projectId, row.outbound_content),
    canBeFetched,
    reference: row.id,
    privateReplyTo: comment.written,
  })
}

/** Good for one answer: taken away before it is used, so that nobody uses it twice. */
function spendToken(transaction: Transaction, projectId: string, messageId: string): void {
  transaction.write({
    name: 'spend-reply-token',
    text: `UPDATE messages SET tokens = tokens - 'reply' WHERE project_id = $1 AND id = $2`,
    values: [projectId, messageId],
  })
}

function insertParts(
  transaction: Transaction,
  { projectId, conversationId }: Lane,
  { id, platformId, parts }: OutboundMessageState,
): void {
  transaction.write({
    name: 'insert-parts',
    text: `INSERT INTO message_parts (project_id, message_id, position, platform_id, conversation_id, reference, request, created_at)
           SELECT $1, $2, p.position, $3, $4, p.reference, p.request, p.created_at
           FROM json_to_recordset($5) AS p (position int, reference uuid, request jsonb, created_at timestamptz)`,
    values: [
      projectId,
      id,
      platformId,
      conversationId,
      JSON.stringify(parts.map((part) => ({ ...part, created_at: part.createdAt }))),
    ],
  })
  transaction.write({
    name: 'count-parts',
    text: 'UPDATE messages SET part_count = $3 WHERE project_id = $1 AND id = $2 AND part_count <> $3',
    values: [projectId, id, Math.max(1, parts.length)],
  })
}

/**
 * Whoever made an open attempt is dead or has lost the lane, and nobody knows what the network heard. What the
 * network takes once however often it is sent goes out again; anything else stays UNCONFIRMED.
 */
async function settleAbandoned(
  transaction: Transaction,
  { projectId }: Lane,
  { channel }: SendTarget,
  message: OutboundMessageState,
): Promise<void> {
  const open = message.parts.filter((part) => part.status === 'SENDING')
  if (open.length === 0) return
  transaction.write({
    name: 'abandon-attempts',
    text: `UPDATE send_attempts SET outcome = 'UNKNOWN', finished_at = now(), error = 'the worker that made the call is gone'
           WHERE project_id = $1 AND message_id = $2 AND kind = 'SEND' AND outcome IS NULL`,
    values: [projectId, message.id],
  })
  for (const part of open) {
    part.status = channel.outbound?.repeatable(part.request) ? 'QUEUED' : 'UNCONFIRMED'
    savePart(transaction, projectId, part)
  }
}

async function nextPart(
  transaction: Transaction,
  { projectId }: Lane,
  message: OutboundMessageState,
  now: Date,
): Promise<NextInLane> {
  const unknown = message.parts.some((part) => part.status === 'UNCONFIRMED')
  const part = unknown ? undefined : message.parts.find((one) => one.status === 'QUEUED')
  if (part?.notBefore && part.notBefore > now) return { kind: 'wait', until: part.notBefore }
  if (part) return { kind: 'part', part, message }
  settleMessage(message)
  await saveOutboundMessage(transaction, projectId, message)
  return { kind: 'changed' }
}
