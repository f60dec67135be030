import { defineChannel } from '../channel.ts'
import { answerMetaChallenge, signMeta, verifyMeta } from '../shared/meta-webhook.ts'
import { files } from './files.ts'
import { media } from './media.ts'
import { normalize } from './normalize.ts'
import { outbound } from './outbound.ts'
import { profiles } from './profiles.ts'
import { samples } from './samples.ts'
import { templates } from './templates.ts'
import { items } from './webhook.ts'

/** A Facebook Page: Messenger, and what people write on the Page. …/messenger-platform, …/pages-api */
export const facebook = defineChannel({
  type: 'FACEBOOK',
  name: 'Facebook',
  capabilities: {
    inbound: true,
    batches: true,
    groups: false,
    comments: true,
    commentHiding: true,
    commentDeletion: true,
    commentLikes: true,
    commentEdits: true,
    privateReplies: true,
    typing: true,
    readMarks: true,
    messageEdits: false,
    messageDeletion: false,
    messageReactions: true,
    reactions: true,
    edits: true,
    unsends: true,
    readReceipts: true,
    deliveryReceipts: true,
    echoes: true,
    answerWindowHours: 24,
    humanAgentWindowHours: 168,
    templatesOutsideWindow: true,
    // …/messenger-platform/reference/send-api#message
    maxTextLength: 2000,
    // Which characters its documents do not say: of the countings, that which is never too short.
    textUnit: 'UTF16_UNITS',
  },
  webhook: {
    appLevel: true,
    // No limit is documented but that of 1000 updates: as much as the same sender's for WhatsApp.
    maxBodyBytes: 3 * 1024 * 1024,
    verify: verifyMeta,
    sign: signMeta,
    challenge: answerMetaChallenge,
    items,
  },
  normalize,
  samples,
  outbound,
  files,
  media,
  templates,
  profiles,
})
