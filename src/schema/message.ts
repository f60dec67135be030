import type { MessageRow } from '../domain/messages/read-messages.ts'
import { builder } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import {
  DeliveryStatus,
  Direction,
  MessageType,
  ProcessingStatus,
  ResponseType,
  Visibility,
} from './enums.ts'
import { liveArguments, liveNodes } from './live.ts'
import { type Edit, MessageEdit } from './message-edit.ts'
import { Node } from './node.ts'
import { Reaction, reactionsIn } from './reaction.ts'
import {
  AttachmentRef,
  ConversationRef,
  CustomerIdentityRef,
  InboundEventRef,
  MessageRef,
  PlatformRef,
  ProcessingTaskRef,
} from './refs.ts'
import { required } from './required.ts'
import { Sender } from './sender.ts'

/** The network may name the answered message before, or without, our knowing its row. */
function repliedTo(message: MessageRow, { loaders }: GraphQLContext): Promise<MessageRow | null> | null {
  const { replyToId, replyToExternalId, platformId } = message
  if (replyToId) return loaders.message.load(replyToId)
  return replyToExternalId ? loaders.messageByName.load({ platformId, externalId: replyToExternalId }) : null
}

MessageRef.implement({
  description: 'One message, in or out.',
  interfaces: [Node],
  fields: (t) => ({
    conversation: t.field({
      type: ConversationRef,
      description: 'The thread it is in.',
      resolve: async ({ conversationId }, _args, { loaders }) =>
        required(await loaders.conversation.load(conversationId), 'the conversation'),
    }),
    platform: t.field({
      type: PlatformRef,
      description: 'Where it was written.',
      resolve: async ({ platformId }, _args, { loaders }) =>
        required(await loaders.platform.load(platformId), 'the platform'),
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'The platform’s id of the message; null until the platform has given one.',
    }),
    direction: t.expose('direction', { type: Direction, description: 'In or out.' }),
    type: t.expose('type', { type: MessageType, description: 'What it is.' }),
    content: t.exposeString('content', {
      nullable: true,
      description:
        'What the person saw: text, caption, the label of a button or list row; null where there is no text.',
    }),
    data: t.expose('data', {
      type: 'JSON',
      description:
        'The parts that are not text, such as coordinates, a contact card, the payload of a button, an order.',
    }),
    mentions: t.exposeStringList('mentions', {
      description: 'Who is mentioned in it, as the network names them.',
    }),
    hashtags: t.exposeStringList('hashtags', { description: 'The hashtags in it.' }),
    sender: t.field({ type: Sender, description: 'Who wrote it.', resolve: (message) => message }),
    identity: t.field({
      type: CustomerIdentityRef,
      nullable: true,
      description:
        'The customer who wrote it, as the platform knows them; null for messages of the business.',
      resolve: ({ identityId }, _args, { loaders }) =>
        identityId ? loaders.identity.load(identityId) : null,
    }),
    isForwarded: t.exposeBoolean('isForwarded', { description: 'It was forwarded from elsewhere.' }),
    referral: t.expose('referral', {
      type: 'JSON',
      nullable: true,
      description: 'The advertisement, link or post that brought the person here; null where there was none.',
    }),
    sequence: t.exposeInt('sequence', {
      description: 'Position in its conversation, dense and increasing in the order of storing, from 1.',
    }),
    visibility: t.expose('visibility', {
      type: Visibility,
      description: 'Whether the network still shows it.',
    }),
  }),
})

