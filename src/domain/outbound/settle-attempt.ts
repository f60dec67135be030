import type { Channel } from '../../channels/channel.ts'
import type { ChannelError, NativeRequest, SendResult } from '../../channels/outbound.ts'
import type { Transaction } from '../../infra/database.ts'
import type { Queue } from '../../jobs/queue.ts'
import { logChanges } from '../changes/log-changes.ts'
import { takeTurn } from '../inbound/take-turn.ts'
import { storableText } from '../text.ts'
import type { CallResult } from './call-network.ts'
import { claimExternalIds } from './claim-external-ids.ts'
import { isToBeGivenAgain } from './give-again.ts'
import { type KnownRecipient, knowRecipient } from './know-recipient.ts'
import { closeLane, holdLane, type Lane, openLaneOf } from './lanes.ts'
import type { SendTarget } from './load-target.ts'
import { lockParts, type MessagePart, savePart } from './message-parts.ts'
import { rememberNetworkFile } from './network-files.ts'
import { notePlatformFailure, noteRecipientGone, pausePlatform } from './note-failure.ts'
import { type OutboundMessageState, saveOutboundMessage, settleMessage } from './outbound-message.ts'
import { planRetry } from './plan-retry.ts'
import { asGiven, type Prepared } from './prepare-part.ts'

/** Percent of an account's budget, as networks tell in their headers. */
const NEARLY_USED_UP = 95
const REST_MS = 60_000

export interface SettledAttempt {
  attemptId: string
  part: MessagePart
  message: OutboundMessageState
  call: CallResult
  result: SendResult
  prepared: Extract<Prepared, { kind: 'ready' }>
}

/** What the network said, as the channel reads it; a call that got no answer is read here. */
export function readResult(channel: Channel, request: NativeRequest, call: CallResult): SendResult {
  if (call.kind === 'answered' && channel.outbound) return channel.outbound.read(call.response, request)
  return { ok: false, error: unanswered(call) }
}

export function unanswered(call: CallResult): ChannelError {
  return {
    class: 'TRANSIENT',
    code: call.kind === 'unsent' ? 'UNSENT' : 'NO_ANSWER',
    message: call.kind === 'answered' ? 'the channel cannot send' : call.reason,
    mayBeAccepted: call.kind === 'lost',
  }
}

/**
 * Writes down what came of an attempt, and what follows for the part, its message, its platform and its lane, which is
 * closed behind the last.
 */
export async function settleAttempt(
  transaction: Transaction,
  queue: Queue,
  { lane, owner }: { lane: Lane; owner: string },
  target: SendTarget,
  attempt: SettledAttempt,
  now: Date,
): Promise<{ isLaneClosed: boolean }> {
  const { projectId } = lane
  // Of its own: where this transaction is lost, the next try begins from the same.
  const settled = { ...attempt, message: { ...attempt.message } }
  const recipientId = strangeRecipient(settled, target)
  if (recipientId !== undefined) takeTurn(transaction, projectId)
  finishAttempt(transaction, projectId, settled)
  const { message, result } = settled
  // In the order in which inbound batches lock: refs, conversations, the lane, messages, parts.
  const claimed = result.ok
    ? claimExternalIds(transaction, queue, projectId, message, result.externalIds)
    : undefined
  if (recipientId !== undefined) await claimed
  const found =
    recipientId === undefined ? null : await knowRecipient(transaction, projectId, message, recipientId)
  if (found) message.conversationId = found.conversationId
  const [isOurs, hasOthers, parts] = await Promise.all([
    holdLane(transaction, lane, owner),
    lockAmongOthers(transaction, lane, message.id),
    lockParts(transaction, projectId, [message.id]),
    claimed,
  ])
  // An echo or a status may have told more meanwhile.
  message.parts = parts
  const part = parts.find((one) => one.position === settled.part.position)
  if (!part) return { isLaneClosed: false }
  if (result.ok) {
    accept(transaction, lane, target, message, part, result)
    keepFile(transaction, projectId, target, settled)
  } else if (part.status === 'SENDING' || part.status === 'UNCONFIRMED')
    await refuse(transaction, lane, target, settled, part, result.error, now)
  else settleMessage(message)
  heedUsage(transaction, projectId, target, settled.call, now)
  const goesOn = message.deliveryStatus === 'QUEUED' || message.deliveryStatus === 'SENDING'
  const isLaneClosed = isOurs && !goesOn && !hasOthers
  if (isLaneClosed) closeLane(transaction, lane, owner)
  // Whoever took us for dead may have closed it since.
  else if (goesOn && !isOurs) openLaneOf(transaction, projectId, message.id, now)
  if (found) await tellMoved(transaction, projectId, message.platformId, found)
  await saveOutboundMessage(transaction, projectId, message)
  return { isLaneClosed }
}

