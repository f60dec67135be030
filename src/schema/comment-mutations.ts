import { showComment } from '../domain/outbound/message-actions.ts'
import { previewPrivateReply } from '../domain/outbound/preview-message.ts'
import { replyPrivately } from '../domain/outbound/reply-privately.ts'
import {
  AlreadyReplied,
  IdempotencyConflict,
  InvalidContent,
  NotFound,
  PlatformUnavailable,
  RecipientUnavailable,
  UnsupportedAction,
  UnsupportedContent,
  WindowClosed,
  WrongState,
} from '../domain/outbound/sending-failures.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { MessageContentInput } from './message-content-input.ts'
import { ACTIONS, changed, payload } from './message-mutations.ts'
import { IDEMPOTENCY, namedRow } from './mutation-input.ts'
import { MessageRef } from './refs.ts'
import { PreviewMessagePayload } from './send-message.ts'
import { toWrittenContent } from './to-content.ts'

builder.objectFields(MessageRef, (t) => ({
  privateReply: t.field({
    type: MessageRef,
    nullable: true,
    description:
      'The one private answer to this comment, in its author’s private conversation; null while there is none.',
    resolve: ({ id }, _args, { loaders }) => loaders.privateReplyOf.load(id),
  }),
  privateReplyTo: t.field({
    type: MessageRef,
    nullable: true,
    description: 'The comment that this message answers in private; null where it answers none so.',
    resolve: ({ privateReplyToId }, _args, { loaders }) =>
      privateReplyToId ? loaders.message.load(privateReplyToId) : null,
  }),
}))

const ReplyPrivatelyInput = builder.inputType('ReplyPrivatelyInput', {
  description: 'A private answer to what a customer wrote in public.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: 'The comment, or a visitor’s post.' }),
    content: t.field({
      type: MessageContentInput,
      required: true,
      description: 'What to say: what fits into one message of the network.',
    }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

const REFUSALS = [
  NotFound,
  WrongState,
  UnsupportedAction,
  UnsupportedContent,
  InvalidContent,
  PlatformUnavailable,
  InvalidInput,
]

builder.mutationField('replyPrivately', (t) =>
  t.field({
    type: payload(
      'ReplyPrivatelyPayload',
      'The message, on its way in the author’s private conversation: follow `deliveryStatus` by subscription.',
    ),
    description:
      'Answers a comment in private, in its author’s private conversation, which is made if it is not there. Networks allow one such answer to each comment, for seven days, and the customer has to write before there can be more. It goes out like every message, exactly once.',
    args: {
      input: t.arg({ type: ReplyPrivatelyInput, required: true, description: 'Which comment, and what.' }),
    },
    errors: {
      types: [...REFUSALS, AlreadyReplied, WindowClosed, RecipientUnavailable, IdempotencyConflict],
      union: { name: 'ReplyPrivatelyResult', description: 'The message, or why it cannot be sent.' },
    },
    resolve: async (_root, { input }, { sending, principal }) => ({
      messageId: await replyPrivately(sending, principal, {
        messageId: namedRow('Message', input.messageId, 'messageId'),
        content: toWrittenContent(input.content),
        idempotencyKey: input.idempotencyKey ?? null,
      }),
    }),
  }),
)

builder.mutationField('previewPrivateReply', (t) =>
  t.field({
    type: PreviewMessagePayload,
    description:
      'Shows the exact native request of a private answer and its losses. Nothing is stored or sent, and neither the window nor an earlier answer is looked at.',
    args: {
      input: t.arg({ type: ReplyPrivatelyInput, required: true, description: 'What would be sent.' }),
    },
    errors: {
      types: REFUSALS,
      union: { name: 'PreviewPrivateReplyResult', description: 'The request, or why there is none.' },
    },
    resolve: (_root, { input }, { sending, principal }) =>
      previewPrivateReply(sending, principal, {
        messageId: namedRow('Message', input.messageId, 'messageId'),
        content: toWrittenContent(input.content),
      }),
  }),
)

const HideMessageInput = builder.inputType('HideMessageInput', {
  description: 'Which comment to hide.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: 'The comment.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('hideMessage', (t) =>
  t.field({
    type: payload('HideMessagePayload', 'The comment, HIDDEN.'),
    description:
      'Hides a customer’s comment from the public; its author and their friends may still see it. Elsewhere UNSUPPORTED_ACTION.',
    args: { input: t.arg({ type: HideMessageInput, required: true, description: 'Which comment.' }) },
    errors: {
      types: ACTIONS,
      union: { name: 'HideMessageResult', description: 'The comment, or why it is still shown.' },
    },
    resolve: (_root, { input }, context) =>
      changed('hideMessage', context, input, (id) =>
        showComment(context.sending, context.principal, id, false),
      ),
  }),
)

const UnhideMessageInput = builder.inputType('UnhideMessageInput', {
  description: 'Which comment to show again.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: 'The comment.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('unhideMessage', (t) =>
  t.field({
    type: payload('UnhideMessagePayload', 'The comment, VISIBLE.'),
    description: 'Shows a hidden comment to the public again.',
    args: { input: t.arg({ type: UnhideMessageInput, required: true, description: 'Which comment.' }) },
    errors: {
      types: ACTIONS,
      union: { name: 'UnhideMessageResult', description: 'The comment, or why it stays hidden.' },
    },
    resolve: (_root, { input }, context) =>
      changed('unhideMessage', context, input, (id) =>
        showComment(context.sending, context.principal, id, true),
      ),
  }),
)
