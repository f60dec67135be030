import type { Party } from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import type { Vault } from '../../infra/vault.ts'
import { type Change, logChanges } from '../changes/log-changes.ts'
import { recountLateAnswers, saveConversations } from '../conversations/advance-conversation.ts'
import { applyThreadChange } from '../conversations/apply-thread-changes.ts'
import { type LockedConversation, lockConversations } from '../conversations/lock-conversations.ts'
import { applyStandings } from '../customers/apply-standing.ts'
import type { NamedParty } from '../customers/people.ts'
import { type Identities, resolveIdentities } from '../customers/resolve-identities.ts'
import type { MessageState } from '../messages/message-state.ts'
import { type StoredMessage, storeMessages } from '../messages/store-messages.ts'
import { MetricDeltas } from '../metrics/count-metrics.ts'
import { storableKey } from '../text.ts'
import { applyEffects, type Effect, type EffectItem } from './apply-effects.ts'
import {
  claimMessageRefs,
  type MessageRef,
  messageExternalIdOf,
  parkEvents,
  settleMessageRefs,
} from './claim-message-refs.ts'
import { countFailures, countMessages, countNewConversations } from './count-batch.ts'
import { type FailedItem, happenedAt, type InboundItem, isOf, onPlatform, settle } from './inbound-item.ts'
import { type LoadedEvents, loadEvents, type Selection } from './load-events.ts'
import { conversationOf, customerOf, draftMessage, type MessageItem } from './message-drafts.ts'
import { settleEvents } from './settle-events.ts'

/**
 * Applies a batch of stored events in one transaction and a number of statements that hardly grows with it: this
 * is a hot path. After the project's turn, rows are locked in one order: events, message refs, identities,
 * conversations, messages, metrics, the project's cursor.
 */
export interface Batch {
  projectId: string
  selection: Selection
  now: Date
}

/** Returns how many events were settled. */
export async function applyBatch(transaction: Transaction, vault: Vault, batch: Batch): Promise<number> {
  const { projectId, selection, now } = batch
  const started = performance.now()
  takeTurn(transaction, projectId)
  const loaded = await loadEvents(transaction, vault, projectId, selection)
  const count = loaded.items.length + loaded.unreadable.length
  if (count === 0) return 0
  const run = new BatchRun(transaction, vault, projectId, loaded, now)
  await run.apply(selection.which === 'replay')
  const metrics = new MetricDeltas()
  const { zoneOf } = loaded
  countMessages(metrics, run.stored, zoneOf)
  countNewConversations(metrics, run.conversations, zoneOf, now)
  const newlyFailed = await settleEvents(
    transaction,
    projectId,
    run.items,
    run.unreadable,
    performance.now() - started,
  )
  countFailures(metrics, newlyFailed, zoneOf, now)
  await metrics.save(transaction, projectId)
  await logChanges(transaction, projectId, run.changes())
  return count
}

/**
 * One batch of a project at a time, so that two quick messages stay in their order whichever workers take them.
 * Batches of a project would queue up at its cursor and metrics anyway.
 */
function takeTurn(transaction: Transaction, projectId: string): void {
  transaction.write({
    name: 'take-turn',
    text: `SELECT pg_advisory_xact_lock(hashtext('apply-inbound'), hashtext($1))`,
    values: [projectId],
  })
}

class BatchRun {
  items: InboundItem[]
  readonly unreadable: FailedItem[]
  stored: StoredMessage[] = []
  conversations: LockedConversation[] = []
  #changedMessages: MessageState[] = []
  #renamed: { id: string; platformId: string }[] = []
  readonly #transaction: Transaction
  readonly #vault: Vault
  readonly #projectId: string
  readonly #now: Date

  constructor(transaction: Transaction, vault: Vault, projectId: string, loaded: LoadedEvents, now: Date) {
    this.#transaction = transaction
    this.#vault = vault
    this.#projectId = projectId
    this.items = loaded.items
    this.unreadable = loaded.unreadable
    this.#now = now
  }

