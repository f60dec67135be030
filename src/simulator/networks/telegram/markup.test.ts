import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { refusal, registerBot, telegramOf } from './testing.ts'

let box: Sandbox
let telegram: ReturnType<typeof telegramOf>

beforeAll(async () => {
  box = await openSandbox()
  telegram = telegramOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

const send = (reply_markup: Json) => telegram.send('sendMessage', { text: 'Pick', reply_markup })
const inline = (...buttons: Json[]) => ({ inline_keyboard: [buttons] })
const ack = (id: string, more: JsonObject = {}) =>
  telegram.api('answerCallbackQuery', { callback_query_id: id, ...more })

test('buttons are shown', async () => {
  const markup = inline(
    { text: 'Buy', callback_data: 'ก'.repeat(21) },
    { text: 'Open', url: 'https://example.com' },
    { text: 'Copy', copy_text: { text: 'x' } },
  )
  expect((await send(markup)).body).toMatchObject({ result: { reply_markup: markup } })
  expect(await telegram.seen()).toMatchObject([
    {
      buttons: [
        { kind: 'reply', label: 'Buy', payload: 'ก'.repeat(21) },
        { kind: 'url', url: 'https://example.com' },
        { kind: 'other' },
      ],
    },
  ])
})

test('keys are shown, and not told in the Message', async () => {
  const answer = await send({ keyboard: [[{ text: 'Yes' }, 'No']], one_time_keyboard: true })
  expect((answer.body as JsonObject).result).not.toHaveProperty('reply_markup')
  expect(await telegram.seen()).toMatchObject([
    { buttons: [{ kind: 'quickReply', label: 'Yes' }, { label: 'No' }] },
  ])
  expect((await send({ remove_keyboard: true })).status).toBe(200)
  expect((await send({ force_reply: true })).status).toBe(200)
  expect((await send({ inline_keyboard: [] })).status).toBe(200)
})

describe('refuses', () => {
  const button = (why: string) => `can't parse inline keyboard button: ${why}`
  test.each<[Json, string]>([
    [null, 'object expected as reply markup'],
    ['{', "can't parse reply keyboard markup JSON object"],
    [[], 'object expected as reply markup'],
    [
      { inline_keyboard: [{}] },
      'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ],
    [{ keyboard: ['a'] }, 'field "keyboard" must be an Array of Arrays'],
    [{ keyboard: [[{ text: '' }]] }, "can't parse keyboard button: Text must be non-empty"],
    [{ keyboard: [[{}]] }, 'can\'t parse keyboard button: Can\'t find field "text"'],
    [inline('a'), button('InlineKeyboardButton must be an Object')],
    [inline({ callback_data: 'a' }), button('Can\'t find field "text"')],
    [inline({ text: 'a' }), button('Text buttons are unallowed in the inline keyboard')],
    [inline({ text: 'a', callback_data: '' }), 'BUTTON_DATA_INVALID'],
    [inline({ text: 'a', callback_data: 'x'.repeat(65) }), 'BUTTON_DATA_INVALID'],
    [inline({ text: 'a', callback_data: 'ก'.repeat(22) }), 'BUTTON_DATA_INVALID'],
    [inline({ text: 'a', url: 'ftp://example.com' }), 'BUTTON_URL_INVALID'],
    [inline({ text: ' ', callback_data: 'a' }), 'BUTTON_TEXT_INVALID'],
    [
      inline(...Array.from({ length: 101 }, () => ({ text: 'a', callback_data: 'a' }))),
      'reply markup is too long',
    ],
  ])('%o', async (markup, why) => {
    expect(await send(markup)).toMatchObject(refusal(`Bad Request: ${why}`))
  })
})

describe('presses', () => {
  const press = async (markup: Json, what: JsonObject = { index: 0 }) => {
    await send(markup)
    const [message] = await telegram.seen()
    await telegram.act('press', { messageId: message?.id ?? '', ...what })
    const [update] = await telegram.updates()
    return update
  }
  const presses = async () => {
    const { sends } = (await box.sim('GET', '/sends')) as unknown as { sends: JsonObject[] }
    return sends[0]?.presses
  }

  test('of a button are asked about until they are answered', async () => {
    const update = await press(inline({ text: 'Buy', callback_data: 'buy' }), { payload: 'buy' })
    expect(update).toMatchObject({
      update_id: expect.any(Number),
      callback_query: {
        id: expect.stringMatching(/^\d+$/),
        from: { id: 408258968, is_bot: false },
        message: { text: 'Pick', from: { is_bot: true }, reply_markup: { inline_keyboard: [[{}]] } },
        chat_instance: expect.any(String),
        data: 'buy',
      },
    })
    expect(await presses()).toEqual([{ payload: 'buy', at: expect.any(Number), acknowledged: false }])
    expect(await ack(update?.callback_query.id ?? '', { text: 'Thanks' })).toMatchObject({
      body: { ok: true, result: true },
    })
    expect(await presses()).toMatchObject([{ payload: 'buy', acknowledged: true, answer: 'Thanks' }])
    expect(await telegram.seen()).toMatchObject([{ presses: [{ acknowledged: true }] }])
  })

  test('are answered with 200 characters, in time, and only if they were', async () => {
    const id = (await press(inline({ text: 'Buy', callback_data: 'buy' })))?.callback_query.id ?? ''
    expect(await ack(id, { text: 'x'.repeat(201) })).toMatchObject(refusal('Bad Request: MESSAGE_TOO_LONG'))
    const old = 'Bad Request: query is too old and response timeout expired or query ID is invalid'
    expect(await ack('1')).toMatchObject(refusal(old))
    await box.sim('POST', '/clock', { advanceMs: 600_001 })
    expect(await ack(id)).toMatchObject(refusal(old))
    expect(await presses()).toMatchObject([{ acknowledged: false }])
  })

  test('of a key write', async () => {
    expect(await press({ keyboard: [[{ text: 'Yes' }]] }, { label: 'Yes' })).toMatchObject({
      message: { text: 'Yes', from: { is_bot: false } },
    })
    expect(await telegram.seen()).toMatchObject([{}, { direction: 'IN', text: 'Yes' }])
  })

  test.each([
    [{ text: 'Me', request_contact: true }, { contact: { first_name: 'Customer' } }],
    [{ text: 'Here', request_location: true }, { location: { latitude: expect.any(Number) } }],
  ])('of the key %o send what it asks for', async (key, message) => {
    expect(await press({ keyboard: [[key]] })).toMatchObject({ message })
  })

  test('of a link tell nothing', async () => {
    expect(await press(inline({ text: 'Open', url: 'https://example.com' }))).toBeUndefined()
  })
})
