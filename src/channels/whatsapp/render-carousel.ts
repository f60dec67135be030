/**
 * Cards side by side, which have to be alike: …/whatsapp/messages/interactive-media-carousel-messages. Others
 * are sent as a message each.
 */
import type { Json } from '../inbound.ts'
import type { Card, ContentError, OutboundContent } from '../outbound.ts'
import { checkAddress, checkCount, checkEach, checkFilled, given, invalid } from '../shared/meta-rules.ts'
import { textLength } from '../shared/split-text.ts'
import { buttonMessage, checkButtons, divide, linkAction } from './render-buttons.ts'
import { interactive, MAX_BUTTONS } from './render-interactive.ts'
import { captioned } from './render-media.ts'
import { type Bodies, checkDistinct, field, refused, said } from './render-rules.ts'
import { textBodies } from './render-text.ts'

const MAX_CARDS = 10
const MAX_CARD_TEXT = 160
const MAX_CARD_LINES = 3
/** "One or more", without saying how many: the examples have two. */
const MAX_CARD_REPLIES = 2

type Carousel = Extract<OutboundContent, { kind: 'carousel' }>

export function renderCarousel(content: Carousel): Bodies {
  const { text = '', cards } = content
  const error = checkCards(cards)
  if (error) return refused(error)
  const losses = cards.some(isLinked)
    ? ['A tap on a card opens nothing on WhatsApp: its address is written in the text.']
    : []
  if (fitsCarousel(content)) return said(interactive('carousel', text, { cards: cards.map(cardOf) }), losses)
  const single = cards.map(cardMessages)
  return said(
    [...textBodies(text), ...single.flatMap(({ bodies }) => bodies)],
    [...apart(cards), ...losses, ...single.flatMap((card) => card.losses)],
  )
}

function apart({ length }: readonly Card[]): string[] {
  if (length === 1) return []
  return [
    `WhatsApp shows these ${length} cards as a message each: side by side it takes cards that follow a text and ` +
      `all have a picture, at most ${MAX_CARD_TEXT} characters, and either one button that opens an address or ` +
      `the same number of reply buttons, at most ${MAX_CARD_REPLIES}.`,
  ]
}

function fitsCarousel({ text, cards }: Carousel): boolean {
  const shapes = new Set(cards.map(buttonShape))
  if (given(text) === undefined || cards.length < 2 || shapes.size !== 1 || shapes.has(null)) return false
  return cards.every((card) => {
    const body = cardText(card)
    return (
      card.imageUrl !== undefined &&
      textLength(body, 'CHARACTERS') <= MAX_CARD_TEXT &&
      body.split('\n').length <= MAX_CARD_LINES
    )
  })
}

/** The buttons of a card that all others have to be like; null where none are like them. */
function buttonShape({ buttons }: Card): string | null {
  const { choices, link, written } = divide(buttons)
  if (written.length > 0) return null
  if (link) return 'link'
  return choices.length >= 1 && choices.length <= MAX_CARD_REPLIES ? `${choices.length} replies` : null
}

function cardOf(card: Card, index: number): Json {
  return {
    card_index: index,
    // Of every card, whichever its buttons.
    type: 'cta_url',
    header: imageHeader(card.imageUrl ?? ''),
    body: { text: cardText(card) },
    action: cardAction(card),
  }
}

function cardAction({ buttons }: Card): Json {
  const { choices, link } = divide(buttons)
  if (link) return linkAction(link)
  return {
    buttons: choices.map(({ payload: id, label: title }) => ({
      type: 'quick_reply',
      quick_reply: { id, title },
    })),
  }
}

function cardMessages(card: Card) {
  const { imageUrl } = card
  return buttonMessage(cardText(card), card.buttons, {
    frame: imageUrl === undefined ? {} : { header: imageHeader(imageUrl) },
    withoutButtons: (text) =>
      imageUrl === undefined ? textBodies(text) : captioned('image', { link: imageUrl }, text),
  })
}

function imageHeader(link: string): Json {
  return { type: 'image', image: { link } }
}

function cardText(card: Card): string {
  const lines = [card.title, card.subtitle, isLinked(card) ? card.url : undefined]
  return lines.filter((line) => given(line) !== undefined).join('\n')
}

/** Opens an address that none of its buttons opens. */
function isLinked({ url, buttons }: Card): boolean {
  return url !== undefined && !buttons.some(({ action }) => action.type === 'url' && action.url === url)
}

function checkCards(cards: readonly Card[]): ContentError | null {
  return (
    checkCount(cards, MAX_CARDS, field('cards', 'carousel.cards')) ??
    checkEach(cards, (card, index) => checkCard(card, `carousel.cards.${index}`)) ??
    checkDistinct(
      cards.flatMap(({ buttons }, index) => payloadsOf(buttons, `carousel.cards.${index}.buttons`)),
      'payloads',
    )
  )
}

function payloadsOf(buttons: Card['buttons'], path: string) {
  return divide(buttons, path).choices.map(({ payload, payloadPath }) => [payload, payloadPath] as const)
}

function checkCard({ title, imageUrl, url, buttons }: Card, path: string): ContentError | null {
  return (
    checkFilled(title, field('the title of a card', `${path}.title`)) ??
    checkAddress(imageUrl, field('the picture of a card', `${path}.imageUrl`)) ??
    checkAddress(url, field('a card', `${path}.url`)) ??
    checkReplies(buttons, `${path}.buttons`) ??
    checkButtons(buttons, `${path}.buttons`)
  )
}

/** A list would take more, and has no picture. */
function checkReplies(buttons: Card['buttons'], path: string): ContentError | null {
  const { length } = divide(buttons).choices
  if (length <= MAX_BUTTONS) return null
  return invalid(`WhatsApp takes at most ${MAX_BUTTONS} reply buttons on a card: there are ${length}.`, path)
    .error
}
