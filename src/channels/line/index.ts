import { defineChannel } from '../channel.ts'
import { files } from './files.ts'
import { TEXT } from './limits.ts'
import { media } from './media.ts'
import { normalize } from './normalize.ts'
import { outbound } from './outbound.ts'
import { profiles } from './profiles.ts'
import { samples } from './samples.ts'
import { sign, verify } from './signature.ts'
import { items } from './webhook.ts'

/** LINE Official Accounts: developers.line.biz/en/reference/messaging-api */
export const line = defineChannel({
  type: 'LINE',
  name: 'LINE',
  capabilities: {
    inbound: true,
    batches: true,
    groups: true,
    comments: false,
    commentHiding: false,
    commentDeletion: false,
    commentLikes: false,
    commentEdits: false,
    privateReplies: false,
    typing: true,
    readMarks: true,
    messageEdits: false,
    messageDeletion: false,
    messageReactions: false,
    reactions: false,
    // Only in groups: one-on-one with an account nothing can be edited. …/messaging-api/#edit-event
    edits: true,
    unsends: true,
    readReceipts: false,
    deliveryReceipts: false,
    echoes: false,
    answerWindowHours: null,
    humanAgentWindowHours: null,
    templatesOutsideWindow: false,
    // "in UTF-16 code units": …/docs/messaging-api/text-character-count
    maxTextLength: TEXT,
    textUnit: 'UTF16_UNITS',
  },
  webhook: {
    appLevel: false,
    // LINE tells no limit of its posts. 2 MB is what it takes itself (413: …/messaging-api/#status-codes) and
    // room for sixty texts of 5000 units with each one escaped; a batch has a handful.
    maxBodyBytes: 2 * 1024 * 1024,
    verify,
    sign,
    items,
  },
  normalize,
  samples,
  outbound,
  files,
  media,
  profiles,
})
