import { GraphQLError } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Authenticator } from '../domain/access/authenticate.ts'
import type { GraphQLContext } from '../schema/index.ts'
import type { RightsWatch } from './rights-watch.ts'

function revoked(): GraphQLError {
  return new GraphQLError(
    'The key or token was revoked or has expired, or its rights changed: subscribe again.',
    {
      extensions: { code: 'UNAUTHENTICATED' },
    },
  )
}

function unchecked(): GraphQLError {
  return new GraphQLError(
    'Your rights could not be checked just now: subscribe again with your last cursor.',
    {
      extensions: { code: 'UNAVAILABLE' },
    },
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
          authenticator.holds(principal),
        )
        if (request) events.onEnd(rights.watch(principal, () => events.refuse(revoked())))
        setResult(events as never)
      },
    }),
  }
}

type Told = { errors?: readonly GraphQLError[] }

/** Passes events on while `allowed` says so; then why it does not, as the last. */
class Guarded implements AsyncIterableIterator<Told> {
  readonly #source: AsyncIterator<Told>
  readonly #allowed: () => Promise<boolean>
  #unwatch: () => void = () => undefined
  /** What the reader waits for is no event any more. */
  #interrupt: (refusal: GraphQLError) => void = () => undefined
  #refusal: GraphQLError | undefined
  #hasEnded = false

  constructor(source: AsyncIterator<Told>, allowed: () => Promise<boolean>) {
    this.#source = source
    this.#allowed = allowed
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
    return await this.#allowed().then(
      (holds) => (holds ? result : revoked()),
      () => unchecked(),
    )
  }
}
