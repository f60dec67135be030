import { pageTasks, taskOrder } from '../domain/ai/read-tasks.ts'
import { builder } from './builder.ts'
import { ProcessingTaskConnection } from './connections.ts'
import { ProcessingType, TaskStatus } from './enums.ts'
import { filterIdOf } from './global-id.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { ConversationRef, MessageRef, ProcessingTaskRef } from './refs.ts'
import { required } from './required.ts'
import { resultOf, TaskResult } from './task-result.ts'

ProcessingTaskRef.implement({
  description: 'One AI step on a message or conversation.',
  interfaces: [Node],
  fields: (t) => ({
    type: t.expose('type', { type: ProcessingType, description: 'The kind of step.' }),
    status: t.expose('status', { type: TaskStatus, description: 'How far it is.' }),
    priority: t.exposeInt('priority', { description: '1 to 10; 10 is the most urgent.' }),
    message: t.field({
      type: MessageRef,
      nullable: true,
      description: 'The message it is about; null for a step on the conversation as a whole.',
      resolve: ({ messageId }, _args, { loaders }) => (messageId ? loaders.message.load(messageId) : null),
    }),
    conversation: t.field({
      type: ConversationRef,
      description: 'The conversation it is about.',
      resolve: async ({ conversationId }, _args, { loaders }) =>
        required(await loaders.conversation.load(conversationId), 'the conversation'),
    }),
    engine: t.exposeString('engine', {
      nullable: true,
      description: 'Which engine answered, such as RULES, GOOGLE, OPENAI; null until one has.',
    }),
    model: t.exposeString('model', {
      nullable: true,
      description: 'The model of the engine; null where it has none.',
    }),
    personalityVersion: t.exposeInt('personalityVersion', {
      nullable: true,
      description: 'The version of the personality that was used; null where none was.',
    }),
    attempts: t.exposeInt('attempts', { description: 'Tries so far.' }),
    maxAttempts: t.exposeInt('maxAttempts', { description: 'Tries before it is given up.' }),
    result: t.field({
      type: TaskResult,
      nullable: true,
      description: 'What came out, typed by the kind of step; null until it is COMPLETED.',
      resolve: ({ type, result }) => resultOf(type, result),
    }),
    tokens: t.exposeInt('tokens', {
      nullable: true,
      description: 'Tokens used; null where none are counted.',
    }),
    cost: t.float({
      nullable: true,
      description: 'What it cost, US dollars; null where nothing is charged or known.',
      resolve: ({ costMicros }) => (costMicros === null ? null : costMicros / 1_000_000),
    }),
    confidence: t.exposeFloat('confidence', {
      nullable: true,
      description: 'How sure the engine is, 0 to 1; null where it does not say.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why the last try failed; null when none did.',
    }),
  }),
})

builder.objectFields(ProcessingTaskRef, (t) => ({
  duration: t.float({
    nullable: true,
    description: 'From the start to the end, seconds; null until it has ended.',
    resolve: ({ startedAt, completedAt }) =>
      startedAt && completedAt ? (completedAt.getTime() - startedAt.getTime()) / 1000 : null,
  }),
  scheduledFor: t.expose('scheduledFor', {
    type: 'DateTime',
    nullable: true,
    description: 'Not before this moment, UTC; null for at once.',
  }),
  queuedAt: t.expose('queuedAt', { type: 'DateTime', description: 'When it was queued, UTC.' }),
  startedAt: t.expose('startedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When its last try began, UTC; null until then.',
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
  completedAt: t.expose('completedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it ended, UTC; null until then.',
  }),
}))

builder.queryField('processingTasks', (t) =>
  t.connection(
    {
      type: ProcessingTaskRef,
      description: 'The AI steps of the project, newest first.',
      args: {
        type: t.arg({ type: [ProcessingType], description: 'Only of one of these kinds.' }),
        status: t.arg({ type: [TaskStatus], description: 'Only in one of these states.' }),
        conversationId: t.arg.id({ description: 'Only of this conversation.' }),
      },
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, taskOrder)
        const filter = {
          type: args.type ?? undefined,
          status: args.status ?? undefined,
          conversationId: filterIdOf('Conversation', args.conversationId),
        }
        return toConnection(await pageTasks(database, principal.projectId, page, filter), page, taskOrder)
      },
    },
    ProcessingTaskConnection,
  ),
)
