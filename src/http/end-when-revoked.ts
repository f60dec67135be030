import { GraphQLError } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Authenticator } from '../domain/access/authenticate.ts'
import type { GraphQLContext } from '../schema/index.ts'

function revoked(): GraphQLError {
  return new GraphQLError('The API key was revoked or has expired: subscribe again with another.', {
    extensions: { code: 'UNAUTHENTICATED' },
  })
}

function unchecked(): GraphQLError {
  return new GraphQLError(
    'Your rights could not be checked just now: subscribe again with your last cursor.',
    {
      extensions: { code: 'UNAVAILABLE' },
    },
  )
}

/** Rights are checked again for every event of a subscription: a revoked key hears nothing more. */
export function endWhenRevoked(authenticator: Authenticator): Plugin<GraphQLContext> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) return
        const keyId = (args.contextValue as GraphQLContext).principal.id
        setResult(
          guarded(result[Symbol.asyncIterator]() as AsyncIterator<never>, () =>
            authenticator.isLiving(keyId),
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
        (living) => (living ? null : revoked()),
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
