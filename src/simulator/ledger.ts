/** Every send that a network has accepted: a test finds double sends here. */
import type { Conversation, SimulatedMessage, SimulatedPress } from './network.ts'

export interface AcceptedSend {
  network: string
  account: string
  customer: string
  messageId: string
  type: string
  text: string | null
  reference: string | null
  at: number
  /** The message's own list: shows whether each press was acknowledged. */
  presses?: SimulatedPress[]
}

const MAX_SENDS = 50_000

export class Ledger {
  #sends: AcceptedSend[] = []

  add({ account, customer }: Conversation, message: SimulatedMessage): void {
    this.#sends.push({
      network: account.type,
      account: account.externalId,
      customer: customer.id,
      messageId: message.id,
      type: message.type,
      text: message.text,
      reference: message.reference ?? null,
      at: message.at,
      ...(message.presses && { presses: message.presses }),
    })
    if (this.#sends.length > MAX_SENDS) this.#sends.splice(0, MAX_SENDS / 10)
  }

  find(wanted: { reference?: string | undefined; account?: string | undefined }): AcceptedSend[] {
    return this.#sends.filter(
      (send) =>
        (wanted.reference === undefined || send.reference === wanted.reference) &&
        (wanted.account === undefined || send.account === wanted.account),
    )
  }

  clear(): void {
    this.#sends = []
  }
}

/** How often each reference was accepted; more than once is a double send unless the message has several parts. */
export function countsByReference(sends: readonly AcceptedSend[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { reference } of sends) {
    if (reference !== null) counts[reference] = (counts[reference] ?? 0) + 1
  }
  return counts
}
