import { meaningOf, permissions } from '../domain/access/permissions.ts'
import { builder } from './builder.ts'

/** The states a row can be in. The database checks that it is in no other. */
export function states(name: string, description: string, values: Record<string, string>) {
  const described = Object.entries(values).map(([value, meaning]) => [value, { description: meaning }])
  return builder.enumType(name, { description, values: Object.fromEntries(described) as StateValues })
}

type StateValues = Record<string, { description: string }>

export const PlatformType = states('PlatformType', 'A network that Parley knows.', {
  FACEBOOK: 'Facebook Messenger and the comments of a Page.',
  INSTAGRAM: 'Instagram direct messages and comments.',
  WHATSAPP: 'WhatsApp Business (Cloud API).',
  LINE: 'A LINE official account.',
  TELEGRAM: 'A Telegram bot.',
  LINKEDIN: 'A LinkedIn page.',
  X: 'An account on X.',
})

export const ThreadControl = states(
  'ThreadControl',
  'Which app has the say in a thread that several apps, or a person in the network’s inbox, share.',
  {
    SELF: 'Parley may answer.',
    OTHER: 'Another app or a person has it: Parley reads along and does not answer.',
  },
)

export const ConnectionStatus = states(
  'ConnectionStatus',
  'Whether the network can be reached as the account.',
  {
    PENDING: 'Not proven yet: credentials or the webhook are missing.',
    CONNECTED: 'Credentials were accepted and nothing failed since.',
    ERROR: 'The last attempts failed; see `lastError`.',
    SUSPENDED: 'The network has blocked the account or the app.',
  },
)

export const SyncStatus = states(
  'SyncStatus',
  'Whether past conversations are being read from the network.',
  {
    IDLE: 'Nothing is under way.',
    SYNCING: 'Reading now.',
    ERROR: 'The last reading failed.',
  },
)

export const ConversationType = states('ConversationType', 'Who can see a conversation.', {
  PRIVATE: 'One customer and the business.',
  PUBLIC: 'Comments under something published, for everyone to see.',
  GROUP: 'A group with several people.',
})

export const ConversationStatus = states(
  'ConversationStatus',
  'Where a conversation stands in the work of the team.',
  {
    ACTIVE: 'Open: somebody may have to answer.',
    SNOOZED: 'Put aside until `snoozedUntil`.',
    CLOSED: 'Done; a new message opens it again.',
    ARCHIVED: 'Kept, and out of the way.',
  },
)

export const AssignmentType = states('AssignmentType', 'Who answers a conversation.', {
  AI: 'The personality answers.',
  HUMAN: 'People answer; the AI keeps quiet.',
  HYBRID: 'The AI suggests and people decide.',
})

export const ResolutionStatus = states('ResolutionStatus', 'Whether the customer was helped.', {
  PENDING: 'Not known yet.',
  RESOLVED: 'Helped.',
  ESCALATED: 'Handed to somebody who can do more.',
})

export const MessageType = states('MessageType', 'What a message or an attachment is.', {
  TEXT: 'Text alone.',
  IMAGE: 'A picture.',
  VIDEO: 'A film.',
  AUDIO: 'Sound or a voice message.',
  FILE: 'A document or another file.',
  STICKER: 'A sticker.',
  LOCATION: 'A place.',
  CONTACT: 'A contact card.',
  INTERACTIVE: 'Buttons, lists, carousels, or the choice of one.',
  TEMPLATE: 'A template that the network has approved.',
  SYSTEM: 'A change of the thread shown in it, such as a member who joined.',
})

export const Direction = states('Direction', 'Which way a message went.', {
  INBOUND: 'From the network to the business.',
  OUTBOUND: 'From the business to the network.',
})

export const SenderType = states('SenderType', 'Who wrote.', {
  CUSTOMER: 'A person outside the business.',
  AI: 'A personality.',
  HUMAN: 'A person of the business, here or in the network’s own app.',
  SYSTEM: 'The network, or an automatic notification.',
})

export const DeliveryStatus = states(
  'DeliveryStatus',
  'How far a message has come. It only moves forward, whatever order the network reports in.',
  {
    RECEIVED: 'An inbound message: it is here.',
    SCHEDULED: 'Waits for its time.',
    HELD: 'Waits for the approval of a person.',
    QUEUED: 'Will be sent as soon as the network’s limits allow.',
    SENDING: 'Handed to the network, which has not answered yet.',
    SENT: 'The network has taken it.',
    DELIVERED: 'It is on the customer’s device.',
    READ: 'The customer has seen it.',
    FAILED: 'The network has refused it; see `error`.',
    CANCELLED: 'Called off before it was sent.',
    UNCONFIRMED: 'The network may or may not have taken it; it is never sent again blindly.',
  },
)

