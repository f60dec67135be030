/** Flex messages: developers.line.biz/en/reference/messaging-api/#flex-message */
import type { Button } from '../outbound.ts'
import type { JsonObject } from '../shared/json.ts'
import { invalid } from '../shared/refusal.ts'
import { textLength } from '../shared/split-text.ts'
import type { LineMessage } from './draft.ts'
import { shortened } from './graphemes.ts'
import * as limits from './limits.ts'
import { buttonAction } from './render-actions.ts'

/** Secondary to the text around it; readable on white. */
const MUTED = '#6B7280'
/** The blue of links in LINE's own bubbles. */
const LINK = '#42659A'

export function bubbleMessage(altText: string, bubble: JsonObject, path: string): LineMessage {
  fits(bubble, limits.BUBBLE_BYTES, 'bubble', path)
  return flexMessage(altText, bubble)
}

export function carouselMessage(altText: string, bubbles: JsonObject[], path: string): LineMessage {
  bubbles.forEach((bubble, index) => {
    fits(bubble, limits.BUBBLE_BYTES, 'bubble', `${path}.${index}`)
  })
  const carousel = { type: 'carousel', contents: bubbles }
  fits(carousel, limits.CAROUSEL_BYTES, 'carousel', path)
  return flexMessage(altText, carousel)
}

/** Notifications and the list of chats show the alternative text alone. */
function flexMessage(altText: string, contents: JsonObject): LineMessage {
  return { type: 'flex', altText: shortened(altText, limits.ALT_TEXT), contents }
}

function fits(container: JsonObject, most: number, what: string, path: string): void {
  const bytes = textLength(JSON.stringify(container), 'BYTES')
  if (bytes > most)
    throw invalid(`LINE takes a ${what} of up to ${most} bytes of JSON; this one has ${bytes}.`, path)
}

export function bubble(
  body: JsonObject[],
  parts: { hero?: JsonObject; footer?: JsonObject[] } = {},
): JsonObject {
  const { hero, footer } = parts
  return {
    type: 'bubble',
    ...(hero && { hero }),
    body: column(body, 'md'),
    ...(footer && footer.length > 0 && { footer: column(footer, 'sm') }),
  }
}

export function column(contents: JsonObject[], spacing: 'sm' | 'md'): JsonObject {
  return { type: 'box', layout: 'vertical', spacing, contents }
}

export function paragraph(text: string): JsonObject {
  return { type: 'text', text, wrap: true }
}

export function heading(text: string): JsonObject {
  return { ...paragraph(text), weight: 'bold' }
}

export function smallPrint(text: string): JsonObject {
  return { ...paragraph(text), size: 'sm', color: MUTED }
}

export function linkText(text: string): JsonObject {
  return { ...paragraph(text), color: LINK }
}

export function buttons(list: readonly Button[], path: string): JsonObject[] {
  return list.map((button, index) => ({
    type: 'button',
    style: 'link',
    height: 'sm',
    action: buttonAction(button, limits.LABEL.flex, `${path}.${index}`),
  }))
}
