import { markConversationRead, sendTyping } from '../domain/outbound/attend-conversation.ts'
import { retryFailed } from '../domain/outbound/retry-failed.ts'
import {
  NetworkRefused,
  NotFound,
  PlatformUnavailable,
  UnsupportedAction,
} from '../domain/outbound/sending-failures.ts'
import { builder } from './builder.ts'
import { found, NATURALLY, namedRow } from './mutation-input.ts'
import { ConversationRef } from './refs.ts'
import { ErrorClass } from './sending-enums.ts'
import './sending-errors.ts'

const MarkConversationReadInput = builder.inputType('MarkConversationReadInput', {
  description: 'Which conversation was read.',
  fields: (t) => ({
    conversationId: t.id({ required: true, description: 'The conversation.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const MarkConversationReadPayload = builder
  .objectRef<{ conversationId: string; isTold: boolean }>('MarkConversationReadPayload')
  .implement({
    description: 'The conversation, with nothing unread.',
    fields: (t) => ({
      conversation: t.field({
        type: ConversationRef,
        description: 'The conversation as it stands now.',
        resolve: async ({ conversationId }, _args, { loaders }) =>
          found(await loaders.conversation.load(conversationId), 'conversation'),
      }),
      isTold: t.exposeBoolean('isTold', {
        description: 'The network was told, and shows it to the customer.',
      }),
    }),
  })

builder.mutationField('markConversationRead', (t) =>
  t.field({
    type: MarkConversationReadPayload,
    description:
      'Nothing of the conversation is unread any more. Networks that show it to the customer are told; elsewhere it stands in Parley alone.',
    args: { input: t.arg({ type: MarkConversationReadInput, required: true, description: 'Which one.' }) },
    errors: {
      types: [NotFound, NetworkRefused, PlatformUnavailable],
      union: {
        name: 'MarkConversationReadResult',
        description: 'The conversation, or why the network was not told.',
      },
    },
    resolve: async (_root, { input }, { sending, principal }) => {
      const conversationId = namedRow('Conversation', input.conversationId, 'conversationId')
      return { conversationId, isTold: await markConversationRead(sending, principal, conversationId) }
    },
  }),
)

const SendTypingInput = builder.inputType('SendTypingInput', {
  description: 'Where somebody is writing.',
  fields: (t) => ({
    conversationId: t.id({ required: true, description: 'The conversation.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const SendTypingPayload = builder.objectRef<{ conversationId: string }>('SendTypingPayload').implement({
  description: 'The customer sees that somebody writes.',
  fields: (t) => ({
    conversation: t.field({
      type: ConversationRef,
      description: 'The conversation.',
      resolve: async ({ conversationId }, _args, { loaders }) =>
        found(await loaders.conversation.load(conversationId), 'conversation'),
    }),
  }),
})

builder.mutationField('sendTyping', (t) =>
  t.field({
    type: SendTypingPayload,
    description: 'Shows the customer that somebody writes, for the few seconds that the network shows it.',
    args: { input: t.arg({ type: SendTypingInput, required: true, description: 'Where.' }) },
    errors: {
      types: [NotFound, UnsupportedAction, NetworkRefused, PlatformUnavailable],
      union: { name: 'SendTypingResult', description: 'The conversation, or why it cannot be shown.' },
    },
    resolve: async (_root, { input }, { sending, principal }) => {
      const conversationId = namedRow('Conversation', input.conversationId, 'conversationId')
      await sendTyping(sending, principal, conversationId)
      return { conversationId }
    },
  }),
)

const RetryFailedMessagesInput = builder.inputType('RetryFailedMessagesInput', {
  description: 'Which FAILED messages to send again; left out or null: no condition.',
  fields: (t) => ({
    platformId: t.id({ description: 'Of this platform.' }),
    errorClass: t.field({ type: [ErrorClass], description: 'That failed for one of these.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const RetryFailedMessagesPayload = builder
  .objectRef<{ count: number }>('RetryFailedMessagesPayload')
  .implement({
    description: 'What is on its way again.',
    fields: (t) => ({
      count: t.exposeInt('count', {
        description: 'How many messages: 500 at most in one call, oldest first.',
      }),
    }),
  })

builder.mutationField('retryFailedMessages', (t) =>
  t.field({
    type: RetryFailedMessagesPayload,
    description:
      'Sends messages that FAILED again, as after a new token. `messages(filter: { deliveryStatus: [FAILED] })` lists them.',
    args: { input: t.arg({ type: RetryFailedMessagesInput, required: true, description: 'Which ones.' }) },
    errors: {
      types: [NotFound],
      union: { name: 'RetryFailedMessagesResult', description: 'How many, or why none.' },
    },
    resolve: async (_root, { input }, { sending, principal, loaders }) => {
      const platformId =
        input.platformId == null ? undefined : namedRow('Platform', input.platformId, 'platformId')
      if (platformId !== undefined && !(await loaders.platform.load(platformId)))
        throw new NotFound('platform', ['input', 'platformId'])
      const errorClass = input.errorClass ?? undefined
      return { count: await retryFailed(sending, principal, { platformId, errorClass }) }
    },
  }),
)
