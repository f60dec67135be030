import type { Socket } from 'node:net'
import type { ClientBase } from 'pg'

/** pg keeps its socket here; its types do not tell. */
interface WithStream {
  connection?: { stream?: Pick<Socket, 'cork' | 'uncork'> }
}

/**
 * Holds back what is sent to a connection until it is let go: statements that belong together then leave in one
 * packet, instead of a system call and a wake-up of the database's process for each.
 */
export class Cork {
  readonly #stream: Pick<Socket, 'cork' | 'uncork'> | undefined
  #isIn = false

  constructor(client: ClientBase) {
    this.#stream = (client as unknown as WithStream).connection?.stream
  }

  hold(): void {
    if (this.#isIn) return
    this.#isIn = true
    this.#stream?.cork()
  }

  letGo(): void {
    if (!this.#isIn) return
    this.#isIn = false
    this.#stream?.uncork()
  }
}
