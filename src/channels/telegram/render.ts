import type { NativeRequest, OutboundContent, OutboundMessage, Rendering } from '../outbound.ts'
import { rendering, unsupported } from '../shared/refusal.ts'
import { type Address, addressOf, messageIdIn } from './address.ts'
import type { Draft, Part } from './draft.ts'
import { renderButtons, renderList, renderQuickReplies } from './render-buttons.ts'
import { renderCarousel } from './render-cards.ts'
import { renderContact, renderLocation } from './render-facts.ts'
import { renderMedia } from './render-media.ts'
import { renderNative } from './render-native.ts'
import { renderText } from './render-text.ts'
import { post } from './requests.ts'

export function render({ recipient, content, replyTo }: OutboundMessage): Rendering {
  return rendering('Telegram', () => {
    const address = reachable(addressOf(recipient.thread))
    const { parts, losses } = answering(draftOf(content, address), address, replyTo)
    return { requests: parts.map((part) => requestOf(part, address)), losses }
  })
}

export function reachable(address: Address | null): Address {
  if (address) return address
  throw unsupported(
    'Telegram lets a guest bot answer once where it was summoned, and send nothing there: write in a chat that the bot is in.',
  )
}

export function draftOf(content: OutboundContent, address: Address): Draft {
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
      return renderNative(content, address)
    case 'template':
      throw unsupported('Telegram has no message templates: nearest are a text with buttons, or a carousel.')
  }
}

/** The first part answers; it is sent also when what it answers is gone. core.telegram.org/bots/api#replyparameters */
function answering(draft: Draft, address: Address, replyTo: OutboundMessage['replyTo']): Draft {
  const [first, ...rest] = draft.parts
  if (!replyTo || !first) return draft
  const message_id = messageIdIn(address, replyTo.externalId)
  if (message_id === null)
    return {
      ...draft,
      losses: [...draft.losses, 'Telegram shows an answer only to a message of the same chat.'],
    }
  const reply_parameters = { message_id, allow_sending_without_reply: true }
  const parameters = { reply_parameters, ...first.parameters }
  return { ...draft, parts: [{ ...first, parameters }, ...rest] }
}

function requestOf({ method, parameters }: Part, address: Address): NativeRequest {
  return post(method, { ...parameters, ...address })
}
