/** Message objects for the tests of the simulated LINE. */
import type { Json, JsonObject } from '../../json.ts'

export const url = 'https://files.example/one.jpg'
export const postback = { type: 'postback', label: 'Buy', data: 'buy=1' }
export const link = { type: 'uri', label: 'Open', uri: 'https://example.com' }
export const template = (content: JsonObject): JsonObject => ({
  type: 'template',
  altText: 'A choice',
  template: content,
})
export const buttons = (more: JsonObject = {}) =>
  template({ type: 'buttons', text: 'Pick', actions: [postback], ...more })
export const column = (more: JsonObject = {}): JsonObject => ({
  text: 'A bike',
  actions: [postback],
  ...more,
})
export const carousel = (columns: Json[]) => template({ type: 'carousel', columns })
export const pictures = (columns: Json[]) => template({ type: 'image_carousel', columns })
export const words = (text = 'Hi'): JsonObject => ({ type: 'text', text })
export const rowsOf = (contents: Json[], more: JsonObject = {}): JsonObject => ({
  type: 'box',
  layout: 'vertical',
  contents,
  ...more,
})
export const flex = (contents: JsonObject): JsonObject => ({ type: 'flex', altText: 'A card', contents })
export const bubble = (more: JsonObject = {}): JsonObject => ({
  type: 'bubble',
  body: rowsOf([words()]),
  ...more,
})
export const quick = (count: number, action: JsonObject = postback): JsonObject => ({
  ...words('Pick'),
  quickReply: { items: Array.from({ length: count }, () => ({ type: 'action', action })) },
})
export const area = { x: 0, y: 0, width: 520, height: 1040 }
export const imagemap = (more: JsonObject = {}): JsonObject => ({
  type: 'imagemap',
  baseUrl: 'https://files.example/map',
  altText: 'A map',
  baseSize: { width: 1040, height: 1040 },
  actions: [{ type: 'uri', linkUri: 'https://example.com', label: 'There', area }],
  ...more,
})
export const location = {
  type: 'location',
  title: 'Shop',
  address: '1 Road',
  latitude: 13.7,
  longitude: 100.5,
}
