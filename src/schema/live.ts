import type { ChangeKind, Feed, FeedFilter } from '../domain/changes/change.ts'
import type { builder } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { rowIdOf } from './global-id.ts'
import { graphError } from './graph-error.ts'

type SubscriptionFields = Parameters<Parameters<typeof builder.subscriptionFields>[0]>[0]

/** The arguments by which a subscription is narrowed. */
export function liveArguments(t: SubscriptionFields) {
  return {
    platformId: t.arg.id({ description: 'Only of this platform. NOT_FOUND when it is not in the project.' }),
    conversationId: t.arg.id({
      description: 'Only of this conversation. NOT_FOUND when it is not in the project.',
    }),
  }
}

interface LiveArguments {
  platformId?: string | null | undefined
  conversationId?: string | null | undefined
}

/** The rows that the arguments name: a stranger's id must not become a stream that stays silent for ever. */
export async function feedFilterOf({ loaders }: GraphQLContext, args: LiveArguments): Promise<FeedFilter> {
  const find = async (
    type: 'Platform' | 'Conversation',
    globalId: string | null | undefined,
    load: (id: string) => Promise<unknown>,
  ) => {
    if (globalId == null) return undefined
    const id = rowIdOf(type, globalId)
    if (id !== null && (await load(id)) !== null) return id
    throw graphError(
      'NOT_FOUND',
      `This project has no ${type.toLowerCase()} with the id ${JSON.stringify(globalId)}`,
    )
  }
  const [platformId, conversationId] = await Promise.all([
    find('Platform', args.platformId, (id) => loaders.platform.load(id)),
    find('Conversation', args.conversationId, (id) => loaders.conversation.load(id)),
  ])
  return { platformId, conversationId }
}

/** Items read together: one statement for what a busy moment has ready, and never a wait for more. */
const MOST_AT_ONCE = 100

/**
 * A stream of what `read` makes of another's items, in their order; what it answers with null is left out.
 * Written by hand, because a generator that waits for its source cannot be told to stop until the source has
 * something to say.
 */
export function mapped<Item, Result>(
  source: Feed<Item>,
  read: (item: Item) => Promise<Result | null> | Result | null,
): AsyncIterableIterator<Result> {
  let results: Result[] = []
  const next = async (): Promise<IteratorResult<Result>> => {
    for (;;) {
      const result = results.shift()
      if (result !== undefined) return { done: false, value: result }
      const item = await source.next()
      if (item.done) return { done: true, value: undefined }
      const items = [item.value, ...(source.ready?.(MOST_AT_ONCE - 1) ?? [])]
      results = (await Promise.all(items.map(read))).filter((one) => one !== null)
    }
  }
  const close = async (): Promise<IteratorResult<Result>> => {
    results = []
    await source.return?.()
    return { done: true, value: undefined }
  }
  return {
    // A reader that is given up on must not keep its source.
    next: () => next().catch((error: unknown) => close().then(() => Promise.reject(error))),
    return: close,
    throw: (error: unknown) => close().then(() => Promise.reject(error)),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** The nodes that changes of one kind are about, each read as of now; one that vanished is skipped. */
export async function liveNodes<T>(
  context: GraphQLContext,
  args: LiveArguments,
  kind: ChangeKind,
  load: (id: string) => Promise<T | null>,
): Promise<AsyncIterableIterator<T>> {
  const filter = await feedFilterOf(context, args)
  const changes = context.changes.live(context.principal.projectId, filter)
  return mapped(changes, (change) => (change.kind === kind ? load(change.subjectId) : null))
}
