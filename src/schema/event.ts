import type { ChangeKind, FeedItem, LoggedChange } from '../domain/changes/change.ts'
import { builder } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { graphError } from './graph-error.ts'
import { feedFilterOf, liveArguments, mapped } from './live.ts'
import { ConversationRef, MessageRef, MessageTemplateRef, PlatformRef, ProcessingTaskRef } from './refs.ts'

/** What a subscriber of `events` is told, with the place in the change log to go on from. */
interface Told<Name extends string, Node = null> {
  typeName: Name
  position: number
  node: Node
}

type Shape<Ref> = Ref extends { $inferType: infer Row } ? Row : never
type MessageTold<Name extends string> = Told<Name, Shape<typeof MessageRef>>
type GapTold = Told<'Gap'> & { reason: string }

const cursorOf = ({ position }: { position: number }) => Buffer.from(`c:${position}`).toString('base64url')

function positionOf(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const position = /^c:(\d{1,16})$/.test(text) ? Number(text.slice(2)) : Number.NaN
  if (Number.isSafeInteger(position) && cursorOf({ position }) === cursor) return position
  throw graphError(
    'BAD_CURSOR',
    '`after` is no cursor of the change log: give one that `changeCursor` or an event answered, unchanged, or null to start now',
  )
}

const CURSOR = 'Go on after this event by `events(after:)`.'

const MessageAdded = builder.objectRef<MessageTold<'MessageAdded'>>('MessageAdded').implement({
  description: 'A message was stored, in or out.',
  fields: (t) => ({
    cursor: t.string({ description: CURSOR, resolve: cursorOf }),
    message: t.field({
      type: MessageRef,
      description: 'The message, as of now.',
      resolve: ({ node }) => node,
    }),
  }),
})

const MessageUpdated = builder.objectRef<MessageTold<'MessageUpdated'>>('MessageUpdated').implement({
  description: 'A message changed: status, edit, reaction, visibility.',
  fields: (t) => ({
    cursor: t.string({ description: CURSOR, resolve: cursorOf }),
    message: t.field({
      type: MessageRef,
      description: 'The message, as of now.',
      resolve: ({ node }) => node,
    }),
  }),
})

const ConversationUpdated = builder
  .objectRef<Told<'ConversationUpdated', Shape<typeof ConversationRef>>>('ConversationUpdated')
  .implement({
    description: 'A conversation began or changed.',
    fields: (t) => ({
      cursor: t.string({ description: CURSOR, resolve: cursorOf }),
      conversation: t.field({
        type: ConversationRef,
        description: 'The conversation, as of now.',
        resolve: ({ node }) => node,
      }),
    }),
  })

const PlatformUpdated = builder
  .objectRef<Told<'PlatformUpdated', Shape<typeof PlatformRef>>>('PlatformUpdated')
  .implement({
    description: 'A platform changed, such as its connection.',
    fields: (t) => ({
      cursor: t.string({ description: CURSOR, resolve: cursorOf }),
      platform: t.field({
        type: PlatformRef,
        description: 'The platform, as of now.',
        resolve: ({ node }) => node,
      }),
    }),
  })

const TaskUpdated = builder
  .objectRef<Told<'TaskUpdated', Shape<typeof ProcessingTaskRef>>>('TaskUpdated')
  .implement({
    description: 'An AI step was queued or went on.',
    fields: (t) => ({
      cursor: t.string({ description: CURSOR, resolve: cursorOf }),
      task: t.field({
        type: ProcessingTaskRef,
        description: 'The step, as of now.',
        resolve: ({ node }) => node,
      }),
    }),
  })

const TemplateUpdated = builder
  .objectRef<Told<'TemplateUpdated', Shape<typeof MessageTemplateRef>>>('TemplateUpdated')
  .implement({
    description: 'A message template was made, judged, changed or deleted.',
    fields: (t) => ({
      cursor: t.string({ description: CURSOR, resolve: cursorOf }),
      template: t.field({
        type: MessageTemplateRef,
        description: 'The template, as of now.',
        resolve: ({ node }) => node,
      }),
    }),
  })

