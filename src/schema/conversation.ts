import { taskOrder } from '../domain/ai/read-tasks.ts'
import { conversationOrder, pageConversations } from '../domain/conversations/read-conversations.ts'
import { messageOrder } from '../domain/messages/read-messages.ts'
import { builder } from './builder.ts'
import { ConversationConnection, MessageConnection, ProcessingTaskConnection } from './connections.ts'
import { ConversationFilterInput, toConversationFilter } from './conversation-filter.ts'
import {
  AssignmentType,
  ConversationStatus,
  ConversationType,
  ResolutionStatus,
  ThreadControl,
} from './enums.ts'
import { liveArguments, liveNodes } from './live.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import {
  ConversationRef,
  CustomerRef,
  MemberRef,
  MessageRef,
  PersonalityRef,
  PlatformRef,
  ProcessingTaskRef,
} from './refs.ts'
import { required } from './required.ts'

ConversationRef.implement({
  description: 'A thread with a customer, or of a group or a post, on a platform.',
  interfaces: [Node],
  fields: (t) => ({
    platform: t.field({
      type: PlatformRef,
      description: 'Where it is held.',
      resolve: async ({ platformId }, _args, { loaders }) =>
        required(await loaders.platform.load(platformId), 'the platform'),
    }),
    customer: t.field({
      type: CustomerRef,
      nullable: true,
      description: 'With whom; null for groups, and where the network hides who wrote.',
      resolve: ({ customerId }, _args, { loaders }) =>
        customerId ? loaders.customer.load(customerId) : null,
    }),
    externalId: t.exposeString('externalId', {
      description:
        'The network’s id of the thread, else the customer’s, the group’s or the top-level comment’s.',
    }),
    type: t.expose('type', { type: ConversationType, description: 'Who can see it.' }),
    status: t.expose('status', {
      type: ConversationStatus,
      description: 'Where it stands in the work of the team.',
    }),
    snoozedUntil: t.expose('snoozedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'When it comes back, UTC; null unless it is SNOOZED.',
    }),
    title: t.exposeString('title', {
      nullable: true,
      description: 'Its name, as of a group; null where it has none.',
    }),
    summary: t.exposeString('summary', {
      nullable: true,
      description: 'What it is about so far; null until the AI has summed it up.',
    }),
    tags: t.exposeStringList('tags', { description: 'Words the team has put on it.' }),
    priority: t.exposeInt('priority', { description: 'Higher is more urgent; 0 is usual.' }),
    threadControl: t.expose('threadControl', {
      type: ThreadControl,
      nullable: true,
      description: 'Which app has the say in the thread; null where the network has told of none.',
    }),
    deliveredUntil: t.expose('deliveredUntil', {
      type: 'DateTime',
      nullable: true,
      description:
        'All that was sent up to here was delivered, UTC; null where the network tells it per message or not at all.',
    }),
    readUntil: t.expose('readUntil', {
      type: 'DateTime',
      nullable: true,
      description:
        'The customer has read all that was sent up to here, UTC; null where the network tells it per message or not at all.',
    }),
    assignmentType: t.expose('assignmentType', { type: AssignmentType, description: 'Who answers it.' }),
    assignee: t.field({
      type: MemberRef,
      nullable: true,
      description: 'The member it is assigned to; null when to nobody.',
      resolve: ({ assigneeId }, _args, { loaders }) => (assigneeId ? loaders.member.load(assigneeId) : null),
    }),
    assignedAt: t.expose('assignedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last assigned, UTC; null when never.',
    }),
    resolutionStatus: t.expose('resolutionStatus', {
      type: ResolutionStatus,
      description: 'Whether the customer was helped.',
    }),
    satisfaction: t.exposeInt('satisfaction', {
      nullable: true,
      description: 'The customer’s rating, 1 to 5; null until they gave one.',
    }),
    metadata: t.expose('metadata', { type: 'JSON', description: 'What integrators keep with it.' }),
  }),
})

