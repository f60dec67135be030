import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { BOT, CUSTOMER, GROUP, registerBot, telegramOf } from './testing.ts'

let box: Sandbox
let telegram: ReturnType<typeof telegramOf>

beforeAll(async () => {
  box = await openSandbox()
  telegram = telegramOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

const write = (content: JsonObject, customer = CUSTOMER) =>
  telegram.act('messages', { account: BOT, content, name: 'Somchai Jaidee' }, customer)
const say = (text = 'Hi', customer = CUSTOMER) => write({ type: 'text', text }, customer)

test('a message is told with the secret, numbered', async () => {
  await say('/start now')
  await say()
  const posts = await box.posts(2)
  expect(posts[0]?.headers['x-telegram-bot-api-secret-token']).toBe('a-secret')
  expect(posts[0]?.body).toEqual({
    update_id: expect.any(Number),
    message: {
      message_id: expect.any(Number),
      from: {
        id: Number(CUSTOMER),
        is_bot: false,
        first_name: 'Somchai',
        last_name: 'Jaidee',
        language_code: 'en',
      },
      chat: { id: Number(CUSTOMER), type: 'private', first_name: 'Somchai', last_name: 'Jaidee' },
      date: expect.any(Number),
      text: '/start now',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    },
  })
  const [first, second] = await telegram.updates()
  expect(second?.update_id).toBe((first?.update_id ?? 0) + 1)
  expect(second?.message.message_id).toBe((first?.message.message_id ?? 0) + 1)
})

describe('contents', () => {
  const file = {
    file_id: expect.any(String),
    file_unique_id: expect.any(String),
    file_size: expect.any(Number),
  }
  test.each<[string, JsonObject, JsonObject]>([
    ['a picture', { type: 'image', caption: 'Look' }, { photo: [file, file], caption: 'Look' }],
    ['a video', { type: 'video' }, { video: { ...file, mime_type: 'video/mp4' } }],
    ['a recording', { type: 'audio' }, { voice: file }],
    ['music', { type: 'audio', native: { kind: 'audio' } }, { audio: file }],
    ['a file', { type: 'file', fileName: 'a.pdf' }, { document: { ...file, file_name: 'a.pdf' } }],
    ['a sticker', { type: 'sticker' }, { sticker: file }],
    ['a place', { type: 'location', latitude: 1, longitude: 2 }, { location: { latitude: 1, longitude: 2 } }],
    [
      'a place with a name',
      { type: 'location', latitude: 1, longitude: 2, name: 'Home' },
      { venue: { title: 'Home' }, location: { latitude: 1 } },
    ],
    [
      'a contact',
      { type: 'contact', name: 'Ann Lee', phone: '02' },
      { contact: { phone_number: '02', first_name: 'Ann', last_name: 'Lee' } },
    ],
  ])('%s', async (_, content, message) => {
    await write(content)
    expect(await telegram.updates()).toMatchObject([{ message }])
  })

  test('the bot can fetch and use the file', async () => {
    await write({ type: 'image', data: Buffer.from('pixels').toString('base64') })
    const [update] = await telegram.updates()
    const [size] = (update?.message.photo ?? []) as unknown as [{ file_id: string }]
    const { file_id } = size
    expect((await telegram.api('getFile', { file_id })).body).toMatchObject({ result: { file_size: 6 } })
    expect(await telegram.result('sendPhoto', { photo: file_id })).toMatchObject({ photo: [{}, {}] })
  })

  test('an answer carries the message that it answers', async () => {
    const { message_id } = await telegram.result('sendMessage', { text: 'Yes?' })
    await telegram.act('messages', { text: 'No', replyTo: String(message_id) })
    expect(await telegram.updates()).toMatchObject([
      { message: { text: 'No', reply_to_message: { message_id, text: 'Yes?', from: { is_bot: true } } } },
    ])
  })

  test('groups tell of somebody in them', async () => {
    await say('Hi', GROUP)
    expect(await telegram.updates()).toMatchObject([
      { message: { chat: { id: Number(GROUP), type: 'supergroup' }, from: { id: Math.abs(Number(GROUP)) } } },
    ])
  })
})

test('an edit is told', async () => {
  await say()
  const [message] = await telegram.seen()
  await telegram.act('edit', { messageId: message?.id ?? '', text: 'Hello' })
  expect(await telegram.updates()).toMatchObject([
    {},
    { edited_message: { message_id: Number(message?.id), text: 'Hello', edit_date: expect.any(Number) } },
  ])
})

test('reactions are told with what they replace', async () => {
  const { message_id } = await telegram.result('sendMessage', { text: 'Hi' })
  for (const emoji of ['👍', '❤', null]) {
    await telegram.act('reactions', { messageId: String(message_id), emoji })
  }
  const types = (...emoji: string[]) => emoji.map((one) => ({ type: 'emoji', emoji: one }))
  expect((await telegram.updates()).map((update) => update.message_reaction)).toMatchObject([
    { message_id, user: { id: Number(CUSTOMER) }, old_reaction: [], new_reaction: types('👍') },
    { old_reaction: types('👍'), new_reaction: types('❤') },
    { old_reaction: types('❤'), new_reaction: [] },
  ])
})

test('blocking and unblocking are changes of membership', async () => {
  await telegram.act('block', { account: BOT })
  await telegram.act('unblock')
  const bot = { user: { id: Number(BOT), is_bot: true } }
  expect((await telegram.updates()).map((update) => update.my_chat_member)).toMatchObject([
    {
      chat: { id: Number(CUSTOMER) },
      from: { id: Number(CUSTOMER) },
      old_chat_member: { ...bot, status: 'member' },
      new_chat_member: { ...bot, status: 'kicked', until_date: 0 },
    },
    { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } },
  ])
})

test('readers and deleted messages are not told', async () => {
  await say()
  const [message] = await telegram.seen()
  await telegram.result('sendMessage', { text: 'Hi' })
  await telegram.act('read')
  await telegram.act('unsend', { messageId: message?.id ?? '' })
  expect(await telegram.updates()).toHaveLength(1)
})

test('customers are numbers', async () => {
  await expect(say('Hi', 'alice')).rejects.toThrow(/number/)
})

describe('faults', () => {
  test('a post that was not taken comes again as it was', async () => {
    box.receiver.statuses.push(503)
    await say()
    const [first, again] = await telegram.updates()
    expect(again).toEqual(first)
  })

  test('updates come twice, and never in batches', async () => {
    await box.sim('POST', '/faults', { network: 'TELEGRAM', fault: 'duplicate', times: 1 })
    await say()
    expect(await telegram.updates()).toHaveLength(2)
    await box.sim('POST', '/faults', { network: 'TELEGRAM', fault: 'batch', times: 2, delayMs: 20 })
    await say()
    await say()
    const updates = await telegram.updates()
    expect(updates).toHaveLength(4)
    expect(new Set(updates.map((update) => update.update_id)).size).toBe(3)
  })
})
