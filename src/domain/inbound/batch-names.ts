import type { Party, Thread } from '../../channels/inbound.ts'
import type { ConversationName, WantedConversation } from '../conversations/lock-conversations.ts'
import type { IdentityKey, KnownIdentities } from '../customers/known-identities.ts'
import type { NamedParty } from '../customers/people.ts'
import { storableKey } from '../text.ts'
import { type InboundItem, isMessage, isOf, isStanding } from './inbound-item.ts'
import type { MessageItem } from './message-drafts.ts'

/** Whom and which threads the events of a batch name: what has to be found before anything can be stored. */

/** The thread that an event reports about as a whole. */
export function reportedThread(item: InboundItem): Thread | null {
  if (isOf(item, 'control')) return item.event.thread
  return isOf(item, 'status') ? (item.event.watermark?.thread ?? null) : null
}

/** Everyone who is to become a customer, and whoever reacted, should they be one. */
export function partiesOf(fresh: readonly MessageItem[], items: readonly InboundItem[]): NamedParty[] {
  const stored = fresh.flatMap((item) => named(item, item.event.customer))
  return [...stored, ...items.flatMap(partyOfOther)]
}

function partyOfOther(item: InboundItem): NamedParty[] {
  if (isStanding(item)) return named(item, item.event.customer)
  if (isOf(item, 'identity')) return named(item, renamed(item.event))
  // Whoever reacted need not become a customer; if they are one, by whichever id, it is them.
  if (isOf(item, 'reaction'))
    return named(item, item.event.customer).map((one) => ({ ...one, create: false }))
  if (isOf(item, 'control')) return named(item, item.event.customer)
  const thread = reportedThread(item)
  return thread?.type === 'PRIVATE' ? named(item, { externalId: thread.externalId }) : []
}

function named({ platformId }: InboundItem, party: Party | null): NamedParty[] {
  return party ? [{ platformId, party }] : []
}

/** Former and present id are one person, who keeps the thread. */
function renamed(event: { previous: string; current: Party }): Party {
  const { current, previous } = event
  return { ...current, aliases: [...(current.aliases ?? []), previous] }
}

/** The ids under which those people may be known. */
export function keysOf(items: readonly InboundItem[]): IdentityKey[] {
  return partiesOf(items.filter(isMessage), items).flatMap(({ platformId, party }) =>
    [party.externalId, ...(party.aliases ?? [])].map((key) => ({ platformId, key: storableKey(key) })),
  )
}

/** The conversations as the events name them. */
export function namesOf(items: readonly InboundItem[]): ConversationName[] {
  return items.flatMap((item) => {
    const thread = isMessage(item) ? item.event.thread : reportedThread(item)
    return thread ? [{ platformId: item.platformId, externalId: storableKey(thread.externalId) }] : []
  })
}

/** A private thread named by any id of its customer is the customer's one thread. */
export function threadOf(
  platformId: string,
  thread: Thread,
  identities: KnownIdentities,
): WantedConversation {
  const named = storableKey(thread.externalId)
  const customer = thread.type === 'PRIVATE' ? identities.of(platformId, named) : undefined
  const externalId = customer?.externalId ?? named
  return { platformId, externalId, type: thread.type, title: thread.title ?? null, customer }
}
