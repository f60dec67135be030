import type { Json } from '../inbound.ts'
import type { ContentError, ContentKind, OutboundContent, OutboundMessage, Rendering } from '../outbound.ts'
import { unsupported } from '../shared/meta-rules.ts'
import { partReference } from '../shared/part-reference.ts'
import { renderButtons, renderQuickReplies } from './render-buttons.ts'
import { renderCarousel } from './render-carousel.ts'
import { messageRequest } from './render-envelope.ts'
import { renderList } from './render-list.ts'
import { renderMedia } from './render-media.ts'
import { type Bodies, refused } from './render-rules.ts'
import { renderContact, renderLocation, renderNative, renderTemplate } from './render-simple.ts'
import { renderText } from './render-text.ts'

export const CONTENTS: readonly ContentKind[] = [
  'text',
  'quickReplies',
  'buttons',
  'list',
  'carousel',
  'media',
  'location',
  'contact',
  'template',
  'native',
]

export function render(message: OutboundMessage, account: { externalId: string }): Rendering {
  const { recipient, content, reference } = message
  const rendered = recipient.thread.type === 'GROUP' ? renderInGroup(content) : renderContent(content)
  if (!rendered.ok) return rendered
  const quoted = quoteOf(message)
  const requests = rendered.bodies.map((body, index) =>
    messageRequest(account, recipient, body, {
      // The message that is answered stands above the first part.
      ...(index === 0 && quoted.context),
      biz_opaque_callback_data: partReference(reference, index),
    }),
  )
  return { ok: true, requests, losses: [...rendered.losses, ...quoted.losses] }
}

/** "The contextual bubble does not appear … if you reply with a template": …/whatsapp/messages/contextual-replies */
function quoteOf({ replyTo, content }: OutboundMessage): {
  context?: { [key: string]: Json }
  losses: string[]
} {
  if (!replyTo) return { losses: [] }
  if (content.kind === 'template')
    return { losses: ['WhatsApp does not show above a template which message it answers.'] }
  return { context: { context: { message_id: replyTo.externalId } }, losses: [] }
}

function renderContent(content: OutboundContent): Bodies {
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
    case 'template':
      return renderTemplate(content)
    case 'native':
      return renderNative(content)
  }
}

/** "Supported message types: Text, media, text-based templates, and media-based templates": …/whatsapp/groups */
function renderInGroup(content: OutboundContent): Bodies {
  const lacking = LACKING_IN_GROUPS[content.kind]
  return lacking === undefined ? renderContent(content) : refused(lackingInGroups(lacking))
}

const LACKING_IN_GROUPS: Readonly<Partial<Record<ContentKind, string>>> = {
  quickReplies: 'quick replies',
  buttons: 'buttons',
  list: 'lists',
  carousel: 'carousels',
  location: 'locations',
  contact: 'contact cards',
}

function lackingInGroups(lacking: string): ContentError {
  return unsupported(
    `WhatsApp has no ${lacking} in groups, only texts, media and templates: a text is the nearest.`,
  ).error
}
