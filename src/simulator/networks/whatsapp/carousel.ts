/** …/whatsapp/messages/interactive-media-carousel-messages */
import type { JsonObject, SimulatedButton, SimulatedCard } from '../../network.ts'
import { requireDistinct, requireList, requireObject, requireText } from './check.ts'
import { refuseCloud } from './errors.ts'

const MOST_LINES = 3

/** "Button types and numbers must match across all cards". */
export function carouselCards(action: JsonObject): SimulatedCard[] {
  const given = requireList(action.cards, "interactive['action']['cards']", { min: 2, max: 10 })
  const cards = given.map((one, index) => cardOf(requireObject(one, 'cards'), index))
  const shapes = new Set(cards.map(({ buttons }) => buttons.map(({ kind }) => kind).join()))
  if (shapes.size > 1) refuseCloud(131009, 'The buttons of all cards must be of the same type and number')
  requireDistinct(
    cards.flatMap(({ buttons }) => buttons.flatMap(({ payload }) => payload ?? [])),
    'button ids',
  )
  return cards
}

function cardOf(card: JsonObject, index: number): SimulatedCard {
  const name = `cards[${index}]`
  if (card.card_index !== index) refuseCloud(131009, `${name}['card_index'] must be ${index}`)
  if (card.type !== 'cta_url') refuseCloud(131009, `${name}['type'] must be cta_url`)
  const header = requireObject(card.header, `${name}['header']`)
  if (header.type !== 'image' && header.type !== 'video')
    refuseCloud(131009, `${name}['header']['type'] must be one of {image, video}`)
  const file = requireObject(header[header.type], `${name}['header']['${header.type}']`)
  const title = card.body === undefined ? '' : bodyOf(requireObject(card.body, `${name}['body']`), name)
  const imageUrl = typeof file.link === 'string' ? file.link : undefined
  const buttons = buttonsOf(requireObject(card.action, `${name}['action']`), name)
  return { title, ...(imageUrl !== undefined && { imageUrl }), buttons }
}

function bodyOf(body: JsonObject, name: string): string {
  const text = requireText(body.text, `${name}['body']['text']`, 160)
  if (text.split('\n').length > MOST_LINES) refuseCloud(131009, `${name} has more than 2 line breaks`)
  return text
}

function buttonsOf(action: JsonObject, name: string): SimulatedButton[] {
  if (action.name === 'cta_url') {
    const { display_text, url } = requireObject(action.parameters, `${name}['action']['parameters']`)
    const label = requireText(display_text, 'display_text', 20)
    return [{ kind: 'url', label, url: requireText(url, 'url', 2000) }]
  }
  return requireList(action.buttons, `${name}['action']['buttons']`, { max: 3 }).map((one) => {
    const { type, quick_reply } = requireObject(one, 'buttons')
    if (type !== 'quick_reply') refuseCloud(131009, 'The buttons of a card are of type quick_reply')
    const reply = requireObject(quick_reply, "buttons['quick_reply']")
    const payload = requireText(reply.id, 'Button reply id', 256)
    return { kind: 'reply', label: requireText(reply.title, 'Button title', 20), payload }
  })
}
