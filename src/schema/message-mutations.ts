import type { Principal } from '../domain/access/principal.ts'
import { deleteMessage, editMessage, reactToMessage } from '../domain/outbound/message-actions.ts'
import { once } from '../domain/outbound/once.ts'
import type { SendingDependencies } from '../domain/outbound/sending-dependencies.ts'
import {
  IdempotencyConflict,
  InvalidContent,
  NetworkRefused,
  NotFound,
  PlatformUnavailable,
  UnsupportedAction,
  UnsupportedContent,
  WrongState,
} from '../domain/outbound/sending-failures.ts'
import {
  cancelMessage,
  type Resolution,
  resolveMessage,
  retryMessage,
} from '../domain/outbound/settle-by-hand.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { MessageContentInput } from './message-content-input.ts'
import { found, IDEMPOTENCY, namedRow } from './mutation-input.ts'
import { MessageRef } from './refs.ts'
import { toContent } from './to-content.ts'
import './sending-errors.ts'

export type Changed = { messageId: string }

const MESSAGE_ID = 'The message.'
const STATES = [WrongState, NotFound, IdempotencyConflict, InvalidInput]
export const ACTIONS = [...STATES, UnsupportedAction, NetworkRefused, PlatformUnavailable]

export function payload(name: string, description: string) {
  return builder.objectRef<Changed>(name).implement({
    description,
    fields: (t) => ({
      message: t.field({
        type: MessageRef,
        description: 'The message as it stands now.',
        resolve: async ({ messageId }, _args, { loaders }) =>
          found(await loaders.message.load(messageId), 'message'),
      }),
    }),
  })
}

interface Input {
  messageId: string
  idempotencyKey?: string | null | undefined
}

/** Does it to the message that the input names, once per key. */
export async function changed(
  name: string,
  { sending, principal }: { sending: SendingDependencies; principal: Principal },
  input: Input,
  change: (messageId: string) => Promise<string>,
): Promise<Changed> {
  const id = namedRow('Message', input.messageId, 'messageId')
  const { idempotencyKey, ...rest } = input
  const run = () => change(id)
  return { messageId: await once(sending, principal, idempotencyKey, { name, ...rest }, id, run) }
}

