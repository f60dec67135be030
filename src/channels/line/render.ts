import type { NativeRequest, OutboundContent, OutboundMessage, Rendering } from '../outbound.ts'
import { partReference } from '../shared/part-reference.ts'
import { rendering, unsupported } from '../shared/refusal.ts'
import type { Draft, LineMessage } from './draft.ts'
import * as limits from './limits.ts'
import { renderButtons } from './render-buttons.ts'
import { renderCarousel } from './render-cards.ts'
import { renderContact, renderLocation } from './render-facts.ts'
import { renderList } from './render-list.ts'
import { renderMedia } from './render-media.ts'
import { renderNative } from './render-native.ts'
import { renderQuickReplies, renderText } from './render-text.ts'
import { pushRequest, replyRequest } from './requests.ts'

export function render(message: OutboundMessage): Rendering {
  return rendering('LINE', () => {
    const { messages, losses } = quoting(draftOf(message.content), message.replyTo)
    return { requests: requestsOf(messages, message), losses }
  })
}

function draftOf(content: OutboundContent): Draft {
  switch (content.kind) {
    case 'text':
      return renderText(content)
    case 'quickReplies':
      return renderQuickReplies(content)
    case 'buttons':
      return renderButtons(content)
    case 'list':
      return renderList(content)
    case 'carousel':
      return renderCarousel(content)
    case 'media':
      return renderMedia(content)
    case 'location':
      return renderLocation(content)
    case 'contact':
      return renderContact(content)
    case 'native':
      return renderNative(content)
    case 'template':
      throw unsupported(
        'LINE has no message templates: nearest are a carousel, or a native flex message of your own.',
      )
  }
}

/** The types that can quote: …/docs/messaging-api/sending-messages/#send-quote-messages */
const QUOTING = new Set(['text', 'textV2', 'sticker'])

/** A message is quoted by the token that came with it, not by its id. */
function quoting({ messages, losses }: Draft, replyTo: OutboundMessage['replyTo']): Draft {
  const [first, ...rest] = messages
  if (!replyTo || !first) return { messages, losses }
  const quoteToken = replyTo.tokens?.quote
  if (quoteToken === undefined)
    return { messages, losses: [...losses, 'LINE gave no token to quote the answered message by.'] }
  if (!QUOTING.has(first.type))
    return { messages, losses: [...losses, 'LINE quotes a message only in texts and stickers.'] }
  return { messages: [{ quoteToken, ...first }, ...rest], losses }
}

/**
 * The same messages are together with and without the reply token: a push after a spent token has the reference
 * that the part would have had.
 */
function requestsOf(messages: LineMessage[], message: OutboundMessage): NativeRequest[] {
  const { replyToken, reference, recipient } = message
  return inBatches(messages).map((batch, index) =>
    index === 0 && replyToken !== undefined
      ? replyRequest(replyToken, batch)
      : pushRequest(recipient.thread.externalId, batch, partReference(reference, index)),
  )
}

function inBatches(messages: LineMessage[]): LineMessage[][] {
  const size = limits.MESSAGES_PER_REQUEST
  const count = Math.ceil(messages.length / size)
  return Array.from({ length: count }, (_, index) => messages.slice(index * size, (index + 1) * size))
}
