import type { Transaction } from '../../infra/database.ts'
import type { Vault } from '../../infra/vault.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { LoggedChange } from '../changes/change.ts'
import { logAndTell } from '../changes/log-changes.ts'
import { recountLateAnswers, saveConversations } from '../conversations/advance-conversation.ts'
import { LockedConversations } from '../conversations/lock-conversations.ts'
import { changeThreadControl } from '../conversations/thread-control.ts'
import {
  isDelivery,
  type MarkedMessage,
  markMessages,
  raiseWatermark,
  type Watermark,
} from '../conversations/watermarks.ts'
import { applyStandings, markReachable } from '../customers/apply-standing.ts'
import { KnownIdentities } from '../customers/known-identities.ts'
import { type NewIdentity, resolveIdentities } from '../customers/resolve-identities.ts'
import type { MessageState } from '../messages/message-state.ts'
import { type StoredMessage, storeMessages } from '../messages/store-messages.ts'
import { MetricDeltas } from '../metrics/count-metrics.ts'
import { storableKey } from '../text.ts'
import { applyEffects, type Effect } from './apply-effects.ts'
import { applyTemplates } from './apply-templates.ts'
import { applyThreadItems } from './apply-thread-items.ts'
import { changesOf } from './batch-changes.ts'
import { keysOf, namesOf, partiesOf, reportedThread, threadOf } from './batch-names.ts'
import {
  claimMessageRefs,
  type MessageRef,
  parkEvents,
  refOf,
  type SettledRef,
  settleMessageRefs,
} from './claim-message-refs.ts'
import { countFailures, countMessages, countNewConversations } from './count-batch.ts'
import {
  type FailedItem,
  happenedAt,
  type InboundItem,
  isEffect,
  isMessage,
  isOf,
  isStanding,
  settle,
} from './inbound-item.ts'
import { type LoadedEvents, loadEvents, type Selection } from './load-events.ts'
import { conversationOf, customerOf, draftMessage, type MessageItem, writersOf } from './message-drafts.ts'
import { queueFollowUps } from './queue-follow-ups.ts'
import { recogniseOwn } from './recognise-own.ts'
import { settleEvents } from './settle-events.ts'
import { takeTurn } from './take-turn.ts'

export interface Batch {
  projectId: string
  selection: Selection
  now: Date
}

export interface AppliedBatch {
  /** How many events were settled. */
  count: number
  /** To be asked once the transaction is committed. */
  logged: () => Promise<LoggedChange[]>
}

/**
 * Applies a batch of stored events in one transaction and a number of statements that hardly grows with it: this
 * is a hot path. After the project's turn, rows are locked in one order: events, message refs, identities,
 * conversations, messages, metrics, the project's cursor.
 */
export async function applyBatch(
  transaction: Transaction,
  { vault, queue }: { vault: Vault; queue: Queue },
  batch: Batch,
): Promise<AppliedBatch> {
  const { projectId, selection, now } = batch
  const started = performance.now()
  takeTurn(transaction, projectId)
  const loaded = await loadEvents(transaction, vault, projectId, selection)
  const count = loaded.items.length + loaded.unreadable.length
  if (count === 0) return { count, logged: async () => [] }
  const run = new BatchRun(transaction, vault, projectId, loaded, now)
  await run.apply(selection.which === 'replay')
  const templates = await applyTemplates(transaction, queue, projectId, run.items)
  await queueFollowUps(transaction, queue, projectId, run, selection.which === 'replay')
  const metrics = new MetricDeltas()
  const { zoneOf } = loaded
  const conversations = run.conversations.changed()
  countMessages(metrics, run.stored, zoneOf)
  countNewConversations(metrics, conversations, zoneOf, now)
  const took = performance.now() - started
  const newlyFailed = await settleEvents(transaction, projectId, run.items, run.unreadable, took)
  countFailures(metrics, newlyFailed, zoneOf, now)
  await metrics.save(transaction, projectId)
  const changes = changesOf({ ...run, conversations, templates })
  return { count, logged: logAndTell(transaction, projectId, changes) }
}

