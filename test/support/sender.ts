import { expect } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import type { TestApp } from './test-app.ts'
import { found } from './wait.ts'

export interface Seen {
  id: string
  direction: 'IN' | 'OUT'
  text: string | null
  buttons?: { label: string }[]
  reactions: { by: string; emoji: string }[]
  edited?: boolean
  deleted?: boolean
  status: string
}

export interface Sent {
  __typename: string
  code?: string
  reason?: string
  path?: string[] | null
  message?: { id: string; deliveryStatus: string }
}

export interface Told {
  content: string | null
  visibility: string
  deliveryStatus: string
  externalId: string | null
  errorClass: string | null
  attempts: { kind: string; outcome: string | null; errorClass: string | null }[]
  parts: { status: string; externalIds: string[] }[]
  reactions: { emoji: string }[]
}

export const ON_ITS_WAY = /^(SENT|DELIVERED|READ)$/

/** As content to send. */
export const text = (words: string) => ({ text: { text: words } })

let customers = 100

/** Sends through the graph, and looks at what the simulated customer sees. */
export class Sender {
  readonly #app: TestApp

  constructor(app: TestApp) {
    this.#app = app
  }

  /** A customer writes on a network; returns their id and the conversation's. */
  async meet(type: string): Promise<{ customer: string; conversationId: string; rowId: string }> {
    customers += 1
    const { samples } = channels.find((channel) => channel.type === type) ?? channels[0]
    const customer = samples.customerId(customers)
    const account = this.#app.platform(type).externalId
    await this.#app.sim(`/customers/${type}/${customer}/messages`, { account, text: 'Hello', name: 'Malee' })
    const find = async () =>
      (
        await this.#app.rows<{ id: string }>(`SELECT id FROM conversations WHERE external_id = '${customer}'`)
      )[0]?.id
    const rowId = await found(find, { timeout: 30_000, what: 'the conversation' })
    return { customer, rowId, conversationId: toGlobalId('Conversation', rowId) }
  }

  async send(conversationId: string, content: object, more: object = {}): Promise<Sent> {
    return await this.mutate('sendMessage', { conversationId, content, ...more })
  }

  /** A mutation that answers a message or an error. */
  async mutate(name: string, input: object): Promise<Sent> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    const data = await this.#app.query<Record<string, Sent>>(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) {
         __typename ... on ${type}Payload { message { id deliveryStatus } } ... on UserError { code reason: message path } } }`,
      { input },
    )
    return data[name] as Sent
  }

  async told({ message }: Sent): Promise<Told> {
    const { node } = await this.#app.query<{ node: Told }>(
      `query ($id: ID!) { node(id: $id) { ... on Message { content visibility deliveryStatus externalId errorClass
         attempts { kind outcome errorClass } parts { status externalIds } reactions { emoji } } } }`,
      { id: message?.id },
    )
    return node
  }

  /** Waits until the message is in a state. */
  async becomes(sent: Sent, status: RegExp | string, timeout = 15_000, interval = 50): Promise<Told> {
    let told: Told | undefined
    const look = async () => {
      told = await this.told(sent)
      return told.deliveryStatus
    }
    await expect.poll(look, { timeout, interval }).toMatch(status)
    return told ?? (await this.told(sent))
  }

  /** The networks fail by a rule until what this answers is called. */
  async fault(rule: object): Promise<() => Promise<void>> {
    const { fault: made } = await this.#app.sim<{ fault: { id: string } }>('/faults', rule)
    const address = `${this.#app.simulator?.url}/sim/faults/${made.id}`
    return async () => void (await fetch(address, { method: 'DELETE' }))
  }

  /** Waits until the networks have told everything, and all of it is applied. */
  async quiet(): Promise<void> {
    const pending = async () => (await this.#app.sim<{ pending: number }>('/webhooks')).pending
    await expect.poll(pending, { timeout: 10_000 }).toBe(0)
    await this.#app.settled()
  }

  async seen(type: string, customer: string): Promise<Seen[]> {
    const account = this.#app.platform(type).externalId
    const { messages } = await this.#app.sim<{ messages: Seen[] }>(
      `/customers/${type}/${customer}/messages?account=${account}`,
    )
    return messages
  }

  async outOf(type: string, customer: string): Promise<Seen[]> {
    return (await this.seen(type, customer)).filter((message) => message.direction === 'OUT')
  }
}
