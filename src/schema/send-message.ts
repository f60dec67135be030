import {
  type Preview,
  type PreviewedFile,
  type PreviewedRequest,
  previewMessage,
} from '../domain/outbound/preview-message.ts'
import { sendMessage } from '../domain/outbound/send-message.ts'
import {
  IdempotencyConflict,
  InvalidContent,
  NotFound,
  PlatformUnavailable,
  RecipientUnavailable,
  UnsupportedContent,
  WindowClosed,
} from '../domain/outbound/sending-failures.ts'
import { TemplateNotApproved, TemplateVariableInvalid } from '../domain/templates/template-failures.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { MessageContentInput } from './message-content-input.ts'
import { found, IDEMPOTENCY, namedRow } from './mutation-input.ts'
import { MessageRef } from './refs.ts'
import { toWrittenContent } from './to-content.ts'
import './sending-errors.ts'
import './template-errors.ts'

const SendMessageInput = builder.inputType('SendMessageInput', {
  description: 'A message to a conversation.',
  fields: (t) => ({
    conversationId: t.id({ required: true, description: 'Where to.' }),
    content: t.field({ type: MessageContentInput, required: true, description: 'What to say.' }),
    replyToId: t.id({ description: 'The message that it answers; quoted where the network can.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
    sendAt: t.field({
      type: 'DateTime',
      description:
        'When to send it, UTC, within a year; left out or null: now. The window is looked at when it is due, and it can be cancelled until then.',
    }),
  }),
})

type Sent = { messageId: string }

const SendMessagePayload = builder.objectRef<Sent>('SendMessagePayload').implement({
  description: 'The message, on its way: follow `deliveryStatus` by subscription.',
  fields: (t) => ({
    message: t.field({
      type: MessageRef,
      description: 'The message as it stands now.',
      resolve: async ({ messageId }, _args, { loaders }) =>
        found(await loaders.message.load(messageId), 'message'),
    }),
  }),
})

/** The row of a message that is answered. Throws NotFound, in the words of one that is in another conversation. */
const replyTargetOf = (replyToId: string | null | undefined) =>
  replyToId == null ? null : namedRow('Message', replyToId, 'replyToId', 'message in this conversation')

builder.mutationField('sendMessage', (t) =>
  t.field({
    type: SendMessagePayload,
    description:
      'Sends a message. It is stored at once and goes out in the order of its conversation, within the limits of the network, exactly once; whoever sends into a conversation of the AI takes it over.',
    args: {
      input: t.arg({ type: SendMessageInput, required: true, description: 'What to send, and where.' }),
    },
    errors: {
      types: [
        WindowClosed,
        TemplateNotApproved,
        TemplateVariableInvalid,
        UnsupportedContent,
        InvalidContent,
        RecipientUnavailable,
        PlatformUnavailable,
        IdempotencyConflict,
        NotFound,
        InvalidInput,
      ],
      union: { name: 'SendMessageResult', description: 'The message, or why it cannot be sent.' },
    },
    resolve: async (_root, { input }, { sending, principal }) => ({
      messageId: await sendMessage(sending, principal, {
        conversationId: namedRow('Conversation', input.conversationId, 'conversationId'),
        content: toWrittenContent(input.content),
        replyToId: replyTargetOf(input.replyToId),
        idempotencyKey: input.idempotencyKey ?? null,
        sendAt: input.sendAt ?? null,
      }),
    }),
  }),
)

const NativeFile = builder.objectRef<PreviewedFile>('NativeFile').implement({
  description: 'A file whose bytes go with a call.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'The field of the form.' }),
    fileName: t.exposeString('fileName', { description: 'The name that goes with it.' }),
    mimeType: t.exposeString('mimeType', { description: 'What it is.' }),
    size: t.exposeFloat('size', { description: 'Bytes.' }),
  }),
})

const NativeRequest = builder.objectRef<PreviewedRequest>('NativeRequest').implement({
  description: 'A call of the network’s API, as it would be made; `<token>` stands for the credentials.',
  fields: (t) => ({
    method: t.exposeString('method', { description: 'The HTTP method.' }),
    url: t.exposeString('url', { description: 'The address.' }),
    headers: t.expose('headers', { type: 'JSON', description: 'Headers besides the content type.' }),
    body: t.expose('body', {
      type: 'JSON',
      nullable: true,
      description:
        'The body, which with files is the fields of a form; null where there is none. `<id of the uploaded file>` and `<signed link to the file>` stand for what is known only when it is sent.',
    }),
    files: t.field({
      type: [NativeFile],
      description: 'Files that go with it; a file that the network still has is named by its id instead.',
      resolve: ({ files }) => files,
    }),
  }),
})

export const PreviewMessagePayload = builder.objectRef<Preview>('PreviewMessagePayload').implement({
  description: 'What a message would become.',
  fields: (t) => ({
    requests: t.field({
      type: [NativeRequest],
      description:
        'The calls, in the order of sending: more than one where the network needs several messages, or files of the project before them.',
      resolve: ({ requests }) => requests,
    }),
    losses: t.exposeStringList('losses', { description: 'What the network cannot show, in sentences.' }),
  }),
})

builder.mutationField('previewMessage', (t) =>
  t.field({
    type: PreviewMessagePayload,
    description:
      'Shows the exact native requests of a message, its splits and its losses. Nothing is stored or sent, and windows are not looked at: `Conversation.sendability` tells of those.',
    args: { input: t.arg({ type: SendMessageInput, required: true, description: 'What would be sent.' }) },
    errors: {
      types: [
        TemplateNotApproved,
        TemplateVariableInvalid,
        UnsupportedContent,
        InvalidContent,
        PlatformUnavailable,
        NotFound,
        InvalidInput,
      ],
      union: { name: 'PreviewMessageResult', description: 'The requests, or why there are none.' },
    },
    resolve: (_root, { input }, { sending, principal }) =>
      previewMessage(sending, principal, {
        conversationId: namedRow('Conversation', input.conversationId, 'conversationId'),
        content: toWrittenContent(input.content),
        replyToId: replyTargetOf(input.replyToId),
      }),
  }),
)
