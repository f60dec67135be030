import type { ReactionChanged, StatusReported } from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import type { KnownIdentities } from '../customers/known-identities.ts'
import { editMessage, rereadMessage, showMessage, unsendMessage } from '../messages/change-message.ts'
import { advanceDelivery } from '../messages/delivery-status.ts'
import { lockMessages, type MessageState, saveMessages } from '../messages/message-state.ts'
import { type ReactionReport, saveReactions } from '../messages/save-reactions.ts'
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
    rereadMessage(message, item.event.content)
  }
  const reactions: ReactionReport[] = []
  for (const { item, ref } of inOrderOfHappening(effects)) {
    const message = ref.messageId === null ? undefined : messages.get(ref.messageId)
    if (!message) continue
    const changes = applyOne(item, message, reactions, identities) || item.outcome.result === 'APPLIED'
    settle(item, changes ? 'APPLIED' : 'NOTHING_TO_DO', message.id)
  }
  const reacted = await saveReactions(transaction, projectId, reactions)
  const changed = [...messages.values()].filter((message) => message.isChanged)
  await saveMessages(transaction, projectId, changed)
  return [...messages.values()].filter((message) => message.isChanged || reacted.has(message.id))
}

function inOrderOfHappening(effects: readonly Effect[]): Effect[] {
  return [...effects].sort(
    (a, b) => happenedAt(a.item).getTime() - happenedAt(b.item).getTime() || (a.item.id < b.item.id ? -1 : 1),
  )
}

function applyOne(
  item: EffectItem,
  message: MessageState,
  reactions: ReactionReport[],
  identities: KnownIdentities,
): boolean {
  if (isOf(item, 'status')) return applyStatus(item, message)
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

function applyStatus(item: InboundItem<StatusReported>, message: MessageState): boolean {
  const { status, error } = item.event
  const described = error && `${error.code}: ${error.message}`
  const next = advanceDelivery(message, { status, at: happenedAt(item), error: described })
  if (!next) return false
  Object.assign(message, next)
  message.isChanged = true
  return true
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
