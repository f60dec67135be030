/** What each customer sees with each account. */
import {
  type Account,
  type Conversation,
  type Customer,
  perAccount,
  type SimulatedMessage,
} from './network.ts'

const MAX_CONVERSATIONS = 20_000
const MAX_MESSAGES = 500

interface Place {
  conversation: Conversation
  message: SimulatedMessage
}

export class Conversations {
  #byKey = new Map<string, Conversation>()
  #customers = new Map<string, Customer>()
  readonly #placesOf = perAccount(() => new Map<string, Place>())

  find(account: Account, customerId: string): Conversation | null {
    return this.#byKey.get(key(account, customerId)) ?? null
  }

  ofCustomer(type: string, customerId: string): Conversation[] {
    return this.list().filter(({ account, customer }) => account.type === type && customer.id === customerId)
  }

  list(): Conversation[] {
    return [...this.#byKey.values()]
  }

  meet(account: Account, customerId: string, now: number): Conversation {
    const found = this.find(account, customerId)
    if (found) return found
    const made: Conversation = {
      account,
      customer: this.#customer(account.type, customerId),
      messages: [],
      blocked: false,
      lastWroteAt: now,
      typingUntil: 0,
      seenByBusinessAt: 0,
    }
    this.#byKey.set(key(account, customerId), made)
    this.#makeRoom()
    return made
  }

  findMessage(account: Account, messageId: string): Place | null {
    return this.#placesOf(account).get(messageId) ?? null
  }

  add(conversation: Conversation, message: SimulatedMessage): void {
    conversation.messages.push(message)
    const places = this.#placesOf(conversation.account)
    places.set(message.id, { conversation, message })
    while (conversation.messages.length > MAX_MESSAGES) {
      const dropped = conversation.messages.shift()
      if (dropped && places.get(dropped.id)?.message === dropped) places.delete(dropped.id)
    }
  }

  forget(account: Account): void {
    for (const [at, conversation] of this.#byKey) {
      if (conversation.account === account) this.#byKey.delete(at)
    }
    const known = new Set(this.list().map((one) => one.customer))
    for (const [at, customer] of this.#customers) {
      if (!known.has(customer)) this.#customers.delete(at)
    }
  }

  clear(): void {
    this.#byKey.clear()
    this.#customers.clear()
  }

  /** The same person for all accounts of a network. */
  #customer(type: string, id: string): Customer {
    const at = `${type}:${id}`
    const customer = this.#customers.get(at) ?? {
      type,
      id,
      name: `Customer ${id.slice(-4)}`,
      username: null,
      pictureUrl: null,
    }
    this.#customers.set(at, customer)
    return customer
  }

  #makeRoom(): void {
    if (this.#byKey.size <= MAX_CONVERSATIONS) return
    const [oldestKey, oldest] = this.#byKey.entries().next().value ?? []
    if (oldestKey === undefined || !oldest) return
    this.#byKey.delete(oldestKey)
    for (const { id } of oldest.messages) this.#placesOf(oldest.account).delete(id)
    if (this.ofCustomer(oldest.account.type, oldest.customer.id).length === 0)
      this.#customers.delete(`${oldest.account.type}:${oldest.customer.id}`)
  }
}

const key = (account: Account, customerId: string) => `${account.type}:${account.externalId}:${customerId}`