const Checkpoint = builder.objectRef<Told<'Checkpoint'>>('Checkpoint').implement({
  description: 'Nothing else up to here: comes first, and then in every quiet half minute.',
  fields: (t) => ({ cursor: t.string({ description: CURSOR, resolve: cursorOf }) }),
})

const Gap = builder.objectRef<GapTold>('Gap').implement({
  description:
    'The change log no longer reaches back to the cursor: read again what is shown, then go on from here.',
  fields: (t) => ({
    cursor: t.string({ description: CURSOR, resolve: cursorOf }),
    reason: t.exposeString('reason', { description: 'Why, in words.' }),
  }),
})

const Event = builder.unionType('Event', {
  description: 'One entry of the change log, or a word about the log itself.',
  types: [
    MessageAdded,
    MessageUpdated,
    ConversationUpdated,
    PlatformUpdated,
    TaskUpdated,
    TemplateUpdated,
    Checkpoint,
    Gap,
  ],
  resolveType: (event) => event.typeName,
})

type AnyEvent = Shape<typeof Event>

/** Reads what a change is about, as of now; null when it is no longer there. */
type Tell = (context: GraphQLContext, change: LoggedChange) => Promise<AnyEvent | null>

function told<Name extends string, Node>(
  typeName: Name,
  load: (context: GraphQLContext, id: string) => Promise<Node | null>,
) {
  return async (context: GraphQLContext, { position, subjectId }: LoggedChange) => {
    const node = await load(context, subjectId)
    return node && { typeName, position, node }
  }
}

const tells: Record<ChangeKind, Tell> = {
  MESSAGE_ADDED: told('MessageAdded', ({ loaders }, id) => loaders.message.load(id)),
  MESSAGE_UPDATED: told('MessageUpdated', ({ loaders }, id) => loaders.message.load(id)),
  CONVERSATION_UPDATED: told('ConversationUpdated', ({ loaders }, id) => loaders.conversation.load(id)),
  PLATFORM_UPDATED: told('PlatformUpdated', ({ loaders }, id) => loaders.platform.load(id)),
  TASK_UPDATED: told('TaskUpdated', ({ loaders }, id) => loaders.task.load(id)),
  TEMPLATE_UPDATED: told('TemplateUpdated', ({ loaders }, id) => loaders.template.load(id)),
}

function tell(context: GraphQLContext, item: FeedItem): Promise<AnyEvent | null> | AnyEvent {
  switch (item.type) {
    case 'change':
      return tells[item.change.kind](context, item.change)
    case 'checkpoint':
      return { typeName: 'Checkpoint', position: item.position, node: null }
    case 'gap':
      return { typeName: 'Gap', position: item.position, node: null, reason: item.reason }
  }
}

builder.queryField('changeCursor', (t) =>
  t.string({
    description:
      'Where the change log stands now: read it with the first page, then subscribe to `events(after:)`.',
    resolve: async (_root, _args, { changes, principal }) =>
      cursorOf({ position: await changes.position(principal.projectId) }),
  }),
)

builder.subscriptionField('events', (t) =>
  t.field({
    type: Event,
    description:
      'Every change after a cursor: first what was missed, then live; a Gap when what was missed is no longer kept.',
    args: {
      after: t.arg.string({ description: 'A cursor of `changeCursor` or of an event; null to start now.' }),
      ...liveArguments(t),
    },
    subscribe: async (_root, args, context) => {
      const position = args.after == null ? null : positionOf(args.after)
      const filter = await feedFilterOf(context, args)
      const items = context.changes.after(context.principal.projectId, position, filter)
      return mapped(items, (item) => tell(context, item))
    },
    resolve: (event) => event,
  }),
)
