import type { InboundEvent, Json, MessageContent } from '../inbound.ts'
import { unknown, whyNot } from '../shared/events.ts'
import { present } from '../shared/present.ts'
import { answering } from './answering.ts'
import { readContent } from './content.ts'
import type { LineEvent } from './event.ts'
import * as payload from './payload.ts'
import type { Place } from './place.ts'

/** …/messaging-api/#message-event */
export function readMessage({ raw, at }: LineEvent, place: Place): InboundEvent {
  const written = readWritten(raw.message)
  if ('reason' in written) return unknown(at, written.reason)
  const { id, quotedMessageId, quoteToken, markAsReadToken } = written.message
  return {
    kind: 'message',
    externalId: id,
    at,
    ...place,
    content: written.content,
    ...present({ replyTo: quotedMessageId }),
    ...answering(raw, { quote: quoteToken, read: markAsReadToken }),
  }
}

/** Edits "may arrive out of order"; the greatest timestamp is the last one's: …/messaging-api/#edit-event */
export function readEdit({ raw, at }: LineEvent, place: Place): InboundEvent {
  const written = readWritten(raw.message)
  if ('reason' in written) return unknown(at, written.reason)
  return { kind: 'edit', messageExternalId: written.message.id, at, ...place, content: written.content }
}

type Written = { message: payload.Message; content: MessageContent } | { reason: string }

function readWritten(raw: Json | undefined): Written {
  const parsed = payload.message.safeParse(raw)
  if (!parsed.success) return { reason: whyNot('message', parsed.error) }
  const reading = readContent(raw)
  return 'reason' in reading ? reading : { message: parsed.data, ...reading }
}

/** …/messaging-api/#unsend-event */
export function readUnsend({ raw, at }: LineEvent): InboundEvent {
  const parsed = payload.unsend.safeParse(raw.unsend)
  if (!parsed.success) return unknown(at, whyNot('unsend', parsed.error))
  return { kind: 'unsend', messageExternalId: parsed.data.messageId, at }
}
