import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { BOT, CUSTOMER, GROUP, lineOf, registerBot, SECRET } from './testing.ts'

let box: Sandbox
let line: ReturnType<typeof lineOf>

beforeAll(async () => {
  box = await openSandbox()
  line = lineOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

const write = (content: JsonObject, customer = CUSTOMER) =>
  line.act('messages', { account: BOT, content }, customer)
const say = (text = 'Hi', customer = CUSTOMER) => write({ type: 'text', text }, customer)

test('a message is told, signed', async () => {
  await say()
  const [post] = await box.posts(1)
  expect(post?.headers['x-line-signature']).toBe(
    createHmac('sha256', SECRET)
      .update(post?.raw ?? '')
      .digest('base64'),
  )
  expect(post?.body).toEqual({
    destination: BOT,
    events: [
      {
        type: 'message',
        mode: 'active',
        timestamp: expect.any(Number),
        source: { type: 'user', userId: CUSTOMER },
        webhookEventId: expect.stringMatching(/^01[0-9A-HJKMNP-TV-Z]{24}$/),
        deliveryContext: { isRedelivery: false },
        replyToken: expect.stringMatching(/^[0-9a-f]{32}$/),
        message: {
          id: expect.stringMatching(/^\d{18}$/),
          type: 'text',
          text: 'Hi',
          quoteToken: expect.any(String),
          markAsReadToken: expect.any(String),
        },
      },
    ],
  })
})

describe('contents', () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      'a picture',
      { type: 'image' },
      { type: 'image', contentProvider: { type: 'line' }, quoteToken: expect.any(String) as never },
    ],
    [
      'a picture elsewhere',
      { type: 'image', url: 'https://files.example/a.jpg' },
      { contentProvider: { type: 'external', originalContentUrl: 'https://files.example/a.jpg' } },
    ],
    ['a video', { type: 'video', native: { duration: 7000 } }, { type: 'video', duration: 7000 }],
    ['audio', { type: 'audio' }, { type: 'audio', duration: 1000, contentProvider: { type: 'line' } }],
    [
      'a file',
      { type: 'file', fileName: 'a.pdf', data: 'aGVsbG8=' },
      { type: 'file', fileName: 'a.pdf', fileSize: 5 },
    ],
    [
      'a sticker',
      { type: 'sticker', native: { packageId: '1', stickerId: '2' } },
      { type: 'sticker', packageId: '1', stickerId: '2', stickerResourceType: 'STATIC' },
    ],
    [
      'a place',
      { type: 'location', latitude: 1, longitude: 2, name: 'Home' },
      { type: 'location', title: 'Home', latitude: 1, longitude: 2 },
    ],
    [
      'a contact, which LINE does not have',
      { type: 'contact', name: 'Ann', phone: '02' },
      { type: 'text', text: 'Ann 02' },
    ],
  ])('%s', async (_, content, message) => {
    await write(content)
    expect(await line.events()).toMatchObject([{ type: 'message', message }])
  })

  test('a caption is a message of its own', async () => {
    await write({ type: 'image', caption: 'Look' })
    expect(await line.events()).toMatchObject([
      { message: { type: 'image' } },
      { message: { type: 'text', text: 'Look' } },
    ])
    expect(await line.seen()).toMatchObject([{ type: 'image', text: null }, { text: 'Look' }])
  })

  test('a quoted message is named', async () => {
    await say()
    const [first] = await line.seen()
    await line.act('messages', { text: 'And?', replyTo: first?.id ?? '' })
    expect(await line.events()).toMatchObject([{}, { message: { quotedMessageId: first?.id } }])
  })

  test('a file is downloaded from the other host', async () => {
    await write({ type: 'image', data: Buffer.from('pixels').toString('base64'), mimeType: 'image/jpeg' })
    const [event] = await line.events()
    const path = `/line-data/v2/bot/message/${event?.message.id}/content`
    const file = await line.api('GET', path)
    expect([file.status, file.headers.get('content-type'), file.body]).toEqual([200, 'image/jpeg', 'pixels'])
    expect((await line.api('GET', `${path}/preview`)).body).toBe('pixels')
    expect((await line.api('GET', `${path}/transcoding`)).status).toBe(404)
    expect((await line.api('GET', path.replace('-data', ''))).status).toBe(404)
    expect((await line.api('GET', path.replace(/\d{18}/, '1'))).status).toBe(404)
  })

  test('a video is being prepared for a moment', async () => {
    await write({ type: 'video' })
    const [event] = await line.events()
    const answer = await line.api('GET', `/line-data/v2/bot/message/${event?.message.id}/content/transcoding`)
    expect(answer).toMatchObject({ status: 200, body: { status: 'processing' } })
    const path = `/line-data/v2/bot/message/${event?.message.id}/content`
    expect(await line.api('GET', path)).toMatchObject({ status: 202 })
    await box.sim('POST', '/clock', { advanceMs: 1000 })
    expect(await line.api('GET', `${path}/transcoding`)).toMatchObject({ body: { status: 'succeeded' } })
    expect(await line.api('GET', path)).toMatchObject({ status: 200 })
  })
})

