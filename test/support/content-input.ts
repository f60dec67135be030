import type { Button, ContentKind, OutboundContent } from '../../src/channels/outbound.ts'

/** The content as `MessageContentInput` of the graph. */
export function inputOf(content: OutboundContent): { [kind in ContentKind]?: unknown } {
  switch (content.kind) {
    case 'buttons':
      return { buttons: { ...withoutKind(content), buttons: content.buttons.map(buttonInput) } }
    case 'carousel': {
      const cards = content.cards.map((one) => ({ ...one, buttons: one.buttons.map(buttonInput) }))
      return { carousel: { ...withoutKind(content), cards } }
    }
    case 'media': {
      const { kind: _, source, ...rest } = content
      return { media: { ...rest, ...('url' in source ? { url: source.url } : { externalId: source.id }) } }
    }
    case 'native':
      return { native: content.payload }
    default:
      return { [content.kind]: withoutKind(content) }
  }
}

function withoutKind<T extends OutboundContent>({ kind: _, ...rest }: T) {
  return rest
}

function buttonInput({ label, action: { type: _, ...rest } }: Button) {
  return { label, ...rest }
}