  async apply(replay: boolean): Promise<void> {
    const refs = await claimMessageRefs(this.#transaction, this.#projectId, this.items)
    const messages = this.items.filter((item): item is MessageItem =>
      isOf(item, 'message', 'postback', 'echo', 'comment', 'system'),
    )
    const { fresh, known } = this.#splitKnown(messages, refs)
    await this.#wakeWaiting(fresh, refs)
    const identities = await this.#identities(fresh)
    await this.#store(fresh, refs, identities)
    await this.#applyEffects(refs, replay ? known : [], identities)
    await this.#applyStandings(identities)
    await this.#applyThreads()
  }

  /** A message whose external id is known, or that came twice in this batch, is there already. */
  #splitKnown(messages: MessageItem[], refs: ReadonlyMap<string, MessageRef>) {
    const fresh: MessageItem[] = []
    const known: { item: MessageItem; messageId: string }[] = []
    const seen = new Set<MessageRef>()
    for (const item of messages) {
      const ref = refOf(item, refs)
      settle(item, 'DUPLICATE', ref?.messageId ?? null)
      if (ref?.messageId) known.push({ item, messageId: ref.messageId })
      else if (ref && !seen.has(ref)) fresh.push(item)
      if (ref) seen.add(ref)
    }
    return { fresh, known }
  }

