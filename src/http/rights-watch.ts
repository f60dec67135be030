import type { Authenticator } from '../domain/access/authenticate.ts'
import type { Principal } from '../domain/access/principal.ts'
import type { Logger } from '../infra/logger.ts'

const CHECK_RIGHTS_EVERY = 2000

interface Watched {
  principal: Principal
  end: () => void
}

/**
 * Looks every two seconds, for all of them at once, whether those who have something open still may: a key may be
 * revoked, a role changed and a token expire while nothing happens that would ask.
 */
export class RightsWatch {
  readonly #authenticator: Authenticator
  readonly #logger: Logger
  readonly #timer: NodeJS.Timeout
  readonly #open = new Set<Watched>()

  constructor(authenticator: Authenticator, logger: Logger) {
    this.#authenticator = authenticator
    this.#logger = logger
    this.#timer = setInterval(() => void this.#look(), CHECK_RIGHTS_EVERY)
    this.#timer.unref()
  }

  /** Calls `end` once the rights are no longer what they were, until it is told that there is nothing to end. */
  watch(principal: Principal, end: () => void): () => void {
    const watched = { principal, end }
    this.#open.add(watched)
    return () => void this.#open.delete(watched)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#open.size === 0) return
    try {
      const principals = new Set([...this.#open].map(({ principal }) => principal))
      const holding = await this.#authenticator.holding([...principals])
      for (const { principal, end } of this.#open)
        if (principals.has(principal) && !holding.has(principal)) end()
    } catch (error) {
      this.#logger.warn({ err: error }, 'the rights of open connections could not be checked; trying again')
    }
  }
}
