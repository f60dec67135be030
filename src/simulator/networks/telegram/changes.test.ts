import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { BOT, refusal, registerBot, telegramOf } from './testing.ts'

let box: Sandbox
let telegram: ReturnType<typeof telegramOf>

beforeAll(async () => {
  box = await openSandbox()
  telegram = telegramOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

const keyboard = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }
const photo = 'https://files.example/one.jpg'
const text = (more: JsonObject = {}) => telegram.result('sendMessage', { text: 'One', ...more })
const incoming = async () => {
  await telegram.act('messages', { account: BOT, text: 'Hi' })
  return Number((await telegram.seen()).at(-1)?.id)
}

describe('edits', () => {
  test('of a text take its keyboard away unless it is given again', async () => {
    const { message_id } = await text({ reply_markup: keyboard })
    const edited = await telegram.result('editMessageText', {
      message_id,
      text: '*Two*',
      parse_mode: 'Markdown',
    })
    expect(edited).toMatchObject({
      message_id,
      text: 'Two',
      entities: [{ type: 'bold' }],
      edit_date: expect.any(Number),
    })
    expect(edited).not.toHaveProperty('reply_markup')
    const [seen] = await telegram.seen()
    expect(seen).toMatchObject({ text: 'Two', edited: true })
    expect(seen).not.toHaveProperty('buttons')
    await telegram.result('editMessageText', { message_id, text: 'Two', reply_markup: keyboard })
    expect(await telegram.seen()).toMatchObject([{ text: 'Two', buttons: [{ payload: 'a' }] }])
  })

  test('of a caption', async () => {
    const { message_id } = await telegram.result('sendPhoto', { photo, caption: 'One' })
    expect(await telegram.result('editMessageCaption', { message_id, caption: 'Two' })).toMatchObject({
      caption: 'Two',
      photo: [{}, {}],
    })
    expect(await telegram.seen()).toMatchObject([{ text: 'Two', attachments: [{ url: photo }] }])
    expect(await telegram.result('editMessageCaption', { message_id })).not.toHaveProperty('caption')
  })

  test('of media', async () => {
    const { message_id } = await telegram.result('sendPhoto', { photo, caption: 'One' })
    const media = { type: 'video', media: 'https://files.example/two.mp4', caption: 'Two' }
    const edited = await telegram.result('editMessageMedia', { message_id, media })
    expect(edited).toMatchObject({ message_id, video: { duration: 1 }, caption: 'Two' })
    expect(edited).not.toHaveProperty('photo')
    expect(await telegram.seen()).toMatchObject([
      { type: 'video', text: 'Two', attachments: [{ type: 'video' }] },
    ])
  })

  test('of a keyboard alone leave the message unedited', async () => {
    const { message_id } = await text()
    await telegram.result('editMessageReplyMarkup', { message_id, reply_markup: keyboard })
    const [seen] = await telegram.seen()
    expect(seen).toMatchObject({ text: 'One', buttons: [{ payload: 'a' }] })
    expect(seen).not.toHaveProperty('edited')
    await telegram.result('editMessageReplyMarkup', { message_id })
    expect((await telegram.seen())[0]).not.toHaveProperty('buttons')
  })

  test('that change nothing are refused', async () => {
    const { message_id } = await text({ reply_markup: keyboard })
    const same =
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a ' +
      'current content and reply markup of the message'
    for (const [method, body] of [
      ['editMessageText', { text: 'One', reply_markup: keyboard }],
      ['editMessageReplyMarkup', { reply_markup: JSON.stringify(keyboard) }],
    ] as const) {
      expect(await telegram.send(method, { message_id, ...body })).toMatchObject(refusal(same))
    }
    await telegram.result('editMessageText', { message_id, text: 'Two' })
    expect(await telegram.send('editMessageText', { message_id, text: 'Two' })).toMatchObject(refusal(same))
  })

  test.each<[string, JsonObject, string]>([
    ['editMessageText', { text: 'a' }, 'message identifier is not specified'],
    ['editMessageText', { text: 'a', message_id: 1 }, 'message to edit not found'],
    ['editMessageText', { message_id: 1 }, 'message text is empty'],
    ['editMessageText', { text: 'a', inline_message_id: 'x' }, 'MESSAGE_ID_INVALID'],
    [
      'editMessageText',
      { text: 'a', message_id: 1, reply_markup: { force_reply: true } },
      'inline keyboard expected',
    ],
    ['editMessageMedia', { message_id: 1 }, "can't parse InputMedia: expected an Object"],
    [
      'editMessageMedia',
      { message_id: 1, media: { type: 'poll' } },
      'can\'t parse InputMedia: Can\'t find field "type"',
    ],
  ])('%s refuses %o', async (method, body, why) => {
    expect(await telegram.send(method, body)).toMatchObject(refusal(`Bad Request: ${why}`))
  })

  test('of what has no text, no caption, or is another’s are refused', async () => {
    const picture = (await telegram.result('sendPhoto', { photo })).message_id
    const words = (await text()).message_id
    const theirs = await incoming()
    const place = (await telegram.result('sendLocation', { latitude: 1, longitude: 1 })).message_id
    for (const [method, message_id, body, why] of [
      ['editMessageText', picture, { text: 'a' }, 'there is no text in the message to edit'],
      ['editMessageCaption', words, { caption: 'a' }, 'there is no caption in the message to edit'],
      ['editMessageText', theirs, { text: 'a' }, "message can't be edited"],
      ['editMessageMedia', place, { media: { type: 'photo', media: photo } }, "message can't be edited"],
    ] as const) {
      expect(await telegram.send(method, { message_id, ...body })).toMatchObject(
        refusal(`Bad Request: ${why}`),
      )
    }
  })

  test('reach nobody who has blocked the bot', async () => {
    const { message_id } = await text()
    await telegram.act('block')
    expect(await telegram.send('editMessageText', { message_id, text: 'a' })).toMatchObject(
      refusal('Forbidden: bot was blocked by the user', 403),
    )
  })
})

describe('deleting', () => {
  test('takes a message away, whoever wrote it', async () => {
    for (const message_id of [(await text()).message_id, await incoming()]) {
      expect((await telegram.send('deleteMessage', { message_id })).body).toEqual({ ok: true, result: true })
      expect(await telegram.send('deleteMessage', { message_id })).toMatchObject(
        refusal('Bad Request: message to delete not found'),
      )
    }
    expect(await telegram.seen()).toMatchObject([{ deleted: true }, { deleted: true }])
    expect(await telegram.send('deleteMessage')).toMatchObject(
      refusal('Bad Request: message identifier is not specified'),
    )
  })

  test('takes several, passing over unknown ones', async () => {
    const ids = [(await text()).message_id, (await text()).message_id]
    expect((await telegram.send('deleteMessages', { message_ids: [...ids, 1] })).status).toBe(200)
    expect(await telegram.seen()).toMatchObject([{ deleted: true }, { deleted: true }])
  })

  test.each<[Json, string]>([
    ['a', "can't parse message identifiers JSON object"],
    [1, 'expected an Array of message identifiers'],
    [[], 'message identifiers are not specified'],
    [Array.from({ length: 101 }, (_, id) => id + 1), 'too many message identifiers specified'],
  ])('refuses %o', async (message_ids, why) => {
    expect(await telegram.send('deleteMessages', { message_ids })).toMatchObject(
      refusal(`Bad Request: ${why}`),
    )
  })

  test('is over after 48 hours', async () => {
    const { message_id } = await text()
    await box.sim('POST', '/clock', { advanceMs: 48 * 3_600_000 })
    const calls: [string, JsonObject][] = [
      ['deleteMessage', { message_id }],
      ['deleteMessages', { message_ids: [message_id] }],
    ]
    for (const [method, body] of calls) {
      expect(await telegram.send(method, body)).toMatchObject(
        refusal("Bad Request: message can't be deleted"),
      )
    }
  })
})

describe('reacting', () => {
  const react = (message_id: number, reaction?: Json) =>
    telegram.send('setMessageReaction', { message_id, ...(reaction !== undefined && { reaction }) })

  test('sets one emoji, another, and none', async () => {
    const id = await incoming()
    await react(id, [{ type: 'emoji', emoji: '👍' }])
    expect((await react(id, [{ type: 'emoji', emoji: '❤️' }])).body).toEqual({ ok: true, result: true })
    expect(await telegram.seen()).toMatchObject([{ reactions: [{ by: 'business', emoji: '❤️' }] }])
    await react(id)
    expect(await telegram.seen()).toMatchObject([{ reactions: [] }])
  })

  test.each<[Json, string]>([
    [[{ type: 'emoji', emoji: '🚲' }], 'REACTION_INVALID'],
    [[{ type: 'paid' }], 'REACTION_INVALID'],
    [[{}, {}], 'REACTIONS_TOO_MANY'],
    [{}, 'expected an Array of ReactionType'],
    [['👍'], "can't parse ReactionType: expected an Object"],
    [[], 'message to react not found'],
  ])('refuses %o', async (reaction, why) => {
    expect(await react(1, reaction)).toMatchObject(refusal(`Bad Request: ${why}`))
  })
})