class BatchRun {
  items: InboundItem[]
  readonly unreadable: FailedItem[]
  conversations: LockedConversations
  nameless: NewIdentity[] = []
  stored: StoredMessage[] = []
  changedMessages: MarkedMessage[] = []
  rewritten: MessageState[] = []
  renamed: { id: string; platformId: string }[] = []
  #identities: KnownIdentities
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
    this.conversations = new LockedConversations(transaction, projectId)
    this.#identities = new KnownIdentities(transaction, projectId)
  }

  async apply(replay: boolean): Promise<void> {
    // Together, in one trip: nearly all that a batch names is known already.
    const claimed = claimMessageRefs(this.#transaction, this.#projectId, this.items)
    const [refs] = await Promise.all([claimed, this.#lookUp()])
    const own = await this.#recogniseOwn(refs)
    const { fresh, known } = this.#splitKnown(refs)
    await this.#wakeWaiting([...own, ...fresh.flatMap((item) => refOf(item, refs) ?? [])])
    await this.#resolve(fresh)
    await this.conversations.obtain(fresh.map((item) => conversationOf(item, this.#identities)))
    await this.#obtainReported()
    const raised = this.#applyReports()
    await this.#store(fresh, refs)
    this.changedMessages.push(...(await markMessages(this.#transaction, this.#projectId, raised)))
    await this.#applyEffects(refs, replay ? known : [])
    this.#applyStandings()
    this.renamed.push(...(await applyThreadItems(this.#transaction, this.#projectId, this.items)))
    await this.#save()
  }

  /** Our own sends, of which the network tells before or instead of the call's answer. */
  async #recogniseOwn(refs: ReadonlyMap<string, MessageRef>): Promise<MessageRef[]> {
    const refOfItem = (item: InboundItem) => refOf(item, refs)
    const own = await recogniseOwn(this.#transaction, this.#projectId, this.items, refOfItem)
    if (own.messages.length === 0) return []
    this.changedMessages.push(...own.messages)
    this.renamed.push(...own.conversations)
    // Who is who, or which conversation is whose, is another now.
    if (own.conversations.length > 0) await this.#lookUp()
    const settled = [...refs.values()].filter((ref): ref is MessageRef & { messageId: string } =>
      own.messages.some(({ id }) => id === ref.messageId),
    )
    await settleMessageRefs(this.#transaction, this.#projectId, settled)
    return settled
  }

  async #lookUp(): Promise<void> {
    this.conversations = new LockedConversations(this.#transaction, this.#projectId)
    this.#identities = new KnownIdentities(this.#transaction, this.#projectId)
    await Promise.all([
      this.#identities.lookUp(keysOf(this.items)),
      this.conversations.lock(namesOf(this.items)),
    ])
  }

  /** A message whose external id is known, or that came twice in this batch, is there already. */
  #splitKnown(refs: ReadonlyMap<string, MessageRef>) {
    const fresh: MessageItem[] = []
    const known: { item: MessageItem; messageId: string }[] = []
    const seen = new Set<MessageRef>()
    for (const item of this.items.filter(isMessage)) {
      const ref = refOf(item, refs)
      if (!ref) continue
      const isKnown = ref.messageId !== null && ref.messageId !== ref.newMessageId
      settle(item, 'DUPLICATE', ref.messageId ?? ref.newMessageId)
      if (isKnown) known.push({ item, messageId: ref.messageId ?? '' })
      else if (!seen.has(ref)) fresh.push(item)
      seen.add(ref)
    }
    return { fresh, known }
  }

  /** Events that came before their message, which is here now, join the batch. */
  async #wakeWaiting(arrived: readonly MessageRef[]): Promise<void> {
    const ids = arrived.flatMap((ref) => ref.waitingEventIds)
    if (ids.length === 0) return
    const { items, unreadable } = await loadEvents(this.#transaction, this.#vault, this.#projectId, {
      which: 'waiting',
      eventIds: ids,
    })
    this.unreadable.push(...unreadable)
    const present = new Set(this.items.map((item) => item.id))
    this.items = [...this.items, ...items.filter((item) => !present.has(item.id))]
  }

  async #resolve(fresh: readonly MessageItem[]): Promise<void> {
    const parties = partiesOf(fresh, this.items)
    this.nameless = await resolveIdentities(
      this.#transaction,
      this.#vault,
      this.#projectId,
      parties,
      this.#identities,
    )
    for (const item of this.items) if (isOf(item, 'identity')) settle(item, 'APPLIED')
  }

  /** A report about a whole thread may be the first that is heard of it. */
  async #obtainReported(): Promise<void> {
    const wanted = this.items.flatMap((item) => {
      const thread = reportedThread(item)
      return thread ? [threadOf(item.platformId, thread, this.#identities)] : []
    })
    await this.conversations.obtain(wanted)
  }

  /** Thread control and watermarks. Returns the watermarks that rose: messages stored earlier follow them. */
  #applyReports(): Watermark[] {
    const raised: Watermark[] = []
    for (const item of this.items) {
      const thread = reportedThread(item)
      if (!thread) continue
      const conversation = this.conversations.locked(threadOf(item.platformId, thread, this.#identities))
      const at = happenedAt(item)
      if (isOf(item, 'control') && changeThreadControl(conversation, item.event.holder, at))
        settle(item, 'APPLIED')
      if (!isOf(item, 'status') || !item.event.watermark || !isDelivery(item.event.status)) continue
      const watermark = { conversation, status: item.event.status, until: item.event.watermark.at, at }
      if (!raiseWatermark(watermark)) continue
      settle(item, 'APPLIED')
      raised.push(watermark)
    }
    return raised
  }

  async #store(fresh: readonly MessageItem[], refs: ReadonlyMap<string, MessageRef>): Promise<void> {
    const drafts = []
    const unsettled: SettledRef[] = []
    for (const item of fresh) {
      const ref = refOf(item, refs)
      if (!ref?.newMessageId) throw new Error(`the message of event ${item.id} was not claimed`)
      const { newMessageId: messageId } = ref
      const conversation = this.conversations.locked(conversationOf(item, this.#identities))
      drafts.push(draftMessage(messageId, item, conversation, customerOf(item, this.#identities)))
      // A person answers in the network's own app: the AI keeps quiet until it is handed back.
      if (item.event.kind === 'echo') conversation.assignmentType = 'HUMAN'
      if (item.event.standby) changeThreadControl(conversation, 'OTHER', happenedAt(item))
      settle(item, 'APPLIED', messageId)
      if (ref.messageId === null) unsettled.push({ ...ref, messageId })
      ref.messageId = messageId
    }
    this.stored = await storeMessages(this.#transaction, this.#projectId, drafts, this.#now)
    await settleMessageRefs(this.#transaction, this.#projectId, unsettled)
  }

  async #applyEffects(
    refs: ReadonlyMap<string, MessageRef>,
    rereads: { item: MessageItem; messageId: string }[],
  ): Promise<void> {
    const effects: Effect[] = []
    const parked: { ref: MessageRef; eventId: string }[] = []
    for (const item of this.items) {
      const ref = refOf(item, refs)
      if (!ref || !isEffect(item)) continue
      if (ref.messageId) effects.push({ item, ref })
      else {
        settle(item, 'WAITING')
        parked.push({ ref, eventId: item.id })
      }
    }
    await parkEvents(this.#transaction, this.#projectId, parked)
    if (effects.length + rereads.length === 0) return
    const changed = await applyEffects(this.#transaction, this.#projectId, effects, rereads, this.#identities)
    this.changedMessages.push(...changed)
    this.rewritten = changed
  }

  #applyStandings(): void {
    const standings = this.items.filter(isStanding).flatMap((item) => {
      const identity = this.#identities.of(item.platformId, storableKey(item.event.customer.externalId))
      if (!identity) return []
      settle(item, 'APPLIED')
      return [{ identity, event: item.event, at: happenedAt(item) }]
    })
    applyStandings(this.#transaction, this.#projectId, standings)
    markReachable(this.#transaction, this.#projectId, writersOf(this.stored, this.#identities))
  }

  async #save(): Promise<void> {
    const changed = this.conversations.changed()
    await recountLateAnswers(this.#transaction, this.#projectId, changed)
    await saveConversations(this.#transaction, this.#projectId, changed)
  }
}
