import { WebSocket } from 'ws'

export interface ServerMessage {
  id?: string
  type: string
  payload?: { data?: Record<string, unknown>; errors?: unknown } & Record<string, unknown>
}

/** A bare client of graphql-transport-ws that may also break its rules. */
export class WsClient {
  readonly socket: WebSocket
  readonly messages: ServerMessage[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  #waiting: (() => void)[] = []
  #end = ''

  constructor(url: string, protocol = 'graphql-transport-ws', origin?: string) {
    this.socket = new WebSocket(url.replace(/^http/, 'ws'), protocol, origin === undefined ? {} : { origin })
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.#end = `${code} ${reason}`
        resolve({ code, reason: reason.toString() })
        this.#wake()
      })
    })
    this.socket.on('error', () => undefined)
    this.socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as ServerMessage
      if (message.type === 'ping') return
      this.messages.push(message)
      this.#wake()
    })
  }

  async opened(): Promise<this> {
    await new Promise((resolve) => this.socket.once('open', resolve))
    return this
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** Opens, says who it is, and waits for the acknowledgement. */
  async init(apiKey: string): Promise<this> {
    await this.opened()
    this.send({ type: 'connection_init', payload: { apiKey } })
    await this.until((messages) => messages.some((message) => message.type === 'connection_ack'))
    return this
  }

  subscribe(id: string, query: string, variables: object = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } })
  }

  /** Data of the events of one operation so far. */
  events(id: string): Record<string, unknown>[] {
    return this.messages.flatMap((message) =>
      message.id === id && message.payload?.data ? [message.payload.data] : [],
    )
  }

  /** Waits for messages that fulfil a condition; fails when the socket closes or the time is up. */
  async until(holds: (messages: ServerMessage[]) => boolean, timeout = 15_000): Promise<void> {
    const deadline = Date.now() + timeout
    while (!holds(this.messages)) {
      if (this.socket.readyState === WebSocket.CLOSED)
        throw new Error(`the socket closed meanwhile: ${this.#end}`)
      if (Date.now() > deadline)
        throw new Error(`not in time; so far: ${JSON.stringify(this.messages.slice(-5))}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100)
        this.#waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  async close(): Promise<void> {
    this.socket.close(1000)
    await this.closed
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}