/**
 * Locks the message and tells whether the lane has others to send. Asked after the lane was locked: what is stored
 * later opens it again.
 */
async function lockAmongOthers(
  transaction: Transaction,
  { projectId, conversationId }: Lane,
  id: string,
): Promise<boolean> {
  const [row] = await transaction.query<{ others: boolean }>({
    name: 'lock-among-others',
    text: `SELECT EXISTS (SELECT FROM messages o WHERE o.project_id = $1 AND o.conversation_id = $2
             AND o.delivery_status IN ('QUEUED', 'SENDING') AND o.id <> $3) AS others
           FROM messages WHERE project_id = $1 AND id = $3 FOR UPDATE`,
    values: [projectId, conversationId, id],
  })
  return row?.others === true
}

/** Who got a private answer, where that is not whom it was meant for by the name that we have. */
function strangeRecipient({ result }: SettledAttempt, { recipient }: SendTarget): string | undefined {
  const told = result.ok ? result.recipientId : undefined
  return told === recipient.customerId ? undefined : told
}

async function tellMoved(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  { conversationId, movedIds }: KnownRecipient,
): Promise<void> {
  const place = { platformId, conversationId }
  await logChanges(transaction, projectId, [
    ...movedIds.map((subjectId) => ({ kind: 'MESSAGE_UPDATED' as const, subjectId, ...place })),
    { kind: 'CONVERSATION_UPDATED', subjectId: conversationId, ...place },
  ])
}

async function refuse(
  transaction: Transaction,
  lane: Lane,
  target: SendTarget,
  { attemptId, message, prepared: { usedIds } }: SettledAttempt,
  part: MessagePart,
  error: ChannelError,
  now: Date,
): Promise<void> {
  const { projectId } = lane
  const refusal = { error, usedIds, attemptId }
  if (await isToBeGivenAgain(transaction, projectId, target, part, refusal)) {
    part.status = 'QUEUED'
    savePart(transaction, projectId, part)
    return settleMessage(message, undefined, toldOf(error))
  }
  follow(transaction, lane, target, message, part, error, now)
}

/** What the network calls a file that went with the send: the next one names it so. */
function keepFile(
  transaction: Transaction,
  projectId: string,
  { channel, platformId }: SendTarget,
  { call, prepared: { request, attached } }: SettledAttempt,
): void {
  if (!attached || call.kind !== 'answered') return
  const externalId = channel.files?.kept?.(call.response, request)
  if (externalId) rememberNetworkFile(transaction, projectId, platformId, asGiven(attached), externalId, null)
}

/** Nearly used up: the account rests before the network makes it. */
function heedUsage(
  transaction: Transaction,
  projectId: string,
  { channel, platformId }: SendTarget,
  call: CallResult,
  now: Date,
): void {
  const usage = call.kind === 'answered' ? channel.outbound?.usage?.(call.response) : null
  if (!usage || usage.percent < NEARLY_USED_UP) return
  const restMs = usage.regainMs ?? REST_MS
  pausePlatform(transaction, projectId, platformId, new Date(now.getTime() + restMs))
}

