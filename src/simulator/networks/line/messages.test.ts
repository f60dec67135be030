import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { lineOf, registerBot } from './testing.ts'
import {
  bubble,
  buttons,
  carousel,
  column,
  flex,
  imagemap,
  link,
  location,
  pictures,
  postback,
  quick,
  rowsOf,
  template,
  url,
  words,
} from './testing-messages.ts'

let box: Sandbox
let line: ReturnType<typeof lineOf>

beforeAll(async () => {
  box = await openSandbox()
  line = lineOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

describe('what the customer sees of', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['text', words('x'.repeat(5000)), { type: 'text', text: 'x'.repeat(5000) }],
    [
      'text with emojis',
      { ...words('$ Hi'), emojis: [{ index: 0, productId: '5ac1', emojiId: '001' }] },
      { text: '$ Hi' },
    ],
    [
      'text with substitutions',
      {
        type: 'textV2',
        text: 'Hello {who} {smile} {{name}}',
        substitution: {
          who: { type: 'mention', mentionee: { type: 'all' } },
          smile: { type: 'emoji', productId: '5ac1', emojiId: '001' },
        },
      },
      { text: 'Hello @All (emoji) {name}' },
    ],
    [
      'a sticker',
      { type: 'sticker', packageId: '446', stickerId: '1988' },
      { attachments: [{ type: 'sticker', native: { packageId: '446', stickerId: '1988' } }] },
    ],
    [
      'a picture',
      { type: 'image', originalContentUrl: url, previewImageUrl: url },
      { type: 'image', attachments: [{ type: 'image', url }] },
    ],
    [
      'a video',
      { type: 'video', originalContentUrl: url, previewImageUrl: url, trackingId: 't' },
      { attachments: [{ type: 'video', url }] },
    ],
    [
      'audio',
      { type: 'audio', originalContentUrl: url, duration: 1000 },
      { attachments: [{ type: 'audio', url }] },
    ],
    ['a place', location, { attachments: [{ type: 'location', name: 'Shop', latitude: 13.7 }] }],
    [
      'an imagemap',
      imagemap(),
      { text: 'A map', buttons: [{ kind: 'url', label: 'There', url: 'https://example.com' }] },
    ],
    [
      'buttons',
      buttons({ actions: [postback, link, { type: 'uri', label: 'Call', uri: 'tel:021' }] }),
      {
        text: 'Pick',
        buttons: [
          { kind: 'reply', label: 'Buy', payload: 'buy=1' },
          { kind: 'url' },
          { kind: 'call', phone: '021' },
        ],
      },
    ],
    [
      'buttons with a picture',
      buttons({ title: 'Bike', thumbnailImageUrl: url, defaultAction: link }),
      { cards: [{ title: 'Bike', subtitle: 'Pick', imageUrl: url, url: 'https://example.com' }] },
    ],
    [
      'a confirmation',
      template({
        type: 'confirm',
        text: 'Sure?',
        actions: [postback, { type: 'message', label: 'No', text: 'no' }],
      }),
      { text: 'Sure?', buttons: [{}, { kind: 'reply', payload: 'no' }] },
    ],
    [
      'a carousel',
      carousel([column(), column()]),
      { cards: [{ title: 'A bike', buttons: [{ label: 'Buy' }] }, {}] },
    ],
    [
      'a carousel of pictures',
      pictures([{ imageUrl: url, action: link }]),
      { cards: [{ imageUrl: url, buttons: [{ kind: 'url' }] }] },
    ],
    [
      'flex',
      flex(
        bubble({
          hero: { type: 'image', url },
          body: rowsOf([words('Bike'), { type: 'text', contents: [{ type: 'span', text: 'Fast' }] }]),
          footer: rowsOf([{ type: 'button', action: postback }]),
        }),
      ),
      {
        text: 'A card',
        cards: [{ title: 'Bike', subtitle: 'Fast', imageUrl: url, buttons: [{ payload: 'buy=1' }] }],
      },
    ],
    [
      'a flex carousel',
      flex({ type: 'carousel', contents: [bubble(), bubble()] }),
      { cards: [{ title: 'Hi' }, {}] },
    ],
    [
      'quick replies',
      quick(13),
      { text: 'Pick', buttons: Array.from({ length: 13 }, () => ({ kind: 'quickReply', payload: 'buy=1' })) },
    ],
    ['a coupon', { type: 'coupon', couponId: 'c1' }, { type: 'coupon', text: null }],
  ])('%s', async (_, message, seen) => {
    expect(await line.push([message])).toMatchObject({ status: 200 })
    expect(await line.seen()).toMatchObject([{ direction: 'OUT', ...seen, native: message }])
  })
})

test('validates without sending', async () => {
  for (const kind of ['push', 'reply']) {
    expect(await line.api('POST', `/message/validate/${kind}`, { messages: [words()] })).toMatchObject({
      status: 200,
      body: {},
    })
  }
  expect(await box.sim('GET', '/sends')).toMatchObject({ count: 0 })
})
