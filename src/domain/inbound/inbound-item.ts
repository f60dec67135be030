import type {
  ContactChanged,
  InboundEvent,
  MessageEdited,
  MessageHappened,
  MessageUnsent,
  ReactionChanged,
  StatusReported,
  VisibilityChanged,
} from '../../channels/inbound.ts'

export type EventStatus = 'PROCESSED' | 'IGNORED' | 'FAILED'
export type EventResult = 'APPLIED' | 'DUPLICATE' | 'WAITING' | 'NOTHING_TO_DO' | 'UNKNOWN_KIND' | 'FAILED'

/** One stored event on its way through a batch: what it says, and what becomes of it. */
export interface InboundItem<Event extends InboundEvent = InboundEvent> {
  id: string
  platformId: string
  /** The channel's type. */
  network: string
  receivedAt: Date
  event: Event
  /** Parked earlier for a message that has come now. */
  wasWaiting: boolean
  outcome: { status: EventStatus; result: EventResult; messageId: string | null; error: string | null }
}

/** An event that failed for good: it could not even be read, or the database refused it alone. */
export interface FailedItem {
  id: string
  platformId: string
  /** What it is, where that is known. */
  kind?: string
  error: string
}

export function settle(item: InboundItem, result: EventResult, messageId: string | null = null): void {
  item.outcome = { status: 'PROCESSED', result, messageId, error: null }
}

const EARLIEST = Date.UTC(2010, 0, 1)
const CLOCK_SKEW_MS = 5 * 60_000

/** The network's time, or null where it is missing or cannot be: before 2010, or well after we received it. */
export function plausibleTime(at: Date | null, receivedAt: Date): Date | null {
  if (!at) return null
  const time = at.getTime()
  return time >= EARLIEST && time <= receivedAt.getTime() + CLOCK_SKEW_MS ? at : null
}

/** When it happened, as far as anybody knows. */
export function happenedAt(item: InboundItem): Date {
  return plausibleTime(item.event.at, item.receivedAt) ?? item.receivedAt
}

/** The events that may be of a kind: one type may stand for several kinds. */
type EventOf<Kind, Event = InboundEvent> = Event extends { kind: infer Own }
  ? [Own & Kind] extends [never]
    ? never
    : Event
  : never

export function isOf<Kind extends InboundEvent['kind']>(
  item: InboundItem,
  ...kinds: Kind[]
): item is InboundItem<EventOf<Kind>> {
  return (kinds as string[]).includes(item.event.kind)
}

const MESSAGES = [
  'message',
  'postback',
  'echo',
  'comment',
  'post',
  'system',
] as const satisfies MessageHappened['kind'][]

/** An event that stores a message. */
export function isMessage(item: InboundItem): item is InboundItem<MessageHappened> {
  return isOf(item, ...MESSAGES)
}

export type MessageEffect =
  | StatusReported
  | ReactionChanged
  | MessageEdited
  | MessageUnsent
  | VisibilityChanged

/** An event about a message. */
export function isEffect(item: InboundItem): item is InboundItem<MessageEffect> {
  return isOf(item, 'status', 'reaction', 'edit', 'unsend', 'hide', 'unhide')
}

const STANDINGS = [
  'follow',
  'unfollow',
  'optin',
  'optout',
  'link',
  'unlink',
  'referral',
] as const satisfies ContactChanged['kind'][]

/** An event about a person's standing towards the account. */
export function isStanding(item: InboundItem): item is InboundItem<ContactChanged> {
  return isOf(item, ...STANDINGS)
}

/** A message's or person's name within a project: external ids are unique per platform only. */
export function onPlatform(platformId: string, externalId: string): string {
  return `${platformId} ${externalId}`
}
