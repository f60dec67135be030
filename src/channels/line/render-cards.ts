import type { Card, OutboundContent } from '../outbound.ts'
import { countWithin, visible } from '../shared/content-rules.ts'
import type { JsonObject } from '../shared/json.ts'
import { type Draft, draft } from './draft.ts'
import * as limits from './limits.ts'
import { openAction } from './render-actions.ts'
import { bubble, buttons, carouselMessage, heading, paragraph } from './render-flex.ts'
import { mediaAddress, textMessage, textParts } from './render-text.ts'

type Carousel = Extract<OutboundContent, { kind: 'carousel' }>

/** A carousel of bubbles; its text goes before it. …/messaging-api/#f-carousel */
export function renderCarousel({ text, cards }: Carousel): Draft {
  countWithin(cards.length, { network: 'LINE', most: limits.BUBBLES, what: 'cards' }, 'carousel.cards')
  const bubbles = cards.map((card, index) => cardBubble(card, `carousel.cards.${index}`))
  const titles = cards.map(({ title }) => title).join(', ')
  const leading = text === undefined ? [] : textParts(text, 'carousel.text').map(textMessage)
  return draft([...leading, carouselMessage(titles, bubbles, 'carousel.cards')])
}

function cardBubble({ title, subtitle, imageUrl, url, buttons: list }: Card, path: string): JsonObject {
  const body = [
    heading(visible(title, 'The title of a card', `${path}.title`)),
    ...(subtitle ? [paragraph(subtitle)] : []),
  ]
  const hero = imageUrl === undefined ? {} : { hero: picture(mediaAddress(imageUrl, `${path}.imageUrl`)) }
  return {
    ...bubble(body, { ...hero, footer: buttons(list, `${path}.buttons`) }),
    ...(url !== undefined && { action: openAction(url, `${path}.url`) }),
  }
}

/** The width of the bubble, and one height for all, so that the titles of the cards are in one line. */
function picture(url: string): JsonObject {
  return { type: 'image', url, size: 'full', aspectRatio: '20:13', aspectMode: 'cover' }
}
