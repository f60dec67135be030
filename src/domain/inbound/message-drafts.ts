import type { MessageHappened } from '../../channels/inbound.ts'
import { newId } from '../../infra/uuid.ts'
import type { LockedConversation, WantedConversation } from '../conversations/lock-conversations.ts'
import type { Identity } from '../customers/identity.ts'
import type { Identities } from '../customers/resolve-identities.ts'
import type { MessageDraft } from '../messages/store-messages.ts'
import { storableKey } from '../text.ts'
import { type InboundItem, plausibleTime } from './inbound-item.ts'

export type MessageItem = InboundItem<MessageHappened>

export function customerOf(item: MessageItem, identities: Identities): Identity | undefined {
  const { customer } = item.event
  return customer ? identities.of(item.platformId, storableKey(customer.externalId)) : undefined
}

/** A private thread named by any id of its customer is the customer's one thread. */
export function conversationOf(item: MessageItem, identities: Identities): WantedConversation {
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

function senderTypeOf(kind: MessageHappened['kind']): MessageDraft['senderType'] {
  if (kind === 'echo') return 'HUMAN' // written in the network's own app: our own sends are known before their echo
  return kind === 'system' ? 'SYSTEM' : 'CUSTOMER'
}

export function draftMessage(
  item: MessageItem,
  conversation: LockedConversation,
  customer: Identity | undefined,
): MessageDraft {
  const { event } = item
  const isEcho = event.kind === 'echo'
  const platformTimestamp = plausibleTime(event.at, item.receivedAt)
  const sender = isEcho ? null : event.customer
  return {
    id: newId(),
    conversation,
    eventId: item.id,
    externalId: storableKey(event.externalId),
    direction: isEcho ? 'OUTBOUND' : 'INBOUND',
    senderType: senderTypeOf(event.kind),
    senderName: sender ? (sender.name ?? sender.username ?? customer?.name ?? null) : null,
    senderExternalId: sender ? storableKey(sender.externalId) : null,
    identityId: sender ? (customer?.id ?? null) : null,
    content: event.content,
    deliveryStatus: isEcho ? 'SENT' : 'RECEIVED',
    replyToExternalId: event.replyTo === undefined ? null : storableKey(event.replyTo),
    isForwarded: event.forwarded ?? false,
    referral: event.referral ?? null,
    clientReference: event.clientReference ?? null,
    platformTimestamp,
    receivedAt: item.receivedAt,
    sentAt: isEcho ? platformTimestamp : null,
  }
}
