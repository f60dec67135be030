import { GraphQLError } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Authenticator } from '../domain/access/authenticate.ts'
import type { Principal } from '../domain/access/principal.ts'
import type { GraphQLContext } from '../schema/index.ts'
import type { RightsWatch } from './rights-watch.ts'

function revoked(): GraphQLError {
  return new GraphQLError(
    'The key or token was revoked or has expired, or its rights changed: connect again.',
    {
      extensions: { code: 'UNAUTHENTICATED' },
    },
  )
}

function unchecked(): GraphQLError {
  return new GraphQLError(
    'Your rights could not be checked just now: try again; a subscription goes on after your last cursor.',
    {
      extensions: { code: 'UNAVAILABLE' },
    },
  )
}

/** Why somebody may not go on as who they were when they came; null while their rights are what they were. */
export async function rightsLost(
  authenticator: Authenticator,
  principal: Principal,
): Promise<GraphQLError | null> {
  return await authenticator.holds(principal).then(
    (holds) => (holds ? null : revoked()),
    () => unchecked(),
  )
}

/**
 * Rights are checked again for every event of a subscription: whoever lost theirs hears nothing more, and is told why.
 * A stream of events is ended also while nothing happens; a WebSocket is closed as a whole.
 */
export function endWhenRevoked(authenticator: Authenticator, rights: RightsWatch): Plugin<GraphQLContext> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) return
        const { principal, request } = args.contextValue as GraphQLContext & { request?: Request }
        const events = new Guarded(result[Symbol.asyncIterator]() as AsyncIterator<Told>, () =>
          rightsLost(authenticator, principal),
        )
        if (request) events.onEnd(rights.watch(principal, () => events.refuse(revoked())))
        setResult(events as never)
      },
    }),
  }
}

type Told = { errors?: readonly GraphQLError[] }

/** Passes events on until there is a refusal, which is the last. */
class Guarded implements AsyncIterableIterator<Told> {
  readonly #source: AsyncIterator<Told>
  readonly #refusalNow: () => Promise<GraphQLError | null>
  #unwatch: () => void = () => undefined
  /** What the reader waits for is no event any more. */
  #interrupt: (refusal: GraphQLError) => void = () => undefined
  #refusal: GraphQLError | undefined
  #hasEnded = false

  constructor(source: AsyncIterator<Told>, refusalNow: () => Promise<GraphQLError | null>) {
    this.#source = source
    this.#refusalNow = refusalNow
  }

  onEnd(unwatch: () => void): void {
    this.#unwatch = unwatch
  }

  /** Told to the reader at once, or when it asks for more. */
  refuse(refusal: GraphQLError): void {
    this.#refusal ??= refusal
    this.#interrupt(refusal)
  }

  async next(): Promise<IteratorResult<Told>> {
    if (this.#hasEnded) return { done: true, value: undefined }
    const found = this.#refusal ?? (await this.#event())
    if (!(found instanceof GraphQLError)) {
      if (found.done) this.#end()
      return found
    }
    await this.return()
    return { done: false, value: { errors: [found] } }
  }

  /** Reaches the source even while it waits for an event. */
  async return(): Promise<IteratorResult<Told>> {
    this.#end()
    await this.#source.return?.()
    return { done: true, value: undefined }
  }

  async throw(error: unknown): Promise<IteratorResult<Told>> {
    await this.return()
    throw error
  }

  [Symbol.asyncIterator]() {
    return this
  }

  #end(): void {
    this.#hasEnded = true
    this.#unwatch()
  }

  async #event(): Promise<IteratorResult<Told> | GraphQLError> {
    const result = await new Promise<IteratorResult<Told> | GraphQLError>((resolve, reject) => {
      this.#interrupt = resolve
      this.#source.next().then(resolve, (error) => {
        this.#end()
        reject(error)
      })
    })
    if (result instanceof GraphQLError || result.done) return result
    return (await this.#refusalNow()) ?? result
  }
}
