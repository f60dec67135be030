import type { ReactionChanged, ReportedStatus, StatusReported } from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import type { KnownIdentities } from '../customers/known-identities.ts'
import { editMessage, rereadMessage, showMessage, unsendMessage } from '../messages/change-message.ts'
import { belowComments } from '../messages/comment-threads.ts'
import { advanceDelivery } from '../messages/delivery-status.ts'
import { lockMessages, type MessageState, saveMessages } from '../messages/message-state.ts'
import { type ReactionReport, saveReactions } from '../messages/save-reactions.ts'
import { lockParts, type MessagePart, savePart, statusOfParts } from '../outbound/message-parts.ts'
import { storableKey } from '../text.ts'
import type { MessageRef } from './claim-message-refs.ts'
import { happenedAt, type InboundItem, isOf, type MessageEffect, settle } from './inbound-item.ts'
import type { MessageItem } from './message-drafts.ts'

export type EffectItem = InboundItem<MessageEffect>

/** An event about a message that is stored, with the row that says which. */
export interface Effect {
  item: EffectItem
  ref: MessageRef
}

/** Applies statuses, edits, unsends, hidings and reactions to their messages. Returns the messages that changed. */
export async function applyEffects(
  transaction: Transaction,
  projectId: string,
  effects: readonly Effect[],
  rereads: readonly { item: MessageItem; messageId: string }[],
  identities: KnownIdentities,
): Promise<MessageState[]> {
  const ids = new Set([...effects.map(({ ref }) => ref.messageId), ...rereads.map((one) => one.messageId)])
  const messages = await lockMessages(transaction, projectId, [...ids].filter((id) => id !== null).sort())
  for (const { item, messageId } of rereads) {
    const message = messages.get(messageId)
    // Another event may speak of the same message, as an echo does: only the one that made it is read again.
    if (message?.eventId !== item.id) continue
    settle(item, 'APPLIED', messageId)
    message.filesOf = item.network
    rereadMessage(message, item.event.content)
  }
  const parts = await partsOfOurs(transaction, projectId, messages)
  const reactions: ReactionReport[] = []
  for (const { item, ref } of inOrderOfHappening(effects)) {
    const message = ref.messageId === null ? undefined : messages.get(ref.messageId)
    if (!message) continue
    message.filesOf = item.network
    const changes =
      applyOne({ item, message, parts, reactions, identities }) || item.outcome.result === 'APPLIED'
    settle(item, changes ? 'APPLIED' : 'NOTHING_TO_DO', message.id)
  }
  const reacted = await saveReactions(transaction, projectId, reactions)
  await unsendBelow(transaction, projectId, effects, messages)
  const changed = [...messages.values()].filter((message) => message.isChanged || message.isConfirmed)
  await saveMessages(transaction, projectId, changed)
  return [...messages.values()].filter((message) => message.isChanged || reacted.has(message.id))
}

/** Networks tell the removal of a comment, and not of each reply that goes with it. */
async function unsendBelow(
  transaction: Transaction,
  projectId: string,
  effects: readonly Effect[],
  messages: Map<string, MessageState>,
): Promise<void> {
  const unsent = effects.flatMap(({ item, ref }) =>
    isOf(item, 'unsend') && ref.messageId !== null ? [ref.messageId] : [],
  )
  const below = await belowComments(transaction, projectId, unsent)
  const unlocked = below.filter((id) => !messages.has(id)).sort()
  for (const [id, message] of await lockMessages(transaction, projectId, unlocked)) messages.set(id, message)
  for (const id of below) {
    const message = messages.get(id)
    if (message) unsendMessage(message)
  }
}

function inOrderOfHappening(effects: readonly Effect[]): Effect[] {
  return [...effects].sort(
    (a, b) => happenedAt(a.item).getTime() - happenedAt(b.item).getTime() || (a.item.id < b.item.id ? -1 : 1),
  )
}

/** A message of ours has a status for each call that said it. */
async function partsOfOurs(
  transaction: Transaction,
  projectId: string,
  messages: ReadonlyMap<string, MessageState>,
): Promise<PartsOf> {
  const ours = [...messages.values()]
    .filter((message) => message.direction === 'OUTBOUND')
    .map(({ id }) => id)
  const parts = ours.length > 0 ? await lockParts(transaction, projectId, ours) : []
  const byMessage = Map.groupBy(parts, (part) => part.messageId)
  return {
    of: (messageId) => byMessage.get(messageId) ?? [],
    save: (part, usage) => savePart(transaction, projectId, part, usage),
  }
}

interface PartsOf {
  of(messageId: string): MessagePart[]
  /** `usage`: what it used, where the report tells. */
  save(part: MessagePart, usage: StatusReported['data']): void
}

interface Applying {
  item: EffectItem
  message: MessageState
  parts: PartsOf
  reactions: ReactionReport[]
  identities: KnownIdentities
}

function applyOne({ item, message, parts, reactions, identities }: Applying): boolean {
  if (isOf(item, 'status')) return applyStatus(item, message, parts)
  if (isOf(item, 'edit'))
    return editMessage(message, item.event.content, { at: happenedAt(item), eventId: item.id })
  if (isOf(item, 'unsend')) return unsendMessage(message)
  if (isOf(item, 'hide', 'unhide'))
    return showMessage(message, item.event.kind === 'unhide', happenedAt(item))
  if (isOf(item, 'reaction')) {
    reactions.push(toReport(item, message.id, identities))
    return true
  }
  return false
}

function applyStatus(item: InboundItem<StatusReported>, message: MessageState, parts: PartsOf): boolean {
  const { error, messageExternalId } = item.event
  const own = parts.of(message.id)
  const part = own.find((one) => one.externalIds.includes(storableKey(messageExternalId ?? '')))
  if (part) advancePart(part, item.event, parts)
  const status = part ? statusOfParts(own) : item.event.status
  if (!isReported(status)) return part !== undefined
  const next = advanceDelivery(message, { status, at: happenedAt(item), error: error?.message })
  if (!next) return false
  Object.assign(message, next)
  message.errorCode = next.error === null ? null : (error?.code ?? null)
  message.isChanged = true
  return true
}

function advancePart(part: MessagePart, { status, data }: StatusReported, parts: PartsOf): void {
  const order = ['QUEUED', 'SENDING', 'UNCONFIRMED', 'SENT', 'FAILED', 'DELIVERED', 'READ']
  const advances = order.indexOf(status) > order.indexOf(part.status)
  if (advances) part.status = status
  if (advances || data) parts.save(part, data)
}

function isReported(status: string): status is ReportedStatus {
  return ['SENT', 'DELIVERED', 'READ', 'FAILED'].includes(status)
}

function toReport(
  item: InboundItem<ReactionChanged>,
  messageId: string,
  identities: KnownIdentities,
): ReactionReport {
  const { customer, emojis } = item.event
  const externalId = customer ? storableKey(customer.externalId) : null
  // One person may react by one of their ids and take it back by another.
  const identity = externalId === null ? undefined : identities.of(item.platformId, externalId)
  return {
    messageId,
    senderType: customer ? 'CUSTOMER' : 'HUMAN',
    senderExternalId: identity?.externalId ?? externalId,
    senderName: customer?.name ?? customer?.username ?? null,
    emojis: [...new Set(emojis)],
    at: happenedAt(item),
  }
}
