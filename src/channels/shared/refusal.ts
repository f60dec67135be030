import type { ContentError, Rendering } from '../outbound.ts'

/** Why a content cannot be said on a network: thrown where it is found, and caught by `rendering`. */
export class Refusal extends Error {
  readonly error: ContentError

  constructor(error: ContentError) {
    super(error.message)
    this.name = 'Refusal'
    this.error = error
  }
}

/** The content breaks a rule of the network. */
export function invalid(message: string, path?: string): Refusal {
  return new Refusal({ code: 'INVALID_CONTENT', message, ...(path !== undefined && { path }) })
}

/** The network lacks the content. */
export function unsupported(message: string, path?: string): Refusal {
  return new Refusal({ code: 'UNSUPPORTED_CONTENT', message, ...(path !== undefined && { path }) })
}

/** What `render` gives, or the refusal that stopped it, which names the network. */
export function rendering(
  network: string,
  render: () => Omit<Extract<Rendering, { ok: true }>, 'ok'>,
): Rendering {
  try {
    return { ok: true, ...render() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { message } = error.error
    const named = message.includes(network) ? message : `${network}: ${message}`
    return { ok: false, error: { ...error.error, message: named } }
  }
}
