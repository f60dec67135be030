import type { Button, OutboundContent } from '../channels/outbound.ts'

/** A stored content in the form of MessageContentInput: what came in by it can be given back. */
export function toContentInput(content: OutboundContent): object {
  switch (content.kind) {
    case 'native':
      return { native: content.payload }
    case 'media': {
      const { kind, source, ...media } = content
      return { [kind]: { ...media, ...('url' in source ? { url: source.url } : { externalId: source.id }) } }
    }
    case 'buttons': {
      const { kind, ...words } = content
      return { [kind]: { ...words, buttons: words.buttons.map(toButton) } }
    }
    case 'carousel': {
      const { kind, ...words } = content
      const cards = words.cards.map((card) => ({ ...card, buttons: card.buttons.map(toButton) }))
      return { [kind]: { ...words, cards } }
    }
    default: {
      const { kind, ...words } = content
      return { [kind]: words }
    }
  }
}

function toButton({ label, action }: Button): object {
  const { type: _, ...does } = action
  return { label, ...does }
}
