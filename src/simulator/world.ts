import { Accounts } from './accounts.ts'
import { Conversations } from './conversations.ts'
import { Ledger } from './ledger.ts'
import { MediaStore } from './media-store.ts'
import type {
  Account,
  Conversation,
  MessageDraft,
  ProbeResult,
  Rate,
  SimulatedMessage,
  World,
} from './network.ts'
import { probe } from './probe.ts'
import { seededRandom } from './random.ts'
import { takePoint } from './rates.ts'

/** The memory behind all networks. */
export class SimulatedWorld implements World {
  readonly registry = new Accounts()
  readonly conversations = new Conversations()
  readonly ledger = new Ledger()
  readonly media = new MediaStore(() => this.now())
  readonly random: () => number
  baseUrl = ''
  #offsetMs = 0
  /**
   * Begins later at every start: whoever keeps a database between two starts must not take new messages for old
   * ones. Sixteen a second last until 2030 in 31 bits, which some ids of Telegram must fit.
   */
  #last = Math.floor((Date.now() - Date.UTC(2026, 0, 1)) / 1000) * 16

  constructor(seed: number) {
    this.random = seededRandom(seed)
  }

  now(): number {
    return Date.now() + this.#offsetMs
  }

  /** Moves the clock forward: a window of 24 hours closes without waiting for it. */
  advance(ms: number): void {
    this.#offsetMs += ms
  }

  next(): number {
    this.#last += 1
    return this.#last
  }

  accounts(): readonly Account[] {
    return this.registry.list()
  }

  conversation(account: Account, customerId: string): Conversation {
    return this.conversations.meet(account, customerId, this.now())
  }

  findConversation(account: Account, customerId: string): Conversation | null {
    return this.conversations.find(account, customerId)
  }

  findMessage(account: Account, messageId: string) {
    return this.conversations.findMessage(account, messageId)
  }

  messagesOf(account: Account): SimulatedMessage[] {
    return this.conversations.list().flatMap((one) => (one.account === account ? one.messages : []))
  }

  record(conversation: Conversation, draft: MessageDraft): SimulatedMessage {
    const { hidden, ...shown } = draft
    const message: SimulatedMessage = {
      ...shown,
      at: draft.at ?? this.now(),
      status: draft.status ?? 'sent',
      reactions: [],
    }
    if (hidden !== true) this.conversations.add(conversation, message)
    if (message.direction === 'OUT') this.ledger.add(conversation, message)
    // A comment opens no conversation: …/messenger-platform/policy/policy-overview
    else if (message.type !== 'comment')
      conversation.lastWroteAt = Math.max(conversation.lastWroteAt, message.at)
    return message
  }

  react(message: SimulatedMessage, by: 'customer' | 'business', emoji: string | null): string | null {
    const before = message.reactions.find((one) => one.by === by)?.emoji ?? null
    const others = message.reactions.filter((one) => one.by !== by)
    message.reactions = emoji === null ? others : [...others, { by, emoji }]
    return before
  }

  take(account: Account, key: string, rate: Rate): number | null {
    return takePoint(account, key, rate, this.now())
  }

  probe(request: Parameters<World['probe']>[0]): Promise<ProbeResult> {
    return probe(request)
  }

  reset(): void {
    this.registry.clear()
    this.conversations.clear()
    this.ledger.clear()
    this.media.clear()
    this.#offsetMs = 0
  }
}
