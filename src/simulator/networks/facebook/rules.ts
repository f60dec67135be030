import { randomBytes } from 'node:crypto'
import type { MessagingRules } from '../meta/messaging/rules.ts'
import { utilityContent } from './templates.ts'

/** …/messenger-platform/reference/send-api, …/messenger-platform/error-codes */
export const facebookRules: MessagingRules = {
  prefix: '/facebook',
  object: 'page',
  maxText: 2000,
  stickers: true,
  countText: (text) => text.length,
  textTooLong: {
    code: 100,
    message: '(#100) Length of param message[text] must be less than or equal to 2000',
  },
  attachmentTypes: ['image', 'audio', 'video', 'file'],
  templateTypes: [
    'generic',
    'button',
    'media',
    'receipt',
    'coupon',
    'product',
    'customer_feedback',
    'airline_boardingpass',
    'airline_checkin',
    'airline_itinerary',
    'airline_update',
  ],
  messagingTypes: ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY'],
  windowClosed: {
    status: 403,
    code: 10,
    subcode: 2018278,
    message: '(#10) This message is sent outside of allowed window.',
  },
  noSuchUser: { code: 100, subcode: 2018001, message: '(#100) No matching user found' },
  blocked: { code: 551, subcode: 1545041, message: "(#551) This person isn't available right now." },
  newId: () => `m_${randomBytes(48).toString('base64url')}`,
  hasDeliveries: true,
  readField: 'message_reads',
  unsupported: ['contact'],
  utility: utilityContent,
  comments: {
    edge: 'comments',
    maxText: 8000,
    field: 'feed',
    liveField: 'feed',
    // The post's own number and the comment's.
    newId: (_, postId, next) => `${postId.split('_').at(-1)}_${next}`,
    anyPost: ({ externalId }) => `${externalId}_122100000000001`,
  },
}