export function lockMessage(transaction: Transaction, projectId: string, id: string): void {
  transaction.write({
    name: 'lock-message',
    text: 'SELECT FROM messages WHERE project_id = $1 AND id = $2 FOR UPDATE',
    values: [projectId, id],
  })
}

export function finishAttempt(
  transaction: Transaction,
  projectId: string,
  { attemptId, call, result }: Pick<SettledAttempt, 'attemptId' | 'call' | 'result'>,
): void {
  const error = result.ok ? null : result.error
  const outcome = result.ok ? 'ACCEPTED' : error?.mayBeAccepted ? 'UNKNOWN' : 'REFUSED'
  transaction.write({
    name: 'finish-attempt',
    text: `UPDATE send_attempts SET outcome = $3, finished_at = now(), status = $4, error_class = $5, error_code = $6, error = $7
           WHERE project_id = $1 AND id = $2`,
    values: [
      projectId,
      attemptId,
      outcome,
      call.kind === 'answered' ? call.response.status : null,
      error?.class ?? null,
      error?.code ?? null,
      error ? storableText(error.message) : null,
    ],
  })
}

function accept(
  transaction: Transaction,
  lane: Lane,
  target: SendTarget,
  message: OutboundMessageState,
  part: MessagePart,
  result: Extract<SendResult, { ok: true }>,
): void {
  part.externalIds = [...new Set([...part.externalIds, ...result.externalIds])]
  if (['SENDING', 'UNCONFIRMED', 'QUEUED'].includes(part.status)) part.status = 'SENT'
  savePart(transaction, lane.projectId, part, result.usage)
  // More parts: the message stays on its way.
  settleMessage(message)
  if (target.connectionStatus === 'ERROR') notePlatformFailure(transaction, lane.projectId, message, null)
}

/** What a refusal leads to for the part and its message. */
export function follow(
  transaction: Transaction,
  lane: Lane,
  target: SendTarget,
  message: OutboundMessageState,
  part: MessagePart,
  error: ChannelError,
  now: Date,
): void {
  const { projectId } = lane
  const { outbound } = target.channel
  const plan = planRetry(
    error,
    {
      tries: part.tries,
      mostTries: outbound?.tries ?? 1,
      isRepeatable: outbound?.repeatable(part.request) ?? false,
      ageMs: now.getTime() - part.createdAt.getTime(),
    },
    Math.random(),
  )
  const told = toldOf(error)
  if (plan.next === 'WITHOUT_TOKEN') {
    transaction.write({
      name: 'forget-parts',
      text: 'DELETE FROM message_parts WHERE project_id = $1 AND message_id = $2',
      values: [projectId, message.id],
    })
    settleMessage(message, 'QUEUED', told)
    return
  }
  if (plan.next === 'RETRY') {
    part.status = 'QUEUED'
    part.tries += plan.countsAsTry ? 1 : 0
    part.notBefore = new Date(now.getTime() + plan.afterMs)
    if (error.class === 'RATE_LIMITED' && error.scope !== 'RECIPIENT')
      pausePlatform(transaction, projectId, target.platformId, part.notBefore)
  } else part.status = plan.next === 'UNCONFIRMED' ? 'UNCONFIRMED' : 'FAILED'
  savePart(transaction, projectId, part)
  if (part.status === 'FAILED') cancelRest(transaction, projectId, message)
  settleMessage(message, undefined, told)
  if (error.class === 'AUTH_EXPIRED' || error.class === 'PERMISSION')
    notePlatformFailure(transaction, projectId, message, error)
  if (error.class === 'RECIPIENT_UNAVAILABLE') noteRecipientGone(transaction, projectId, target)
}

function toldOf({ class: name, code, message }: ChannelError): OutboundMessageState['error'] {
  return { class: name, code, message: storableText(message) }
}

/** The rest of a message makes no sense without the part that failed. */
function cancelRest(transaction: Transaction, projectId: string, message: OutboundMessageState): void {
  for (const part of message.parts) {
    if (part.status !== 'QUEUED') continue
    part.status = 'CANCELLED'
    savePart(transaction, projectId, part)
  }
}
