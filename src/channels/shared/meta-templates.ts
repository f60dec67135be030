/** The button template and the generic template: …/messenger-platform/send-messages/templates */
import type { Card, ContentError, OutboundContent } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import { checkButtons, checkEachButton, MOST_BUTTONS, nativeButton } from './meta-buttons.ts'
import type { Draft, MetaNetwork } from './meta-network.ts'
import { draftReplies, MOST_REPLIES } from './meta-replies.ts'
import {
  checkAddress,
  checkCount,
  checkEach,
  checkFilled,
  checkLength,
  checkOptional,
  fieldsOf,
  given,
  invalid,
} from './meta-rules.ts'
import { foldText, leadAndLast, textMessages } from './meta-texts.ts'
import { present } from './present.ts'

type ButtonsContent = Extract<OutboundContent, { kind: 'buttons' }>
type CarouselContent = Extract<OutboundContent, { kind: 'carousel' }>

/** …/send-messages/template/button */
const BUTTONS_TEXT = { limit: 640, unit: 'CHARACTERS' } as const
/** …/send-messages/template/generic */
export const MOST_CARDS = 10
export const LONGEST_TITLE = 80

export function draftButtons(content: ButtonsContent, network: MetaNetwork): Draft {
  if (content.buttons.length > MOST_BUTTONS) return draftManyButtons(content, network)
  const field = fieldsOf(network.name, 'buttons')('a text above buttons', 'text')
  const error = checkFilled(content.text, field) ?? checkButtons(content.buttons, 'buttons.buttons', network)
  if (error) return { error }
  const { text, losses } = foldText(content, network)
  const { lead, last } = leadAndLast(text, network, BUTTONS_TEXT)
  const buttons = content.buttons.map(nativeButton)
  return { messages: [...lead, template({ template_type: 'button', text: last, buttons })], losses }
}

/** Quick replies are more, and send their payload back as such buttons do; only that they go away after a tap. */
function draftManyButtons(content: ButtonsContent, network: MetaNetwork): Draft {
  const error = checkEachButton(content.buttons, 'buttons.buttons', network)
  if (error) return { error }
  const replies = content.buttons.flatMap(({ label, action }) =>
    action.type === 'postback' ? [{ label, payload: action.payload }] : [],
  )
  if (replies.length < content.buttons.length || replies.length > MOST_REPLIES) {
    const most = `${MOST_BUTTONS} buttons, or ${MOST_REPLIES} that all send a payload back`
    const message = `${network.name} takes at most ${most}: there are ${content.buttons.length}.`
    return invalid(message, 'buttons.buttons')
  }
  const why = `${network.name} shows at most ${MOST_BUTTONS} buttons`
  const { text, losses } = foldText(content, network)
  const loss = `${why}: they become quick replies, which go away after a tap.`
  return draftReplies(text, replies, network, {
    kind: 'buttons',
    items: 'buttons.buttons',
    losses: [...losses, loss],
  })
}

export function draftCarousel({ text, cards }: CarouselContent, network: MetaNetwork): Draft {
  const error =
    checkCount(cards, MOST_CARDS, { network: network.name, what: 'cards', path: 'carousel.cards' }) ??
    checkEach(cards, (card, index) => checkCard(card, `carousel.cards.${index}`, network))
  if (error) return { error }
  const elements = cards.map(element)
  const ahead = given(text)
  if (ahead === undefined) return { messages: [generic(elements)], losses: [] }
  return {
    messages: [...textMessages(ahead, network.text), generic(elements)],
    losses: [`${network.name} shows no text with cards: it is a message of its own before them.`],
  }
}

function checkCard(card: Card, path: string, network: MetaNetwork): ContentError | null {
  const { title, subtitle, imageUrl, url, buttons } = card
  const field = fieldsOf(network.name, path)
  const hasMore =
    given(subtitle) !== undefined || imageUrl !== undefined || url !== undefined || buttons.length > 0
  return (
    checkLength(title, LONGEST_TITLE, field('the title of a card', 'title')) ??
    checkOptional(subtitle, LONGEST_TITLE, field('the subtitle of a card', 'subtitle')) ??
    checkAddress(imageUrl, field('the picture of a card', 'imageUrl')) ??
    checkAddress(url, field('a card', 'url')) ??
    (buttons.length === 0 ? null : checkButtons(buttons, `${path}.buttons`, network)) ??
    (hasMore ? null : invalid(`${network.name} shows no card that has a title alone.`, path).error)
  )
}

function element({ title, subtitle, imageUrl, url, buttons }: Card): JsonObject {
  return {
    title,
    ...present({ subtitle: given(subtitle), image_url: imageUrl }),
    ...(url !== undefined && { default_action: { type: 'web_url', url } }),
    ...(buttons.length > 0 && { buttons: buttons.map(nativeButton) }),
  }
}

/** Cards side by side, to swipe. */
export function generic(elements: JsonObject[]): JsonObject {
  return template({ template_type: 'generic', elements })
}

function template(payload: JsonObject): JsonObject {
  return { attachment: { type: 'template', payload } }
}
