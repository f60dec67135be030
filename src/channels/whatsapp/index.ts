import { defineChannel } from '../channel.ts'
import { answerMetaChallenge, signMeta, verifyMeta } from '../shared/meta-webhook.ts'
import { files } from './files.ts'
import { media } from './media.ts'
import { normalize } from './normalize.ts'
import { outbound } from './outbound.ts'
import { samples } from './samples.ts'
import { templates } from './templates.ts'
import { items } from './webhook.ts'

/** WhatsApp Cloud API: developers.facebook.com/documentation/business-messaging/whatsapp */
export const whatsapp = defineChannel({
  type: 'WHATSAPP',
  name: 'WhatsApp',
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
    messageReactions: true,
    reactions: true,
    edits: true,
    unsends: true,
    readReceipts: true,
    deliveryReceipts: true,
    echoes: true,
    answerWindowHours: 24,
    humanAgentWindowHours: null,
    templatesOutsideWindow: true,
    maxTextLength: 4096,
    textUnit: 'CHARACTERS',
  },
  webhook: {
    appLevel: true,
    // "Payloads can be up to 3 MB": …/whatsapp/webhooks/overview
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
})