describe('taps', () => {
  const tap = async (action: JsonObject, pressed: JsonObject = { index: 0 }) => {
    const items = [{ type: 'action', action: { label: 'Tap', ...action } }]
    await line.push([{ type: 'text', text: 'Pick', quickReply: { items } }])
    const [message] = await line.seen()
    await line.act('press', { messageId: message?.id ?? '', ...pressed })
    return line.events()
  }

  test('of a postback', async () => {
    const events = await tap({ type: 'postback', data: 'a=1', displayText: 'One' }, { payload: 'a=1' })
    expect(events).toMatchObject([
      {
        type: 'postback',
        postback: { data: 'a=1' },
        replyToken: expect.any(String),
        source: { userId: CUSTOMER },
      },
    ])
    expect(await line.seen()).toMatchObject([{}, { direction: 'IN', text: 'One' }])
  })

  test('of a postback with the older text, told twice', async () => {
    const events = await tap({ type: 'postback', data: 'a=1', text: 'One' })
    expect(events).toMatchObject([{ type: 'postback' }, { type: 'message', message: { text: 'One' } }])
  })

  test('of a message', async () => {
    expect(await tap({ type: 'message', text: 'One' })).toMatchObject([
      { type: 'message', message: { text: 'One' } },
    ])
    expect(await line.seen()).toMatchObject([{}, { direction: 'IN', text: 'One' }])
  })

  test('of a date, proposed or not', async () => {
    const picker = { type: 'datetimepicker', data: 'when', mode: 'date' }
    expect(await tap({ ...picker, initial: '2026-12-24' })).toMatchObject([
      { postback: { data: 'when', params: { date: '2026-12-24' } } },
    ])
  })

  test.each(['time', 'datetime'])('of a %s', async (mode) => {
    expect(await tap({ type: 'datetimepicker', data: 'when', mode })).toMatchObject([
      { postback: { params: { [mode]: expect.stringMatching(/\d\d:\d\d$/) } } },
    ])
  })

  test('of the map', async () => {
    expect(await tap({ type: 'location' })).toMatchObject([{ message: { type: 'location' } }])
  })

  test('of a link tells nothing', async () => {
    expect(await tap({ type: 'uri', uri: 'https://example.com' })).toEqual([])
  })
})

test('blocking and unblocking are unfollow and follow', async () => {
  await line.act('block', { account: BOT })
  await line.act('unblock')
  const [unfollow, follow] = await line.events()
  expect(unfollow).toMatchObject({ type: 'unfollow', source: { userId: CUSTOMER } })
  expect(unfollow).not.toHaveProperty('replyToken')
  expect(follow).toMatchObject({
    type: 'follow',
    follow: { isUnblocked: true },
    replyToken: expect.any(String),
  })
})

test('an unsent message is told, and its file is gone', async () => {
  await write({ type: 'image' })
  const [message] = await line.seen()
  await line.act('unsend', { messageId: message?.id ?? '' })
  expect(await line.events()).toMatchObject([{}, { type: 'unsend', unsend: { messageId: message?.id } }])
  expect((await line.api('GET', `/line-data/v2/bot/message/${message?.id}/content`)).status).toBe(404)
})

test('edits are told of groups alone', async () => {
  await say('Hi', GROUP)
  const [message] = await line.seen(GROUP)
  await line.act('edit', { messageId: message?.id ?? '', text: 'Hello' }, GROUP)
  expect(await line.events()).toMatchObject([
    { source: { type: 'group', groupId: GROUP } },
    { type: 'messageEdited', message: { id: message?.id, text: 'Hello' } },
  ])
  await say()
  const [own] = await line.seen()
  await expect(line.act('edit', { messageId: own?.id ?? '', text: 'x' })).rejects.toThrow(/groups alone/)
})

test('reactions and readers are not told', async () => {
  await line.push([{ type: 'text', text: 'Hi' }])
  const [message] = await line.seen()
  await expect(line.act('reactions', { messageId: message?.id ?? '', emoji: '❤' })).rejects.toThrow(
    /reactions/,
  )
  await line.act('read')
  expect(await line.seen()).toMatchObject([{ status: 'read' }])
  expect(await line.events()).toEqual([])
})

describe('faults', () => {
  test('a post that was not taken comes again, marked, with the same id', async () => {
    box.receiver.statuses.push(500)
    await say()
    const [first, again] = await line.events()
    expect(first).toMatchObject({ deliveryContext: { isRedelivery: false } })
    expect(again).toEqual({ ...first, deliveryContext: { isRedelivery: true } })
  })

  test('events come in batches', async () => {
    await box.sim('POST', '/faults', { network: 'LINE', fault: 'batch', delayMs: 20 })
    await say('One')
    await say('Two', GROUP)
    const posts = await box.settled()
    expect(posts).toHaveLength(1)
    expect(await line.events()).toMatchObject([{ message: { text: 'One' } }, { message: { text: 'Two' } }])
  })

  test('events come twice, and in another order', async () => {
    await box.sim('POST', '/faults', { network: 'LINE', fault: 'duplicate', times: 1 })
    await say('One')
    expect(await line.events()).toHaveLength(2)
    box.receiver.posts.length = 0
    await box.sim('POST', '/faults', { network: 'LINE', fault: 'reorder', times: 1 })
    await say('Two')
    await say('Three')
    expect(await line.events()).toMatchObject([{ message: { text: 'Three' } }, { message: { text: 'Two' } }])
  })
})
