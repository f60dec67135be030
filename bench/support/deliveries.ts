import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

/** What a subscriber of `messageReceived` sees of stamped messages: how late, how often, and which never. */
export class Deliveries {
  readonly latencies: number[] = []
  twice = 0
  #waiting = new Map<string, boolean>()
  readonly #close: () => void

  constructor(close: () => void) {
    this.#close = close
  }

  /** The text of a message that says when it was due. */
  stamp(n: number, scheduled: number, counted: boolean): string {
    const stamp = `${n} ${scheduled}`
    this.#waiting.set(stamp, counted)
    return `${stamp};`
  }

  received(content: string): void {
    const stamp = content.slice(0, content.indexOf(';'))
    const counted = this.#waiting.get(stamp)
    if (counted === undefined) this.twice += 1
    this.#waiting.delete(stamp)
    if (counted) this.latencies.push(performance.now() - Number(stamp.split(' ')[1]))
  }

  get missing(): number {
    return this.#waiting.size
  }

  close(): void {
    this.#close()
  }
}

const SETTLE_MS = 1000

/** Subscribes, and waits until the server surely follows. */
export async function subscribe(url: string, apiKey: string): Promise<Deliveries> {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { apiKey },
    lazy: false,
    retryAttempts: 0,
  })
  const deliveries = new Deliveries(() => void client.dispose())
  const query = 'subscription { messageReceived { content } }'
  client.subscribe<{ messageReceived: { content: string } }>(
    { query },
    {
      next: ({ data, errors }) => {
        if (data) deliveries.received(data.messageReceived.content)
        else fail(errors)
      },
      error: fail,
      complete: () => undefined,
    },
  )
  await delay(SETTLE_MS)
  return deliveries
}

function fail(reason: unknown): never {
  throw new Error(`the subscription failed: ${JSON.stringify(reason)}`, { cause: reason })
}
