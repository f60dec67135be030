import { defineChannel } from '../channel.ts'
import { answerMetaChallenge, signMeta, verifyMeta } from '../shared/meta-webhook.ts'
import { files } from './files.ts'
import { media } from './media.ts'
import { normalize } from './normalize.ts'
import { outbound } from './outbound.ts'
import { profiles } from './profiles.ts'
import { samples } from './samples.ts'
import { items } from './webhook.ts'

/** An Instagram professional account: direct messages, comments and mentions. …/instagram-platform */
export const instagram = defineChannel({
  type: 'INSTAGRAM',
  name: 'Instagram',
  capabilities: {
    inbound: true,
    batches: true,
    groups: false,
    comments: true,
    commentHiding: true,
    commentDeletion: true,
    commentLikes: false,
    commentEdits: false,
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
    // There is no webhook for deliveries: …/instagram-platform/webhooks
    deliveryReceipts: false,
    echoes: true,
    answerWindowHours: 24,
    humanAgentWindowHours: 168,
    templatesOutsideWindow: false,
    // Of UTF-8: …/instagram-platform/instagram-api-with-instagram-login/messaging-api
    maxTextLength: 1000,
    textUnit: 'BYTES',
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
  profiles,
})
