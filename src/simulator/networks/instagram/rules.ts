import { randomBytes } from 'node:crypto'
import type { MessagingRules } from '../meta/messaging/rules.ts'

/** …/instagram-platform/instagram-api-with-instagram-login/messaging-api */
export const instagramRules: MessagingRules = {
  prefix: '/instagram',
  object: 'instagram',
  // Of UTF-8: a Thai letter counts three.
  maxText: 1000,
  countText: (text) => Buffer.byteLength(text),
  textTooLong: {
    code: 100,
    subcode: 2534038,
    message: '(#100) Length of param message[text] must be less than or equal to 1000 bytes',
  },
  attachmentTypes: ['image', 'audio', 'video', 'file', 'like_heart', 'MEDIA_SHARE'],
  templateTypes: ['generic', 'button', 'product'],
  messagingTypes: ['RESPONSE', 'UPDATE', 'MESSAGE_TAG'],
  windowClosed: {
    status: 403,
    code: 10,
    subcode: 2534022,
    message: '(#10) This message is sent outside of allowed window.',
  },
  noSuchUser: { code: 100, subcode: 2534014, message: '(#100) The requested user cannot be found.' },
  blocked: { code: 551, subcode: 1545041, message: "(#551) This person isn't available right now." },
  newId: () => randomBytes(96).toString('base64url'),
  hasDeliveries: false,
  readField: 'messaging_seen',
  unsupported: ['location', 'contact'],
  comments: {
    edge: 'replies',
    maxText: 2200,
    field: 'comments',
    liveField: 'live_comments',
    newId: (_account, _postId, next) => `18${String(next).padStart(15, '0')}`,
    anyPost: ({ externalId }) => `179${externalId.slice(-14)}`,
  },
}