const EditMessageInput = builder.inputType('EditMessageInput', {
  description: 'What a sent message is to say instead.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: MESSAGE_ID }),
    content: t.field({ type: MessageContentInput, required: true, description: 'The new content.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('editMessage', (t) =>
  t.field({
    type: payload('EditMessagePayload', 'The message, rewritten at its network.'),
    description: 'Rewrites a message of the business where the network can; elsewhere UNSUPPORTED_ACTION.',
    args: {
      input: t.arg({ type: EditMessageInput, required: true, description: 'Which message, and how.' }),
    },
    errors: {
      types: [...ACTIONS, UnsupportedContent, InvalidContent],
      union: { name: 'EditMessageResult', description: 'The message, or why it stays as it is.' },
    },
    resolve: (_root, { input }, context) =>
      changed('editMessage', context, input, (id) =>
        editMessage(context.sending, context.principal, id, toContent(input.content)),
      ),
  }),
)

const DeleteMessageInput = builder.inputType('DeleteMessageInput', {
  description: 'Which message to take back.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: MESSAGE_ID }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('deleteMessage', (t) =>
  t.field({
    type: payload('DeleteMessagePayload', 'The message, taken back: its place stays, its content is gone.'),
    description:
      'Takes a message of the business back where the network can, and as long as it can; deletes a customer’s comment below what the business published. A top-level comment goes with all that stands below it.',
    args: { input: t.arg({ type: DeleteMessageInput, required: true, description: 'Which message.' }) },
    errors: {
      types: ACTIONS,
      union: { name: 'DeleteMessageResult', description: 'The message, or why it stays.' },
    },
    resolve: (_root, { input }, context) =>
      changed('deleteMessage', context, input, (id) => deleteMessage(context.sending, context.principal, id)),
  }),
)

/** One emoji, however many code points it takes; null takes the reaction back. */
function emojiOf(emoji: string | null | undefined): string | null {
  if (emoji == null) return null
  if (emoji.length <= 32 && /^\p{RGI_Emoji}$/v.test(emoji)) return emoji
  throw new InvalidInput('emoji must be one emoji, or null to take the reaction back', ['input', 'emoji'])
}

const ReactToMessageInput = builder.inputType('ReactToMessageInput', {
  description: 'A reaction of the business to a message.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: MESSAGE_ID }),
    emoji: t.string({
      description: 'One emoji; null takes the reaction back. Comments can be liked, by 👍, where at all.',
    }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('reactToMessage', (t) =>
  t.field({
    type: payload('ReactToMessagePayload', 'The message with its reactions.'),
    description: 'Reacts to a message as the business, or takes the reaction back.',
    args: {
      input: t.arg({ type: ReactToMessageInput, required: true, description: 'Which message, which emoji.' }),
    },
    errors: {
      types: ACTIONS,
      union: { name: 'ReactToMessageResult', description: 'The message, or why it has no such reaction.' },
    },
    resolve: (_root, { input }, context) =>
      changed('reactToMessage', context, input, (id) =>
        reactToMessage(context.sending, context.principal, id, emojiOf(input.emoji)),
      ),
  }),
)

const CancelMessageInput = builder.inputType('CancelMessageInput', {
  description: 'Which message not to send.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: MESSAGE_ID }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('cancelMessage', (t) =>
  t.field({
    type: payload('CancelMessagePayload', 'The message, CANCELLED.'),
    description: 'Takes back a message that has not gone out: SCHEDULED, HELD or QUEUED.',
    args: { input: t.arg({ type: CancelMessageInput, required: true, description: 'Which message.' }) },
    errors: {
      types: STATES,
      union: { name: 'CancelMessageResult', description: 'The message, or why it is too late.' },
    },
    resolve: (_root, { input }, context) =>
      changed('cancelMessage', context, input, (id) => cancelMessage(context.sending, context.principal, id)),
  }),
)

const RetryMessageInput = builder.inputType('RetryMessageInput', {
  description: 'Which message to send again.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: MESSAGE_ID }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('retryMessage', (t) =>
  t.field({
    type: payload('RetryMessagePayload', 'The message, on its way again.'),
    description: 'Sends a FAILED message again: the network is known not to have taken it.',
    args: { input: t.arg({ type: RetryMessageInput, required: true, description: 'Which message.' }) },
    errors: {
      types: STATES,
      union: { name: 'RetryMessageResult', description: 'The message, or why it cannot be sent again.' },
    },
    resolve: (_root, { input }, context) =>
      changed('retryMessage', context, input, (id) => retryMessage(context.sending, context.principal, id)),
  }),
)

const MessageResolution = builder.enumType('MessageResolution', {
  description: 'What a person knows of a message of which the network never told.',
  values: {
    SENT: { description: 'The customer has it.' },
    RESEND: { description: 'Send it again: the customer may then see it twice.' },
    FAILED: { description: 'The customer does not have it, and it is not to be sent.' },
  } as const,
})

const ResolveMessageInput = builder.inputType('ResolveMessageInput', {
  description: 'What became of an UNCONFIRMED message.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: MESSAGE_ID }),
    resolution: t.field({ type: MessageResolution, required: true, description: 'What became of it.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('resolveMessage', (t) =>
  t.field({
    type: payload('ResolveMessagePayload', 'The message, resolved.'),
    description:
      'Says what became of an UNCONFIRMED message: the network may or may not have taken it, and nothing has told since. Most are resolved by an echo, a status or the network’s retry key before a person looks.',
    args: {
      input: t.arg({ type: ResolveMessageInput, required: true, description: 'Which message, and what.' }),
    },
    errors: {
      types: STATES,
      union: {
        name: 'ResolveMessageResult',
        description: 'The message, or why there is nothing to resolve.',
      },
    },
    resolve: (_root, { input }, context) =>
      changed('resolveMessage', context, input, (id) =>
        resolveMessage(context.sending, context.principal, id, input.resolution as Resolution),
      ),
  }),
)
