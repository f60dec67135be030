import { GraphQLError } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Authenticator } from '../domain/access/authenticate.ts'
import type { Principal } from '../domain/access/principal.ts'
import type { GraphQLContext } from '../schema/index.ts'

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

/** Rights are checked again for every event of a subscription: whoever lost theirs hears nothing more. */
export function endWhenRevoked(authenticator: Authenticator): Plugin<GraphQLContext> {
  return {
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => {
        if (!isAsyncIterable(result)) return
        const { principal } = args.contextValue as GraphQLContext
        setResult(
          guarded(result[Symbol.asyncIterator]() as AsyncIterator<never>, () =>
            rightsLost(authenticator, principal),
          ),
        )
      },
    }),
  }
}

/** Passes events on until there is a refusal. `return` reaches the source even while it waits for an event. */
function guarded<T>(
  source: AsyncIterator<T>,
  refusalNow: () => Promise<GraphQLError | null>,
): AsyncIterableIterator<T> {
  return {
    next: async () => {
      const result = await source.next()
      if (result.done) return result
      const refusal = await refusalNow()
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
