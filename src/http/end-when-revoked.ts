import { GraphQLError } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Authenticator } from '../domain/access/authenticate.ts'
import type { GraphQLContext } from '../schema/index.ts'

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

/** Rights are checked again for every event of a subscription: whoever lost theirs hears nothing more. */
export function endWhenRevoked(authenticator: Authenticator): Plugin<GraphQLContext> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) return
        const { principal } = args.contextValue as GraphQLContext
        setResult(
          guarded(result[Symbol.asyncIterator]() as AsyncIterator<never>, () =>
            authenticator.holds(principal),
          ),
        )
      },
    }),
  }
}

/** Passes events on while `allowed` says so. `return` reaches the source even while it waits for an event. */
function guarded<T>(source: AsyncIterator<T>, allowed: () => Promise<boolean>): AsyncIterableIterator<T> {
  return {
    next: async () => {
      const result = await source.next()
      if (result.done) return result
      const refusal = await allowed().then(
        (holds) => (holds ? null : revoked()),
        () => unchecked(),
      )
      if (!refusal) return result
      await source.return?.()
      throw refusal
    },
    return: async () => {
      await source.return?.()
      return { done: true, value: undefined as never }
    },
    throw: async (error) => {
      await source.return?.()
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
