import type { MessageHappened } from '../../channels/inbound.ts'
import type { WantedConversation } from '../conversations/lock-conversations.ts'
import type { LockedConversation } from '../conversations/locked-conversation.ts'
import { statusByWatermark } from '../conversations/watermarks.ts'
import type { Identity } from '../customers/identity.ts'
import type { KnownIdentities } from '../customers/known-identities.ts'
import type { MessageDraft, StoredMessage } from '../messages/store-messages.ts'
import { storableKey } from '../text.ts'
import { type InboundItem, plausibleTime } from './inbound-item.ts'

export type MessageItem = InboundItem<MessageHappened>

export function customerOf(item: MessageItem, identities: KnownIdentities): Identity | undefined {
  const { customer } = item.event
  return customer ? identities.of(item.platformId, storableKey(customer.externalId)) : undefined
}

/** A private thread named by any id of its customer is the customer's one thread. */
export function conversationOf(item: MessageItem, identities: KnownIdentities): WantedConversation {
  const { thread } = item.event
  const customer = customerOf(item, identities)
  const named = storableKey(thread.externalId)
  const isTheirs = thread.type === 'PRIVATE' && identities.of(item.platformId, named)?.id === customer?.id
  return {
    platformId: item.platformId,
    externalId: isTheirs && customer ? customer.externalId : named,
    type: thread.type,
    title: thread.title ?? null,
    customer,
  }
}

/** The customers who wrote what was stored, and when. */
export function writersOf(
  stored: readonly StoredMessage[],
  identities: KnownIdentities,
): { identity: Identity; at: Date }[] {
  return stored.flatMap(({ draft, orderedAt }) => {
    const { senderType, senderExternalId, conversation } = draft
    if (senderType !== 'CUSTOMER' || senderExternalId === null) return []
    const identity = identities.of(conversation.platformId, senderExternalId)
    return identity ? [{ identity, at: orderedAt }] : []
  })
}

function senderTypeOf(kind: MessageHappened['kind']): MessageDraft['senderType'] {
  if (kind === 'echo') return 'HUMAN' // written in the network's own app: our own sends are known before their echo
  return kind === 'system' ? 'SYSTEM' : 'CUSTOMER'
}

/** What the network's own app sent has gone as far as is known of its thread; what was received was received. */
function progressOf(item: MessageItem, conversation: LockedConversation, at: Date | null) {
  if (item.event.kind !== 'echo')
    return { deliveryStatus: 'RECEIVED', sentAt: null, deliveredAt: null, readAt: null }
  return { ...statusByWatermark(conversation, at ?? item.receivedAt), sentAt: at }
}

export function draftMessage(
  id: string,
  item: MessageItem,
  conversation: LockedConversation,
  customer: Identity | undefined,
): MessageDraft {
  const { event } = item
  const isEcho = event.kind === 'echo'
  const platformTimestamp = plausibleTime(event.at, item.receivedAt)
  const sender = isEcho ? null : event.customer
  return {
    id,
    conversation,
    eventId: item.id,
    externalId: storableKey(event.externalId),
    direction: isEcho ? 'OUTBOUND' : 'INBOUND',
    senderType: senderTypeOf(event.kind),
    senderName: sender ? (sender.name ?? sender.username ?? customer?.name ?? null) : null,
    senderExternalId: sender ? storableKey(sender.externalId) : null,
    identityId: sender ? (customer?.id ?? null) : null,
    content: event.content,
    ...progressOf(item, conversation, platformTimestamp),
    replyToExternalId: event.replyTo === undefined ? null : storableKey(event.replyTo),
    isForwarded: event.forwarded ?? false,
    referral: event.referral ?? null,
    clientReference: event.clientReference ?? null,
    platformTimestamp,
    receivedAt: item.receivedAt,
    tokens: event.tokens ?? null,
    filesOf: item.network,
  }
}
