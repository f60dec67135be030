import { type Authenticator, hashApiKey, type NamedProject } from '../domain/access/authenticate.ts'
import type { Principal } from '../domain/access/principal.ts'
import type { Budgets } from '../infra/budgets.ts'

export type Admission =
  | { ok: true; principal: Principal }
  | { ok: false; code: 'UNAUTHENTICATED' }
  | { ok: false; code: 'RATE_LIMITED'; retryAfterSeconds: number }

const MOST_REMEMBERED = 10_000

/**
 * Asks who holds a key, and tires of addresses that try one bad key after the other: those are answered without
 * looking until their minute is over. Keys that were good here before pass, so that one broken client does not shut
 * out the others of its office.
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
    const name = key === null ? '' : hashApiKey(key).toString('base64')
    const tiredForMs = (this.#tired.get(address) ?? 0) - Date.now()
    if (tiredForMs > 0 && !this.#good.has(name)) return limited(tiredForMs)
    const principal = key === null ? null : await this.#authenticator.principalOf(key, project)
    if (principal) {
      remember(this.#good, name, true)
      return { ok: true, principal }
    }
    this.#good.delete(name)
    const { granted, resetMs } = await this.#failures.spend(address, 1)
    if (granted) return { ok: false, code: 'UNAUTHENTICATED' }
    remember(this.#tired, address, Date.now() + resetMs)
    return limited(resetMs)
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
