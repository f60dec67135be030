import { builder } from './builder.ts'
import { states } from './enums.ts'

export const ErrorClass = states(
  'ErrorClass',
  'What a network’s refusal means for what comes next: told by its code, never by its words.',
  {
    AUTH_EXPIRED: 'The credentials are no longer good: a person must renew them.',
    PERMISSION: 'The account or app may not do this: a person must act at the network.',
    WINDOW_CLOSED: 'Too long since the customer’s last message.',
    RECIPIENT_UNAVAILABLE: 'The customer has blocked or left the account, or is not there.',
    INVALID_REQUEST: 'The network does not accept the content.',
    RATE_LIMITED: 'Too much at once: tried again as the network says.',
    REPLY_TOKEN_SPENT: 'The token for a free answer is used or too old: sent without it.',
    QUOTA_EXHAUSTED: 'The account’s quota is used up.',
    TRANSIENT: 'A fault that passes: tried again.',
  },
)

export const Transport = builder.enumType('Transport', {
  description: 'How a message travels, where the network has several ways.',
  values: {
    REPLY_TOKEN: { description: 'As an answer by the token of a fresh message: free.' },
    PUSH: { description: 'By itself: counts against the account’s quota.' },
  } as const,
})

export const CostClass = builder.enumType('CostClass', {
  description: 'What a message costs at the network.',
  values: {
    FREE: { description: 'Nothing.' },
    QUOTA: { description: 'A piece of the account’s quota.' },
    PAID: { description: 'Money, by category.' },
  } as const,
})

export const ContentKind = builder.enumType('ContentKind', {
  description: 'A content of `MessageContentInput`.',
  values: {
    TEXT: { value: 'text', description: 'Plain text.' },
    MEDIA: { value: 'media', description: 'A file.' },
    QUICK_REPLIES: { value: 'quickReplies', description: 'A text with answers to tap.' },
    BUTTONS: { value: 'buttons', description: 'A text with buttons.' },
    LIST: { value: 'list', description: 'A menu of rows.' },
    CAROUSEL: { value: 'carousel', description: 'Cards side by side.' },
    LOCATION: { value: 'location', description: 'A place.' },
    CONTACT: { value: 'contact', description: 'A contact card.' },
    TEMPLATE: { value: 'template', description: 'An approved template.' },
    NATIVE: { value: 'native', description: 'The network’s own message object.' },
  } as const,
})

export const SendRequirement = builder.enumType('SendRequirement', {
  description: 'What a message needs now to be accepted.',
  values: {
    HUMAN_AGENT: { description: 'It must be written by a person, and is marked so.' },
    TEMPLATE: { description: 'It must be an approved template.' },
  } as const,
})
