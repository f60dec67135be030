import type { Card, OutboundContent } from '../outbound.ts'
import { atLeastOne, visible, webAddress } from '../shared/content-rules.ts'
import { present } from '../shared/present.ts'
import { textLength } from '../shared/split-text.ts'
import { type Draft, draft, type Part, part } from './draft.ts'
import * as limits from './limits.ts'
import { buttonKeyboard, CALL_LOSS, callLines } from './render-keyboard.ts'
import { joined, textParts } from './render-text.ts'

/** Each card is its picture with what it says as the caption, and its buttons below. */
export function renderCarousel({ text, cards }: Extract<OutboundContent, { kind: 'carousel' }>): Draft {
  atLeastOne(cards.length, 'cards', 'carousel.cards')
  const leading = text === undefined ? [] : textParts(text, 'carousel.text')
  const parts = cards.flatMap((card, index) => cardParts(card, `carousel.cards.${index}`))
  return draft(
    [...leading, ...parts],
    'Telegram has no carousels: each card is a message of its own.',
    cards.some(({ url }) => url !== undefined) &&
      'Telegram opens no address by a tap on a card: it stands in the text.',
    cards.some(({ buttons }) => callLines(buttons).length > 0) && CALL_LOSS,
  )
}

function cardParts(card: Card, path: string): Part[] {
  const title = visible(card.title, 'The title of a card', `${path}.title`)
  const address = card.url === undefined ? undefined : webUrl(card.url, `${path}.url`)
  const words = joined([title, card.subtitle, address, ...callLines(card.buttons)], '\n')
  const markup = buttonKeyboard(card.buttons, `${path}.buttons`)
  if (card.imageUrl === undefined) return textParts(words, `${path}.subtitle`, markup)
  const photo = webUrl(card.imageUrl, `${path}.imageUrl`)
  if (textLength(words, 'CHARACTERS') > limits.CAPTION)
    return [part('sendPhoto', { photo }), ...textParts(words, `${path}.subtitle`, markup)]
  return [part('sendPhoto', { photo, caption: words, ...present({ reply_markup: markup }) })]
}

function webUrl(url: string, path: string): string {
  return webAddress(url, { network: 'Telegram', secure: false }, path)
}
