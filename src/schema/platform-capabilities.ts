import type { ChannelCapabilities } from '../channels/channel.ts'
import { channelOf } from '../channels/index.ts'
import { builder } from './builder.ts'
import { TextUnit } from './enums.ts'

/** A network that Parley cannot speak yet. */
const NONE: ChannelCapabilities = {
  inbound: false,
  batches: false,
  groups: false,
  comments: false,
  commentHiding: false,
  commentDeletion: false,
  commentLikes: false,
  commentEdits: false,
  privateReplies: false,
  typing: false,
  readMarks: false,
  messageEdits: false,
  messageDeletion: false,
  messageReactions: false,
  reactions: false,
  edits: false,
  unsends: false,
  readReceipts: false,
  deliveryReceipts: false,
  echoes: false,
  answerWindowHours: null,
  humanAgentWindowHours: null,
  templatesOutsideWindow: false,
  maxTextLength: 0,
  textUnit: 'CHARACTERS',
}

export function capabilitiesOf(type: string): ChannelCapabilities {
  return channelOf(type)?.capabilities ?? NONE
}

export const PlatformCapabilities = builder.objectRef<ChannelCapabilities>('PlatformCapabilities').implement({
  description: 'What a network can do. All is false for a network that Parley does not speak yet.',
  fields: (t) => ({
    inbound: t.exposeBoolean('inbound', { description: 'Messages can be received.' }),
    batches: t.exposeBoolean('batches', { description: 'One webhook may carry several items.' }),
    groups: t.exposeBoolean('groups', { description: 'There are groups.' }),
    comments: t.exposeBoolean('comments', { description: 'There are public comments.' }),
    commentHiding: t.exposeBoolean('commentHiding', {
      description: 'Comments of customers can be hidden and shown again: `hideMessage`, `unhideMessage`.',
    }),
    commentDeletion: t.exposeBoolean('commentDeletion', {
      description: 'Comments of customers can be deleted: `deleteMessage`.',
    }),
    commentLikes: t.exposeBoolean('commentLikes', {
      description: 'Comments can be liked: `reactToMessage` with 👍.',
    }),
    commentEdits: t.exposeBoolean('commentEdits', {
      description: 'The text of one’s own comments can be changed: `editMessage`.',
    }),
    privateReplies: t.exposeBoolean('privateReplies', {
      description: 'Comments can be answered in private, once each: `replyPrivately`.',
    }),
    typing: t.exposeBoolean('typing', {
      description:
        'In a private conversation the customer can be shown that an answer is being written: `sendTyping`.',
    }),
    readMarks: t.exposeBoolean('readMarks', {
      description:
        'In a private conversation `markConversationRead` shows the customer that their messages were read.',
    }),
    messageEdits: t.exposeBoolean('messageEdits', {
      description: 'A private message that was sent can be changed: `editMessage`.',
    }),
    messageDeletion: t.exposeBoolean('messageDeletion', {
      description: 'A private message that was sent can be taken back: `deleteMessage`.',
    }),
    messageReactions: t.exposeBoolean('messageReactions', {
      description:
        'Private messages can be reacted to: `reactToMessage`. Which emojis may depend on the network.',
    }),
    reactions: t.exposeBoolean('reactions', {
      description: 'Reactions of customers are told; for our own see `messageReactions`.',
    }),
    edits: t.exposeBoolean('edits', {
      description: 'Edits by customers are told; for our own see `messageEdits`.',
    }),
    unsends: t.exposeBoolean('unsends', {
      description: 'What customers take back is told; for our own see `messageDeletion`.',
    }),
    readReceipts: t.exposeBoolean('readReceipts', { description: 'It is told when a customer has read.' }),
    deliveryReceipts: t.exposeBoolean('deliveryReceipts', {
      description: 'It is told when a message has reached the customer’s device.',
    }),
    echoes: t.exposeBoolean('echoes', {
      description: 'Messages that the business writes in the network’s own app are told.',
    }),
    answerWindowHours: t.exposeInt('answerWindowHours', {
      nullable: true,
      description:
        'Hours after the customer’s last message in which free answers are allowed; null where they always are.',
    }),
    humanAgentWindowHours: t.exposeInt('humanAgentWindowHours', {
      nullable: true,
      description:
        'Hours after the customer’s last message in which a person may still answer, and the AI may not; null where there is no such time.',
    }),
    templatesOutsideWindow: t.exposeBoolean('templatesOutsideWindow', {
      description: 'Approved templates may be sent after the window has closed.',
    }),
    maxTextLength: t.exposeInt('maxTextLength', {
      description: 'Longest text of one message, in `textUnit`.',
    }),
    textUnit: t.expose('textUnit', { type: TextUnit, description: 'What `maxTextLength` counts.' }),
  }),
})
