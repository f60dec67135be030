import type { Transaction } from '../../infra/database.ts'
import { unlessDeadlocked } from '../../infra/database-errors.ts'
import { newId } from '../../infra/uuid.ts'
import type { Principal } from '../access/principal.ts'
import { logChanges } from '../changes/log-changes.ts'
import { saveConversations } from '../conversations/advance-conversation.ts'
import { lockConversation } from '../conversations/lock-conversation.ts'
import type { LockedConversation } from '../conversations/locked-conversation.ts'
import { countMessages, countNewConversations } from '../inbound/count-batch.ts'
import { storeMessages } from '../messages/store-messages.ts'
import { MetricDeltas } from '../metrics/count-metrics.ts'
import { type ResolvedContent, resolveContent, type WrittenContent } from '../templates/resolve-content.ts'
import { InvalidInput } from '../user-failure.ts'
import { claimKey } from './idempotency.ts'
import { openLane } from './lanes.ts'
import { loadTarget, type SendTarget } from './load-target.ts'
import { type OurFiles, takeFilesOf } from './our-files.ts'
import { refuseUnsendable } from './refuse-unsendable.ts'
import { renderMessage } from './render-message.ts'
import { loadReplyTarget, type ReplyTarget } from './reply-target.ts'
import { sendabilityOf } from './sendability.ts'
import type { SendingDependencies } from './sending-dependencies.ts'
import { NotFound } from './sending-failures.ts'
import { storedContent } from './stored-content.ts'

export interface SendInput {
  conversationId: string
  content: WrittenContent
  replyToId: string | null
  idempotencyKey: string | null
  sendAt: Date | null
}

/** Further away than this a plan is no message. */
const LONGEST_AHEAD_MS = 366 * 86_400_000

/**
 * Stores a message to be sent: row, lane and job in one transaction. Nothing is called here. Returns its id; with
 * a key that was used before for the same input, the id of the former message.
 */
export async function sendMessage(
  deps: SendingDependencies,
  principal: Principal,
  input: SendInput,
): Promise<string> {
  const { projectId } = principal
  const now = deps.clock.now()
  const id = newId()
  const stored = await unlessDeadlocked(() =>
    deps.database.worker(async (transaction) => {
      if (input.idempotencyKey !== null) {
        const { idempotencyKey, ...rest } = input
        const claimed = await claimKey(
          transaction,
          projectId,
          idempotencyKey,
          { name: 'sendMessage', ...rest },
          id,
        )
        if (!claimed.isNew) return { id: claimed.resultId, isNew: false, isDue: false }
      }
      checkSendAt(input.sendAt, now)
      await store(transaction, deps, principal, id, input, now)
      return { id, isNew: true, isDue: input.sendAt === null }
    }),
  )
  if (stored.isNew) deps.wakeUps.wake(projectId)
  if (stored.isDue) deps.deliverSoon?.({ projectId, conversationId: input.conversationId })
  return stored.id
}

function checkSendAt(sendAt: Date | null, now: Date): void {
  if (!sendAt) return
  const path = ['input', 'sendAt']
  if (sendAt <= now) throw new InvalidInput('sendAt must lie in the future; leave it out to send now', path)
  if (sendAt.getTime() - now.getTime() > LONGEST_AHEAD_MS)
    throw new InvalidInput('sendAt must be within a year', path)
}