builder.objectFields(ConversationRef, (t) => ({
  aiEnabled: t.exposeBoolean('aiEnabled', { description: 'The AI may work on it.' }),
  autoResponseEnabled: t.exposeBoolean('autoResponseEnabled', {
    description: 'The AI may send answers by itself.',
  }),
  personality: t.field({
    type: PersonalityRef,
    nullable: true,
    description: 'How the AI speaks in it; null for the default of the platform.',
    resolve: ({ personalityId }, _args, { loaders }) =>
      personalityId ? loaders.personality.load(personalityId) : null,
  }),
  aiContext: t.expose('aiContext', { type: 'JSON', description: 'What the AI keeps in mind of it.' }),
  messageCount: t.exposeInt('messageCount', { description: 'Messages in it, both ways.' }),
  unreadCount: t.exposeInt('unreadCount', {
    description: 'Inbound messages since the last answer or mark-as-read.',
  }),
  averageResponseTime: t.float({
    nullable: true,
    description:
      'Mean time from a customer’s first unanswered message to the answer, seconds; null without any answer.',
    resolve: ({ responseSeconds, responseCount }) =>
      responseCount > 0 ? responseSeconds / responseCount : null,
  }),
  episode: t.exposeInt('episode', {
    description: 'How often it was opened: each close and reopen begins another.',
  }),
}))

builder.objectFields(ConversationRef, (t) => ({
  firstMessageAt: t.expose('firstMessageAt', {
    type: 'DateTime',
    nullable: true,
    description: 'Time of its first message, UTC; null without any.',
  }),
  lastMessageAt: t.expose('lastMessageAt', {
    type: 'DateTime',
    nullable: true,
    description: 'Time of its latest message, UTC; null without any.',
  }),
  lastInboundAt: t.expose('lastInboundAt', {
    type: 'DateTime',
    nullable: true,
    description:
      'Time of the latest message from outside, UTC: answer windows count from it. Null without any.',
  }),
  lastAiResponseAt: t.expose('lastAiResponseAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the AI last answered, UTC; null when never.',
  }),
  waitingSince: t.expose('waitingSince', {
    type: 'DateTime',
    nullable: true,
    description: 'Time of the oldest customer message that nobody has answered, UTC; null when none waits.',
  }),
  closedAt: t.expose('closedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it was last closed, UTC; null when never.',
  }),
  episodeStartedAt: t.expose('episodeStartedAt', {
    type: 'DateTime',
    description: 'When it was last opened, UTC.',
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored first, UTC.' }),
  updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
}))

builder.objectFields(ConversationRef, (t) => ({
  messages: t.connection(
    {
      type: MessageRef,
      description:
        'By platform time, then by the conversation’s own sequence; newest last. Ask for `last` to see the newest.',
      resolve: async ({ id }, args, { loaders }) => {
        const page = pageOf(args, messageOrder)
        const slice = await loaders.messagesOf.load({ parentId: id, ask: { page, filter: null } })
        return toConnection(slice, page, messageOrder)
      },
    },
    MessageConnection,
  ),
  tasks: t.connection(
    {
      type: ProcessingTaskRef,
      description: 'The AI steps on it and its messages, newest first.',
      resolve: async ({ id }, args, { loaders }) => {
        const page = pageOf(args, taskOrder)
        const slice = await loaders.tasksOfConversation.load({ parentId: id, ask: { page, filter: null } })
        return toConnection(slice, page, taskOrder)
      },
    },
    ProcessingTaskConnection,
  ),
}))

builder.queryField('conversations', (t) =>
  t.connection(
    {
      type: ConversationRef,
      description: 'Most recent message first. A conversation without any message is not listed.',
      args: {
        filter: t.arg({
          type: ConversationFilterInput,
          description: 'Only conversations that match it all.',
        }),
      },
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, conversationOrder)
        const filter = toConversationFilter(args.filter)
        const slice = await pageConversations(database, principal.projectId, page, filter)
        return toConnection(slice, page, conversationOrder)
      },
    },
    ConversationConnection,
  ),
)

builder.subscriptionField('conversationUpdated', (t) =>
  t.field({
    type: ConversationRef,
    description: 'Conversations that changed, read as of now: of the project, a platform, or one alone.',
    args: liveArguments(t),
    subscribe: (_root, args, context) =>
      liveNodes(context, args, 'CONVERSATION_UPDATED', (id) => context.loaders.conversation.load(id)),
    resolve: (conversation) => conversation,
  }),
)