builder.objectFields(MessageRef, (t) => ({
  attachments: t.field({
    type: [AttachmentRef],
    description: 'What came with it, in order.',
    resolve: ({ id }, _args, { loaders }) => loaders.attachmentsOf.load(id),
  }),
  replyTo: t.field({
    type: MessageRef,
    nullable: true,
    description: 'The message it answers; null where it answers none, or one that is not known here.',
    resolve: (message, _args, context) => repliedTo(message, context),
  }),
  parent: t.field({
    type: MessageRef,
    nullable: true,
    description: 'The comment it stands under; null where it stands under none.',
    resolve: ({ parentId }, _args, { loaders }) => (parentId ? loaders.message.load(parentId) : null),
  }),
  reactions: t.field({
    type: [Reaction],
    description: 'Reactions that stand, oldest first: one per person and emoji.',
    resolve: async ({ id }, _args, { loaders }) => reactionsIn(await loaders.reactionsOf.load(id)),
  }),
  tasks: t.field({
    type: [ProcessingTaskRef],
    description: 'The AI steps on it, oldest first.',
    resolve: ({ id }, _args, { loaders }) => loaders.tasksOf.load(id),
  }),
  event: t.field({
    type: InboundEventRef,
    nullable: true,
    description: 'The inbound event it came in, with the raw payload; null for messages sent from here.',
    resolve: ({ eventId }, _args, { loaders }) => (eventId ? loaders.event.load(eventId) : null),
  }),
  edits: t.field({
    type: [MessageEdit],
    description: 'What it said before each edit, oldest first.',
    resolve: ({ edits }) => (Array.isArray(edits) ? (edits as unknown as Edit[]) : []),
  }),
}))

builder.objectFields(MessageRef, (t) => ({
  deliveryStatus: t.expose('deliveryStatus', { type: DeliveryStatus, description: 'How far it has come.' }),
  processingStatus: t.expose('processingStatus', {
    type: ProcessingStatus,
    description: 'How far Parley itself is with it.',
  }),
  confidence: t.exposeFloat('confidence', {
    nullable: true,
    description: 'How sure the AI is of an answer it wrote, 0 to 1; null for messages of others.',
  }),
  intents: t.exposeStringList('intents', { description: 'What the customer wants, as far as it was found.' }),
  entities: t.expose('entities', {
    type: 'JSON',
    description: 'Names, dates, amounts and the like found in it.',
  }),
  responseType: t.expose('responseType', {
    type: ResponseType,
    nullable: true,
    description: 'How an answer came about; null for messages from outside.',
  }),
  referenceType: t.exposeString('referenceType', {
    nullable: true,
    description:
      'What it is about, such as sale, order, lead, payment, production; null where nothing was named.',
  }),
  referenceId: t.exposeString('referenceId', {
    nullable: true,
    description: 'The id of what it is about; null where nothing was named.',
  }),
  error: t.exposeString('error', { nullable: true, description: 'Why it failed; null when it did not.' }),
  errorCount: t.exposeInt('errorCount', { description: 'How often sending it failed.' }),
}))

builder.objectFields(MessageRef, (t) => ({
  platformTimestamp: t.expose('platformTimestamp', {
    type: 'DateTime',
    nullable: true,
    description:
      'The network’s own time, UTC; null where it gave none. Orders the conversation, or `createdAt` where there is none.',
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored, UTC.' }),
  receivedAt: t.expose('receivedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When its webhook arrived, UTC; null for messages sent from here.',
  }),
  processedAt: t.expose('processedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When Parley was done with it, UTC; null until then.',
  }),
  sentAt: t.expose('sentAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the network took it, UTC; null until then.',
  }),
  deliveredAt: t.expose('deliveredAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it reached the customer’s device, UTC; null until that is told.',
  }),
  readAt: t.expose('readAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the customer read it, UTC; null until that is told.',
  }),
  editedAt: t.expose('editedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it was last edited, UTC; null when never.',
  }),
}))

builder.subscriptionFields((t) => ({
  messageReceived: t.field({
    type: MessageRef,
    description: 'New messages, in or out, of the project, a platform or one conversation.',
    args: liveArguments(t),
    subscribe: (_root, args, context) =>
      liveNodes(context, args, 'MESSAGE_ADDED', (id) => context.loaders.message.load(id)),
    resolve: (message) => message,
  }),
  messageUpdated: t.field({
    type: MessageRef,
    description: 'Messages that changed, read as of now: status, edits, reactions, visibility.',
    args: liveArguments(t),
    subscribe: (_root, args, context) =>
      liveNodes(context, args, 'MESSAGE_UPDATED', (id) => context.loaders.message.load(id)),
    resolve: (message) => message,
  }),
}))
