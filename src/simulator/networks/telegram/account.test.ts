import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { BOT, CUSTOMER, refusal, registerBot, telegramOf } from './testing.ts'

let box: Sandbox
let telegram: ReturnType<typeof telegramOf>

beforeAll(async () => {
  box = await openSandbox()
  telegram = telegramOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerBot(box))

const say = () => telegram.act('messages', { account: BOT, text: 'Hi', name: 'Somchai' })

describe('people', () => {
  test('the bot itself', async () => {
    expect((await telegram.api('getMe')).body).toMatchObject({
      ok: true,
      result: { id: Number(BOT), is_bot: true, first_name: 'Bangkok Bikes', can_join_groups: true },
    })
  })

  test('a customer', async () => {
    await say()
    expect((await telegram.api('getChat', { chat_id: CUSTOMER })).body).toMatchObject({
      result: { id: Number(CUSTOMER), type: 'private', first_name: 'Somchai', accent_color_id: 0 },
    })
    expect((await telegram.api('getUserProfilePhotos', { user_id: CUSTOMER })).body).toEqual({
      ok: true,
      result: { total_count: 0, photos: [] },
    })
  })

  test.each<[string, JsonObject, string]>([
    ['getChat', {}, 'chat_id is empty'],
    ['getChat', { chat_id: '@nobody' }, 'chat not found'],
    ['getUserProfilePhotos', {}, 'invalid user_id specified'],
    ['getUserProfilePhotos', { user_id: 5 }, 'user not found'],
  ])('%s refuses %o', async (method, body, why) => {
    expect(await telegram.api(method, body)).toMatchObject(refusal(`Bad Request: ${why}`))
  })

  test('photos come in pages of a hundred at most', async () => {
    await say()
    expect((await telegram.api('getUserProfilePhotos', { user_id: CUSTOMER, limit: 101 })).status).toBe(400)
  })
})

describe('webhook', () => {
  const info = async () => ((await telegram.api('getWebhookInfo')).body as { result: JsonObject }).result
  const set = (body: JsonObject = {}) => telegram.api('setWebhook', { url: box.receiver.url, ...body })

  test('is set, told of and deleted', async () => {
    await registerBot(box, { webhookUrl: null })
    expect(await info()).toEqual({ url: '', has_custom_certificate: false, pending_update_count: 0 })
    expect((await telegram.api('getUpdates')).body).toEqual({ ok: true, result: [] })
    const body = { secret_token: 'New_secret-1', max_connections: 10, allowed_updates: ['message'] }
    expect((await set(body)).body).toEqual({ ok: true, result: true, description: 'Webhook was set' })
    expect((await set(body)).body).toMatchObject({ description: 'Webhook is already set' })
    expect(await info()).toMatchObject({
      url: box.receiver.url,
      max_connections: 10,
      allowed_updates: ['message'],
    })
    await say()
    const [post] = await box.posts(1)
    expect(post?.headers['x-telegram-bot-api-secret-token']).toBe('New_secret-1')
    expect((await telegram.api('deleteWebhook')).body).toMatchObject({ description: 'Webhook was deleted' })
    expect((await telegram.api('setWebhook', { url: '' })).body).toMatchObject({
      description: 'Webhook is already deleted',
    })
    await say()
    expect(await telegram.updates()).toHaveLength(1)
  })

  test('without a secret carries no header', async () => {
    await set()
    await say()
    const [post] = await box.posts(1)
    expect(post?.headers).not.toHaveProperty('x-telegram-bot-api-secret-token')
  })

  test.each<[JsonObject, string]>([
    [{ url: 'http://example.com' }, 'bad webhook: An HTTPS URL must be provided for webhook'],
    [{ url: 'nowhere' }, 'invalid webhook URL specified'],
    [{ secret_token: 'no spaces' }, 'secret token contains unallowed characters'],
    [{ secret_token: 'x'.repeat(257) }, 'secret token is too long'],
    [{ max_connections: 101 }, 'max_connections must be between 1 and 100'],
    [{ allowed_updates: {} }, "can't parse allowed updates: expected an Array of String"],
  ])('refuses %o', async (body, why) => {
    expect(await set(body)).toMatchObject(refusal(`Bad Request: ${why}`))
    expect(await info()).toMatchObject({ url: box.receiver.url })
  })

  test('shuts getUpdates out', async () => {
    expect(await telegram.api('getUpdates')).toMatchObject(
      refusal(
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        409,
      ),
    )
  })

  test('tells reactions only when asked, and nothing but what it was asked', async () => {
    const { message_id } = await telegram.result('sendMessage', { text: 'Hi' })
    const react = () => telegram.act('reactions', { messageId: String(message_id), emoji: '👍' })
    await set()
    await react()
    await say()
    expect(await telegram.updates()).toMatchObject([{ message: {} }])
    await set({ allowed_updates: ['message_reaction'] })
    // "If not specified, the previous setting will be used."
    await set()
    await react()
    await say()
    expect(await telegram.updates()).toMatchObject([{}, { message_reaction: {} }])
  })
})
