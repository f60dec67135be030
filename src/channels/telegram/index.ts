import { defineChannel } from '../channel.ts'
import { files } from './files.ts'
import { TEXT } from './limits.ts'
import { media } from './media.ts'
import { normalize } from './normalize.ts'
import { outbound } from './outbound.ts'
import { samples } from './samples.ts'
import { webhook } from './webhook.ts'

/** Telegram bots, groups, channels and business accounts: core.telegram.org/bots/api. */
export const telegram = defineChannel({
  type: 'TELEGRAM',
  name: 'Telegram',
  capabilities: {
    inbound: true,
    batches: false,
    groups: true,
    comments: false,
    commentHiding: false,
    commentDeletion: false,
    commentLikes: false,
    commentEdits: false,
    privateReplies: false,
    typing: true,
    // Only in the chats of business accounts.
    readMarks: false,
    messageEdits: true,
    messageDeletion: true,
    messageReactions: true,
    reactions: true,
    edits: true,
    // Only in business chats: the Bot API reports no deletion elsewhere.
    unsends: true,
    readReceipts: false,
    deliveryReceipts: false,
    // What the owner of a connected business account writes in the app.
    echoes: true,
    answerWindowHours: null,
    humanAgentWindowHours: null,
    templatesOutsideWindow: false,
    // "1-4096 characters after entities parsing": core.telegram.org/bots/api#sendmessage
    maxTextLength: TEXT,
    textUnit: 'CHARACTERS',
  },
  webhook,
  normalize,
  samples,
  outbound,
  files,
  media,
})
