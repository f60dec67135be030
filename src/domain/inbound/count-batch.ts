import type { LockedConversation } from '../conversations/locked-conversation.ts'
import type { StoredMessage } from '../messages/store-messages.ts'
import type { MetricDeltas } from '../metrics/count-metrics.ts'
import type { FailedItem } from './inbound-item.ts'

/** The parts of a stored message that metrics look at. */
export interface CountedMessage extends Pick<StoredMessage, 'orderedAt' | 'answeredAfter'> {
  draft: Pick<StoredMessage['draft'], 'senderType' | 'direction' | 'conversation'>
}

type ZoneOf = (platformId: string) => string

/** Messages count in the hour they are shown at. Lines of the system itself are no traffic. */
export function countMessages(
  metrics: MetricDeltas,
  stored: readonly CountedMessage[],
  zoneOf: ZoneOf,
): void {
  for (const { draft, orderedAt, answeredAfter } of stored) {
    const { senderType, direction, conversation } = draft
    if (senderType === 'SYSTEM') continue
    metrics.add(conversation.platformId, zoneOf(conversation.platformId), orderedAt, {
      totalMessages: 1,
      incomingMessages: direction === 'INBOUND' ? 1 : 0,
      outgoingMessages: direction === 'OUTBOUND' ? 1 : 0,
      aiResponses: senderType === 'AI' ? 1 : 0,
      humanResponses: senderType === 'HUMAN' ? 1 : 0,
      responseCount: answeredAfter === null ? 0 : 1,
      responseSeconds: answeredAfter ?? 0,
    })
  }
}

/** New conversations count in the hour in which their first message was stored. */
export function countNewConversations(
  metrics: MetricDeltas,
  conversations: readonly LockedConversation[],
  zoneOf: ZoneOf,
  now: Date,
): void {
  for (const { isNew, messageCount, platformId } of conversations)
    if (isNew && messageCount > 0) metrics.add(platformId, zoneOf(platformId), now, { newConversations: 1 })
}

export function countFailures(
  metrics: MetricDeltas,
  unreadable: readonly FailedItem[],
  zoneOf: ZoneOf,
  now: Date,
): void {
  for (const { platformId } of unreadable)
    metrics.add(platformId, zoneOf(platformId), now, { processingErrors: 1 })
}
