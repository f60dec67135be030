import type { Json, MessageContent } from '../../channels/inbound.ts'
import type { OutboundContent } from '../../channels/outbound.ts'
import { hashtagsIn } from '../../channels/shared/text.ts'

/** How a content of ours stands in the conversation: what the customer sees, and the parts that are not text. */
export function storedContent(content: OutboundContent): MessageContent {
  const { kind, ...data } = content
  switch (content.kind) {
    case 'text':
      return { type: 'TEXT', text: content.text, attachments: [], ...tagged(content.text) }
    case 'media': {
      const { type, source, caption, fileName, duration } = content
      const file = 'url' in source ? { url: source.url } : { externalId: source.id }
      const attachment = { type, ...file, ...(fileName && { fileName }), ...(duration && { duration }) }
      return { type, text: caption ?? null, attachments: [attachment], ...tagged(caption ?? '') }
    }
    case 'location':
      return { type: 'LOCATION', text: null, attachments: [], data: plain(data) }
    case 'contact':
      return { type: 'CONTACT', text: null, attachments: [], data: plain(data) }
    case 'template': {
      const { name, language, components, text = null } = content
      return { type: 'TEMPLATE', text, attachments: [], data: plain({ name, language, components }) }
    }
    case 'native':
      return { type: 'INTERACTIVE', text: null, attachments: [], data: { native: content.payload } }
    case 'carousel':
      return {
        type: 'INTERACTIVE',
        text: content.text ?? null,
        attachments: [],
        data: { [kind]: plain(data) },
      }
    default:
      return { type: 'INTERACTIVE', text: content.text, attachments: [], data: { [kind]: plain(data) } }
  }
}

function tagged(text: string): { hashtags?: string[] } {
  const hashtags = hashtagsIn(text)
  return hashtags.length > 0 ? { hashtags } : {}
}

function plain(data: object): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(data)) as { [key: string]: Json }
}