export const Visibility = states('Visibility', 'Whether a message is still shown on the network.', {
  VISIBLE: 'Shown.',
  HIDDEN: 'Hidden from others.',
  DELETED: 'Deleted or unsent.',
})

export const ProcessingStatus = states('ProcessingStatus', 'How far Parley itself is with a message.', {
  PENDING: 'Nothing was done yet.',
  PROCESSING: 'Being worked on.',
  PROCESSED: 'Done.',
  SKIPPED: 'Nothing was to be done.',
  FAILED: 'A step failed; see the tasks of the message.',
})

export const ResponseType = states('ResponseType', 'How an answer came about.', {
  AUTO: 'The AI wrote and sent it.',
  MANUAL: 'A person wrote it.',
  SUGGESTED: 'The AI suggested it and a person sent it.',
})

export const AttachmentState = states('AttachmentState', 'Where the file of an attachment is.', {
  PENDING:
    'Not copied yet: within seconds, or tried again for about three hours, with the last reason in `error`.',
  STORED: 'Copied to our storage.',
  EXTERNAL:
    'Not copied: a link to what others published, or a file that we sent by its address; at `url` for as long as it is there.',
  EXPIRED: 'The network no longer gives it out; `error` says how it told.',
  FAILED: 'It could not be copied; `error` says why, and `retryAttachment` tries again.',
})

export const InboundEventStatus = states('InboundEventStatus', 'What became of an inbound event.', {
  PENDING: 'Stored, and about to be applied.',
  PROCESSED: 'Applied; see `result`.',
  IGNORED: 'Kept and not applied; see `result`.',
  FAILED: 'Could not be applied; see `error`. It can be replayed.',
})

export const InboundEventResult = states('InboundEventResult', 'What applying an inbound event did.', {
  APPLIED: 'Something was stored or changed.',
  DUPLICATE: 'Its message was there already.',
  WAITING: 'It is about a message that has not arrived yet, and waits for it.',
  NOTHING_TO_DO: 'It is of a kind, or says something, that changes nothing here.',
  SWITCHED_OFF: 'It arrived while its platform was switched off: replay it once that is on again.',
  UNKNOWN_KIND: 'Its kind is not known yet.',
  FAILED: 'It could not be applied.',
})

export const ProcessingType = states('ProcessingType', 'A kind of AI step.', {
  AI_RESPONSE: 'Answers a message or a burst of messages.',
  INTENT_ANALYSIS: 'Finds what the customer wants.',
  SENTIMENT_ANALYSIS: 'Finds how the customer feels.',
  TRANSLATION: 'Translates the text.',
  MODERATION: 'Checks an answer before it is sent.',
  SUMMARY: 'Sums up a conversation.',
  VISION: 'Describes a picture.',
  TRANSCRIPTION: 'Writes down what is said in a recording.',
})

export const TaskStatus = states('TaskStatus', 'How far an AI step is.', {
  QUEUED: 'Waits for its turn.',
  PROCESSING: 'Under way.',
  COMPLETED: 'Done; see `result`.',
  FAILED: 'Given up after its last try; see `error`.',
  CANCELLED: 'No longer wanted, such as when a newer message came.',
})

export const MemberRole = states(
  'MemberRole',
  'What a member or a key may do; docs/roles.md has the table.',
  {
    OWNER: 'Everything, and decides who belongs to the organisation.',
    ADMIN: 'Everything but deciding over the organisation and its owners.',
    AGENT: 'Answers customers.',
    ANALYST: 'Reads.',
    INTEGRATOR: 'Connects platforms and other systems.',
  },
)

export const PermissionName = states(
  'Permission',
  'Something that a role may do, and that a key may be narrowed to.',
  Object.fromEntries(permissions.map((name) => [name, meaningOf(name)])),
)

export const MetricGranularity = states('MetricGranularity', 'The span that one row of counters is about.', {
  HOUR: 'An hour of the clock in the project’s time zone.',
  DAY: 'A calendar day in the project’s time zone.',
})

export const TextUnit = states('TextUnit', 'What a network counts when it limits the length of a text.', {
  CHARACTERS: 'Unicode code points.',
  UTF16_UNITS: 'UTF-16 code units, as JavaScript counts.',
  BYTES: 'Bytes of UTF-8.',
})