async function store(
  transaction: Transaction,
  deps: SendingDependencies,
  principal: Principal,
  id: string,
  input: SendInput,
  now: Date,
): Promise<void> {
  const { projectId } = principal
  const { conversationId } = input
  const files =
    input.content.kind === 'storedTemplate'
      ? new Map()
      : await takeFilesOf(transaction, projectId, input.content)
  const [conversation, target] = await Promise.all([
    lockConversation(transaction, projectId, conversationId),
    loadTarget(transaction, projectId, conversationId, now),
  ])
  if (!conversation || !target) throw new NotFound('conversation', ['input', 'conversationId'])
  const replyTo = await loadReplyTarget(transaction, projectId, conversationId, input.replyToId)
  const resolved = await resolveContent(transaction, projectId, target, input.content)
  // A scheduled message is judged by the window when it is due: the customer may write again until then.
  const sendability = sendabilityOf(
    target.channel,
    { ...target.facts, byPerson: true, hasReplyToken: target.replyToken !== null },
    now,
  )
  if (input.sendAt === null) refuseUnsendable(sendability, resolved.content)
  renderMessage(target, {
    content: resolved.content,
    files,
    canBeFetched: deps.links.canBeFetched,
    reference: id,
    ...(replyTo && { replyTo }),
    humanAgent: sendability.requires === 'HUMAN_AGENT',
  })
  await storeOutbound(transaction, deps, {
    principal,
    id,
    input,
    resolved,
    now,
    conversation,
    target,
    replyTo,
    files,
  })
}

export interface Storing {
  principal: Principal
  id: string
  input: Pick<SendInput, 'sendAt'>
  resolved: ResolvedContent
  now: Date
  conversation: LockedConversation
  target: SendTarget
  replyTo: ReplyTarget | null
  /** The comment that it answers in private. */
  privateReplyToId?: string
  files: OurFiles
}

export async function storeOutbound(
  transaction: Transaction,
  deps: SendingDependencies,
  storing: Storing,
): Promise<void> {
  const { principal, id, input, resolved, now, conversation, target, replyTo, files } = storing
  const { projectId } = principal
  const isScheduled = input.sendAt !== null
  // Whoever sends into a conversation of the AI takes it over.
  conversation.assignmentType = 'HUMAN'
  conversation.isChanged = true
  const stored = await storeMessages(
    transaction,
    projectId,
    [
      {
        id,
        conversation,
        eventId: null,
        externalId: null,
        direction: 'OUTBOUND',
        senderType: 'HUMAN',
        senderName: principal.name,
        senderExternalId: null,
        identityId: null,
        content: storedContent(resolved.content, files),
        deliveryStatus: isScheduled ? 'SCHEDULED' : 'QUEUED',
        replyToExternalId: replyTo?.externalId ?? null,
        replyToId: replyTo?.id ?? null,
        privateReplyToId: storing.privateReplyToId ?? null,
        isForwarded: false,
        referral: null,
        clientReference: id,
        platformTimestamp: null,
        receivedAt: null,
        sentAt: null,
        deliveredAt: null,
        readAt: null,
        tokens: null,
        sendAt: input.sendAt,
        outboundContent: resolved.content,
      },
    ],
    now,
  )
  if (resolved.templateId !== null) noteTemplate(transaction, projectId, id, resolved.templateId)
  await saveConversations(transaction, projectId, [conversation])
  const metrics = new MetricDeltas()
  if (!isScheduled) {
    countMessages(metrics, stored, () => target.timeZone)
    countNewConversations(metrics, [conversation], () => target.timeZone, now)
    openLane(transaction, { projectId, conversationId: conversation.id, platformId: target.platformId }, now)
    if (!deps.deliverSoon)
      transaction.write(
        await deps.queue.statement('deliver-lane', [{ projectId, conversationId: conversation.id }]),
      )
  }
  await metrics.save(transaction, projectId)
  await logChanges(transaction, projectId, [
    { kind: 'MESSAGE_ADDED', subjectId: id, platformId: target.platformId, conversationId: conversation.id },
    {
      kind: 'CONVERSATION_UPDATED',
      subjectId: conversation.id,
      platformId: target.platformId,
      conversationId: conversation.id,
    },
  ])
}

function noteTemplate(transaction: Transaction, projectId: string, id: string, templateId: string): void {
  transaction.write({
    name: 'note-template',
    text: 'UPDATE messages SET template_id = $3 WHERE project_id = $1 AND id = $2',
    values: [projectId, id, templateId],
  })
}
