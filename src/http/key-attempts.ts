import { isToken } from '../domain/access/api-key.ts'
import { type Authenticator, type NamedProject, ProjectNotFound } from '../domain/access/authenticate.ts'
import type { Principal } from '../domain/access/principal.ts'
import { claimedHolder } from '../domain/access/verify-token.ts'
import type { Budgets } from '../infra/budgets.ts'

export type Admission =
  | { ok: true; principal: Principal }
  | { ok: false; code: 'UNAUTHENTICATED' }
  | { ok: false; code: 'RATE_LIMITED'; retryAfterSeconds: number }

const MOST_REMEMBERED = 10_000

/**
 * Asks who holds a key, and tires of addresses that try one bad key after the other: those are answered without
 * looking until their minute is over. Whose keys and tokens were good here before is looked at all the same, so that one
 * broken client does not shut out the others of its office.
 */
export class KeyAttempts {
  readonly #authenticator: Authenticator
  readonly #failures: Budgets
  readonly #good = new Map<string, true>()
  readonly #tired = new Map<string, number>()

  constructor(authenticator: Authenticator, failures: Budgets) {
    this.#authenticator = authenticator
    this.#failures = failures
  }

  /** Throws ProjectNotFound. */
  async admit(address: string, key: string | null, project: NamedProject = null): Promise<Admission> {
    const name = key === null ? '' : claimedHolder(key)
    const tiredForMs = (this.#tired.get(address) ?? 0) - Date.now()
    if (tiredForMs > 0 && !this.#good.has(name)) return limited(tiredForMs)
    const principal = key === null ? null : await this.#find(name, key, project)
    if (principal) return { ok: true, principal }
    // A token that is no good, such as one that has run out, says nothing of its holder's next.
    if (key !== null && !isToken(key)) this.#good.delete(name)
    const { granted, resetMs } = await this.#failures.spend(address, 1)
    if (granted) return { ok: false, code: 'UNAUTHENTICATED' }
    remember(this.#tired, address, Date.now() + resetMs)
    return limited(resetMs)
  }

  async #find(name: string, key: string, project: NamedProject): Promise<Principal | null> {
    try {
      const principal = await this.#authenticator.principalOf(key, project)
      if (principal) remember(this.#good, name, true)
      return principal
    } catch (error) {
      // The key or token is good; only the project is not theirs.
      if (error instanceof ProjectNotFound) remember(this.#good, name, true)
      throw error
    }
  }
}

function limited(ms: number): Admission {
  return { ok: false, code: 'RATE_LIMITED', retryAfterSeconds: Math.ceil(ms / 1000) }
}

function remember<T>(memory: Map<string, T>, name: string, value: T): void {
  memory.delete(name)
  memory.set(name, value)
  if (memory.size > MOST_REMEMBERED) memory.delete(memory.keys().next().value as string)
}
