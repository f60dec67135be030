import type { Channel } from '../../channels/channel.ts'
import type { ContentKind } from '../../channels/outbound.ts'

/** What decides whether a conversation may be answered now. */
export interface SendabilityFacts {
  type: 'PRIVATE' | 'GROUP' | 'PUBLIC'
  /** The customer's last message, by the network's time. */
  lastInboundAt: Date | null
  threadControl: 'SELF' | 'OTHER' | null
  isReachable: boolean
  isPlatformActive: boolean
  /** A network's token for one free answer is at hand. */
  hasReplyToken: boolean
  /** Written by a person: AI may not use the longer window. */
  byPerson: boolean
}

export type Obstacle = 'WINDOW_CLOSED' | 'RECIPIENT_UNAVAILABLE' | 'PLATFORM_UNAVAILABLE' | 'NOT_SUPPORTED'

export interface Sendability {
  allowed: boolean
  /** Why not, for the person who wants to write. */
  reason: string | null
  obstacle: Obstacle | null
  /** When what is allowed now ends; null where it never does. */
  closesAt: Date | null
  /** Contents that may be sent now. */
  kinds: ContentKind[]
  /** What a message needs now to be accepted. */
  requires: 'HUMAN_AGENT' | 'TEMPLATE' | null
  /** How it would travel, where the network has several ways. */
  transport: 'REPLY_TOKEN' | 'PUSH' | null
  /** Whether it costs: nothing, a piece of the account's quota, or money by category. */
  costClass: 'FREE' | 'QUOTA' | 'PAID'
}

const HOUR = 3_600_000

/** Whether, until when, how and at what cost a conversation can be answered. Pure. */
export function sendabilityOf(channel: Channel, facts: SendabilityFacts, now: Date): Sendability {
  const { outbound } = channel
  if (!outbound) return refused('NOT_SUPPORTED', `Parley cannot send to ${channel.name} yet.`)
  if (!facts.isPlatformActive)
    return refused('PLATFORM_UNAVAILABLE', 'The platform is switched off: switch it on to send.')
  if (!facts.isReachable)
    return refused('RECIPIENT_UNAVAILABLE', 'The customer has blocked or left the account.')
  const transport = transportOf(channel, facts)
  const open: Sendability = {
    allowed: true,
    reason: null,
    obstacle: null,
    closesAt: null,
    kinds: [...outbound.contents],
    requires: null,
    transport,
    costClass: transport === 'PUSH' ? 'QUOTA' : 'FREE',
  }
  const publicKinds = [...(outbound.publicContents ?? [])]
  if (facts.type === 'PUBLIC') return { ...open, kinds: publicKinds, transport: null, costClass: 'FREE' }
  return within(channel, facts, now, open)
}

function within(channel: Channel, facts: SendabilityFacts, now: Date, open: Sendability): Sendability {
  const { answerWindowHours, humanAgentWindowHours, templatesOutsideWindow } = channel.capabilities
  if (answerWindowHours === null) return open
  const closesAfter = (hours: number) => new Date((facts.lastInboundAt?.getTime() ?? 0) + hours * HOUR)
  const closesAt = closesAfter(answerWindowHours)
  if (now < closesAt) return { ...open, closesAt }
  if (humanAgentWindowHours !== null && facts.byPerson) {
    const humanUntil = closesAfter(humanAgentWindowHours)
    if (now < humanUntil) return { ...open, closesAt: humanUntil, requires: 'HUMAN_AGENT' }
  }
  const since = facts.lastInboundAt
    ? `since ${closesAt.toISOString()}`
    : 'because the customer has never written'
  const closed = `${channel.name} allows free messages for ${answerWindowHours} hours after the customer's last one; that window is closed ${since}.`
  if (!templatesOutsideWindow) return refused('WINDOW_CLOSED', `${closed} Wait until they write again.`)
  return {
    ...open,
    reason: `${closed} Send an approved template.`,
    kinds: ['template'],
    requires: 'TEMPLATE',
    costClass: 'PAID',
  }
}

/** A reply token makes an answer free where the rest counts against a quota. */
function transportOf({ outbound }: Channel, facts: SendabilityFacts): Sendability['transport'] {
  if (outbound?.replyTokenMs === undefined) return null
  return facts.hasReplyToken ? 'REPLY_TOKEN' : 'PUSH'
}

function refused(obstacle: Obstacle, reason: string): Sendability {
  return {
    allowed: false,
    reason,
    obstacle,
    closesAt: null,
    kinds: [],
    requires: null,
    transport: null,
    costClass: 'FREE',
  }
}
