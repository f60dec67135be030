import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../json.ts'
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

describe('refuses', () => {
  const label21 = { ...postback, label: 'x'.repeat(21) }
  test.each<[string, Json[], string]>([
    ['no message', [], 'messages'],
    ['six messages', Array.from({ length: 6 }, () => words()), 'messages'],
    ['an unknown type', [{ type: 'contact' }], 'messages[0].type'],
    ['an empty text', [words('')], 'messages[0].text'],
    ['a text of 5001', [words('x'.repeat(5001))], 'messages[0].text'],
    [
      'an emoji without its $',
      [{ ...words('Hi'), emojis: [{ index: 0, productId: '1', emojiId: '1' }] }],
      'messages[0].emojis[0].index',
    ],
    [
      'a placeholder without its substitution',
      [{ type: 'textV2', text: '{who}' }],
      'messages[0].substitution.who',
    ],
    [
      'a picture without preview',
      [{ type: 'image', originalContentUrl: url }],
      'messages[0].previewImageUrl',
    ],
    [
      'a picture over http',
      [{ type: 'image', originalContentUrl: url.replace('s:', ':'), previewImageUrl: url }],
      'messages[0].originalContentUrl',
    ],
    ['audio without duration', [{ type: 'audio', originalContentUrl: url }], 'messages[0].duration'],
    ['a sticker by name', [{ type: 'sticker', packageId: 'a', stickerId: '1' }], 'messages[0].packageId'],
    ['a place without title', [{ ...location, title: '' }], 'messages[0].title'],
    ['a place beyond the pole', [{ ...location, latitude: 91 }], 'messages[0].latitude'],
    [
      'an imagemap of another width',
      [imagemap({ baseSize: { width: 700, height: 1 } })],
      'messages[0].baseSize.width',
    ],
    [
      'an imagemap action without area',
      [imagemap({ actions: [{ type: 'message', text: 'a' }] })],
      'messages[0].actions[0].area',
    ],
    ['a template without alternative', [{ ...buttons(), altText: '' }], 'messages[0].altText'],
    [
      'five buttons',
      [buttons({ actions: Array.from({ length: 5 }, () => postback) })],
      'messages[0].template.actions',
    ],
    ['a text of 161', [buttons({ text: 'x'.repeat(161) })], 'messages[0].template.text'],
    [
      'a text of 61 beside a title',
      [buttons({ text: 'x'.repeat(61), title: 'T' })],
      'messages[0].template.text',
    ],
    ['a title of 41', [buttons({ title: 'x'.repeat(41) })], 'messages[0].template.title'],
    ['a label of 21', [buttons({ actions: [label21] })], 'messages[0].template.actions[0].label'],
    [
      'a button without label',
      [buttons({ actions: [{ type: 'postback', data: 'a' }] })],
      'messages[0].template.actions[0].label',
    ],
    [
      'data of 301',
      [buttons({ actions: [{ ...postback, data: 'x'.repeat(301) }] })],
      'messages[0].template.actions[0].data',
    ],
    [
      'displayText and text at once',
      [buttons({ actions: [{ ...postback, displayText: 'a', text: 'b' }] })],
      'messages[0].template.actions[0]',
    ],
    [
      'a link of another scheme',
      [buttons({ actions: [{ ...link, uri: 'ftp://example.com' }] })],
      'messages[0].template.actions[0].uri',
    ],
    [
      'the camera in a template',
      [buttons({ actions: [{ type: 'camera', label: 'a' }] })],
      'messages[0].template.actions[0].type',
    ],
    [
      'a picker without mode',
      [buttons({ actions: [{ type: 'datetimepicker', label: 'a', data: 'a' }] })],
      'messages[0].template.actions[0].mode',
    ],
    [
      'one answer to confirm',
      [template({ type: 'confirm', text: 'a', actions: [postback] })],
      'messages[0].template.actions',
    ],
    [
      'eleven columns',
      [carousel(Array.from({ length: 11 }, () => column()))],
      'messages[0].template.columns',
    ],
    [
      'four actions in a column',
      [carousel([column({ actions: Array.from({ length: 4 }, () => postback) })])],
      'messages[0].template.columns[0].actions',
    ],
    [
      'columns with different numbers of actions',
      [carousel([column(), column({ actions: [postback, link] })])],
      'messages[0].template.columns',
    ],
    [
      'a title in one column alone',
      [carousel([column(), column({ title: 'T' })])],
      'messages[0].template.columns',
    ],
    [
      'a column text of 121',
      [carousel([column({ text: 'x'.repeat(121) })])],
      'messages[0].template.columns[0].text',
    ],
    [
      'a label of 13 on a picture',
      [pictures([{ imageUrl: url, action: { ...link, label: 'x'.repeat(13) } }])],
      'messages[0].template.columns[0].action.label',
    ],
    ['14 quick replies', [quick(14)], 'messages[0].quickReply.items'],
    ['a quick reply label of 21', [quick(1, label21)], 'messages[0].quickReply.items[0].action.label'],
    ['a sender name of 21', [{ ...words(), sender: { name: 'x'.repeat(21) } }], 'messages[0].sender.name'],
    ['flex without alternative', [{ type: 'flex', contents: bubble() }], 'messages[0].altText'],
  ])('%s', async (_, messages, property) => {
    const answer = await line.push(messages)
    expect(answer).toMatchObject({ status: 400, body: { message: 'The request body has 1 error(s)' } })
    expect((answer.body as { details: Json }).details).toEqual([{ message: expect.any(String), property }])
    expect((await line.api('POST', '/message/validate/push', { messages })).body).toEqual(answer.body)
  })

  test.each<[string, JsonObject, string, string]>([
    ['a bubble without blocks', { type: 'bubble' }, '/', 'At least one block must be specified'],
    ['an unknown property', bubble({ colour: 'red' }), '/colour', 'unknown field'],
    ['an empty text', bubble({ body: rowsOf([words('')]) }), '/body/contents/0/text', 'must be specified'],
    [
      'a box without layout',
      bubble({ body: { type: 'box', contents: [] } }),
      '/body/layout',
      'must be specified',
    ],
    [
      'an icon in rows',
      bubble({ body: rowsOf([{ type: 'icon', url }]) }),
      '/body/contents/0/type',
      expect.stringContaining('Must be one of'),
    ],
    [
      'a button without action',
      bubble({ footer: rowsOf([{ type: 'button' }]) }),
      '/footer/contents/0/action',
      'must be specified',
    ],
    [
      'a button label of 41',
      bubble({ footer: rowsOf([{ type: 'button', action: { ...postback, label: 'x'.repeat(41) } }]) }),
      '/footer/contents/0/action/label',
      'Length must be between 1 and 40',
    ],
    [
      '13 bubbles',
      { type: 'carousel', contents: Array.from({ length: 13 }, () => bubble()) },
      '/contents',
      'Size must be between 1 and 12',
    ],
    [
      'bubbles of several sizes',
      { type: 'carousel', contents: [bubble(), bubble({ size: 'nano' })] },
      '/',
      expect.stringContaining('same size'),
    ],
    [
      'a bubble of 30 KB',
      bubble({ body: rowsOf(Array.from({ length: 8 }, () => words('x'.repeat(4000)))) }),
      '/',
      expect.stringContaining('30 KB'),
    ],
  ])('in flex %s', async (_, contents, property, message) => {
    expect(await line.push([words(), flex(contents)])).toMatchObject({
      status: 400,
      body: {
        message: 'A message (messages[1]) in the request body is invalid',
        details: [{ message, property }],
      },
    })
  })

  test('tells all that is wrong at once', async () => {
    expect((await line.push([words(''), { type: 'sticker' }])).body).toEqual({
      message: 'The request body has 3 error(s)',
      details: [
        { message: 'May not be empty', property: 'messages[0].text' },
        { message: 'May not be empty', property: 'messages[1].packageId' },
        { message: 'May not be empty', property: 'messages[1].stickerId' },
      ],
    })
  })
})
