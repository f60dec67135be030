/** A flex message as words, pictures and buttons: where they stand on the screen is lost. */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { SimulatedButton, SimulatedCard } from '../../network.ts'
import { seenAction } from './seen-action.ts'

export interface Seen {
  text: string | null
  buttons?: SimulatedButton[]
  cards?: SimulatedCard[]
}

export function seenFlex(message: JsonObject): Seen {
  const container = isObject(message.contents) ? message.contents : {}
  if (container.type === 'carousel') {
    const bubbles = Array.isArray(container.contents) ? container.contents.filter(isObject) : []
    return { text: String(message.altText), cards: bubbles.map(seenCard) }
  }
  return { text: String(message.altText), cards: [seenCard(container)] }
}

function seenCard(bubble: JsonObject): SimulatedCard {
  const parts = ['header', 'hero', 'body', 'footer'].flatMap((block) => components(bubble[block]))
  const [title = '', ...others] = parts.flatMap(seenText)
  const imageUrl = parts.find((part) => part.type === 'image')?.url
  const url = isObject(bubble.action) ? bubble.action.uri : undefined
  return {
    title,
    ...(others.length > 0 && { subtitle: others.join('\n') }),
    ...(typeof imageUrl === 'string' && { imageUrl }),
    ...(typeof url === 'string' && { url }),
    buttons: parts
      .map((part) => part.action)
      .filter((action) => isObject(action))
      .map((action) => seenAction(action, 'button')),
  }
}

/** The component and all inside it, in the order of reading. */
function components(component: Json | undefined): JsonObject[] {
  if (!isObject(component)) return []
  const inside = component.type === 'box' && Array.isArray(component.contents) ? component.contents : []
  return [component, ...inside.flatMap(components)]
}

function seenText({ type, text, contents }: JsonObject): string[] {
  if (type !== 'text') return []
  if (typeof text === 'string') return [text]
  const spans = Array.isArray(contents) ? contents.filter(isObject) : []
  return [spans.map((span) => String(span.text ?? '')).join('')]
}