  /** Events that came before their message, which is here now, join the batch. */
  async #wakeWaiting(fresh: MessageItem[], refs: ReadonlyMap<string, MessageRef>): Promise<void> {
    const ids = fresh.flatMap((item) => refOf(item, refs)?.waitingEventIds ?? [])
    if (ids.length === 0) return
    const { items, unreadable } = await loadEvents(this.#transaction, this.#vault, this.#projectId, {
      which: 'waiting',
      eventIds: ids,
    })
    this.unreadable.push(...unreadable)
    const present = new Set(this.items.map((item) => item.id))
    this.items = [...this.items, ...items.filter((item) => !present.has(item.id))]
  }

  async #identities(fresh: MessageItem[]): Promise<Identities> {
    const parties: NamedParty[] = []
    for (const item of fresh)
      if (item.event.customer) parties.push({ platformId: item.platformId, party: item.event.customer })
    for (const item of this.items) {
      if (isOf(item, 'follow', 'unfollow', 'optin', 'optout'))
        parties.push({ platformId: item.platformId, party: item.event.customer })
      if (isOf(item, 'identity')) parties.push({ platformId: item.platformId, party: renamed(item.event) })
      if (isOf(item, 'identity')) settle(item, 'APPLIED')
      // Whoever reacts need not become a customer; if they are one, by whichever id, it is them.
      if (isOf(item, 'reaction') && item.event.customer)
        parties.push({ platformId: item.platformId, party: item.event.customer, create: false })
    }
    return await resolveIdentities(this.#transaction, this.#vault, this.#projectId, parties)
  }

  async #store(
    fresh: MessageItem[],
    refs: ReadonlyMap<string, MessageRef>,
    identities: Identities,
  ): Promise<void> {
    const wanted = fresh.map((item) => conversationOf(item, identities))
    const locked = await lockConversations(this.#transaction, this.#projectId, wanted)
    this.conversations = [...locked.values()]
    const byDraft = new Map<string, MessageItem>()
    const drafts = fresh.map((item, n) => {
      const conversation = locked.get(onPlatform(item.platformId, wanted[n]?.externalId ?? ''))
      if (!conversation) throw new Error(`conversation of event ${item.id} was not locked`)
      const draft = draftMessage(item, conversation, customerOf(item, identities))
      // A person answers in the network's own app: the AI keeps quiet until it is handed back.
      if (item.event.kind === 'echo') conversation.assignmentType = 'HUMAN'
      byDraft.set(draft.id, item)
      return draft
    })
    this.stored = await storeMessages(this.#transaction, this.#projectId, drafts, this.#now)
    for (const [messageId, item] of byDraft) {
      settle(item, 'APPLIED', messageId)
      const ref = refOf(item, refs)
      if (ref) ref.messageId = messageId
    }
    const settled = fresh.flatMap((item) => refOf(item, refs) ?? [])
    await settleMessageRefs(
      this.#transaction,
      this.#projectId,
      settled as (MessageRef & { messageId: string })[],
    )
    await recountLateAnswers(this.#transaction, this.#projectId, this.conversations)
    await saveConversations(this.#transaction, this.#projectId, this.conversations)
  }

  async #applyEffects(
    refs: ReadonlyMap<string, MessageRef>,
    rereads: { item: MessageItem; messageId: string }[],
    identities: Identities,
  ): Promise<void> {
    const effects: Effect[] = []
    const parked: { ref: MessageRef; eventId: string }[] = []
    for (const item of this.items) {
      if (!isOf(item, 'status', 'reaction', 'edit', 'unsend')) continue
      const ref = refOf(item, refs)
      if (!ref) continue
      if (ref.messageId) effects.push({ item: item as EffectItem, ref })
      else {
        settle(item, 'WAITING')
        parked.push({ ref, eventId: item.id })
      }
    }
    await parkEvents(this.#transaction, this.#projectId, parked)
    if (effects.length + rereads.length === 0) return
    this.#changedMessages = await applyEffects(
      this.#transaction,
      this.#projectId,
      effects,
      rereads,
      identities,
    )
  }

  async #applyStandings(identities: Identities): Promise<void> {
    const standings = this.items.flatMap((item) => {
      if (!isOf(item, 'follow', 'unfollow', 'optin', 'optout')) return []
      const identity = identities.of(item.platformId, storableKey(item.event.customer.externalId))
      if (!identity) return []
      settle(item, 'APPLIED')
      return [{ identity, event: item.event, at: happenedAt(item) }]
    })
    await applyStandings(this.#transaction, this.#projectId, standings)
  }

  async #applyThreads(): Promise<void> {
    for (const item of this.items) {
      if (!isOf(item, 'thread', 'join', 'leave', 'members')) continue
      const changed = await applyThreadChange(this.#transaction, this.#projectId, item.platformId, item.event)
      if (changed.length > 0) settle(item, 'APPLIED')
      this.#renamed.push(...changed.map((id) => ({ id, platformId: item.platformId })))
    }
  }

  /** In the order a client wants to hear them: messages as they were numbered, then what changed, then conversations. */
  changes(): Change[] {
    const added = this.stored.map(
      ({ draft }): Change => ({
        kind: 'MESSAGE_ADDED',
        subjectId: draft.id,
        platformId: draft.conversation.platformId,
        conversationId: draft.conversation.id,
      }),
    )
    const updated = this.#changedMessages.map(
      (message): Change => ({
        kind: 'MESSAGE_UPDATED',
        subjectId: message.id,
        platformId: message.platformId,
        conversationId: message.conversationId,
      }),
    )
    const touched = new Map([...this.conversations, ...this.#renamed].map((one) => [one.id, one.platformId]))
    const conversations = [...touched].map(
      ([id, platformId]): Change => ({
        kind: 'CONVERSATION_UPDATED',
        subjectId: id,
        platformId,
        conversationId: id,
      }),
    )
    return [...added, ...updated, ...conversations]
  }
}

function refOf(item: InboundItem, refs: ReadonlyMap<string, MessageRef>): MessageRef | undefined {
  const externalId = messageExternalIdOf(item)
  return externalId === null ? undefined : refs.get(onPlatform(item.platformId, externalId))
}

/** Former and present id are one person, who keeps the thread. */
function renamed(event: { previous: string; current: Party }): Party {
  const { current, previous } = event
  return { ...current, aliases: [...(current.aliases ?? []), previous] }
}
