import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { SimulatedButton, SimulatedCard } from '../../network.ts'
import { seenAction } from './seen-action.ts'
import type { Seen } from './seen-flex.ts'

export function seenTemplate(message: JsonObject): Seen {
  const template = isObject(message.template) ? message.template : {}
  const columns = Array.isArray(template.columns) ? template.columns.filter(isObject) : []
  if (template.type === 'carousel') return { text: String(message.altText), cards: columns.map(seenColumn) }
  if (template.type === 'image_carousel')
    return { text: String(message.altText), cards: columns.map(seenPicture) }
  if (template.thumbnailImageUrl || template.title) {
    return { text: String(message.altText), cards: [seenColumn(template)] }
  }
  return { text: String(template.text), buttons: actions(template.actions) }
}

function seenColumn(column: JsonObject): SimulatedCard {
  const url = isObject(column.defaultAction) ? column.defaultAction.uri : undefined
  const title = column.title ? String(column.title) : null
  return {
    title: title ?? String(column.text),
    ...(title !== null && { subtitle: String(column.text) }),
    ...(typeof column.thumbnailImageUrl === 'string' && { imageUrl: column.thumbnailImageUrl }),
    ...(typeof url === 'string' && { url }),
    buttons: actions(column.actions),
  }
}

function seenPicture({ imageUrl, action }: JsonObject): SimulatedCard {
  const button = isObject(action) ? seenAction(action, 'button') : null
  return { title: button?.label ?? '', imageUrl: String(imageUrl), buttons: button ? [button] : [] }
}

function actions(list: Json | undefined): SimulatedButton[] {
  return Array.isArray(list) ? list.filter(isObject).map((action) => seenAction(action, 'button')) : []
}
