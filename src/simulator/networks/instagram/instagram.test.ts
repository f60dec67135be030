import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { APP, messagingOf, registerAccount, SECRET, sentId } from '../meta/testing.ts'

const account = { type: 'INSTAGRAM', id: '17841405309211844', customer: '1748203956100001' } as const
let box: Sandbox
let instagram: ReturnType<typeof messagingOf>

beforeAll(async () => {
  box = await openSandbox()
  instagram = messagingOf(box, account)
})
afterAll(() => box.close())
beforeEach(() => registerAccount(box, account))

describe('a sent message', () => {
  test('is accepted, shown and echoed; no delivery is told', async () => {
    const answer = await instagram.send({ text: 'Hello', metadata: 'ref-1' })
    expect(answer).toMatchObject({ status: 200, body: { recipient_id: account.customer } })
    expect(await instagram.events()).toMatchObject([
      {
        sender: { id: account.id },
        recipient: { id: account.customer },
        message: { mid: sentId(answer), is_echo: true, text: 'Hello', metadata: 'ref-1' },
      },
    ])
    expect(box.receiver.posts[0]?.body).toMatchObject({ object: 'instagram', entry: [{ id: account.id }] })
    expect(await instagram.seen()).toMatchObject([{ text: 'Hello', status: 'sent' }])
  })

  test.each<[string, JsonObject]>([
    ['quick replies', { text: 'x', quick_replies: [{ content_type: 'text', title: 'A', payload: 'a' }] }],
    ['a video', { attachment: { type: 'video', payload: { url: 'https://a.example/v.mp4' } } }],
    ['a heart', { attachment: { type: 'like_heart' } }],
    [
      'cards',
      {
        attachment: {
          type: 'template',
          payload: { template_type: 'generic', elements: [{ title: 'x', subtitle: 'y' }] },
        },
      },
    ],
  ])('may have %s', async (_, message) => {
    expect(await instagram.send(message)).toMatchObject({ status: 200 })
  })

  test('has at most 1000 bytes: 333 Thai letters', async () => {
    expect(await instagram.send({ text: 'ก'.repeat(333) })).toMatchObject({ status: 200 })
    expect(await instagram.send({ text: 'ก'.repeat(334) })).toMatchObject({
      status: 400,
      body: { error: { code: 100 } },
    })
  })
})

describe('refuses', () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      'what only Messenger has',
      { message: { attachment: { type: 'template', payload: { template_type: 'receipt' } } } },
      { code: 100 },
    ],
    ['utility messages', { messaging_type: 'UTILITY', message: { template: { name: 'x' } } }, { code: 100 }],
    [
      'other tags',
      { messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE', message: { text: 'x' } },
      { code: 100 },
    ],
    ['nobody', { recipient: { id: 'x' }, message: { text: 'x' } }, { code: 100, error_subcode: 2534014 }],
  ])('%s', async (_, body, error) => {
    expect(await instagram.post(body)).toMatchObject({ status: 400, body: { error } })
  })

  test('after 24 hours, a human agent after 7 days', async () => {
    const tagged = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
    const closed = { status: 403, body: { error: { code: 10, error_subcode: 2534022 } } }
    await instagram.act('messages', { text: 'Hi' })
    await box.sim('POST', '/clock', { advanceMs: 86_400_001 })
    expect(await instagram.send({ text: 'x' })).toMatchObject(closed)
    expect(await instagram.send({ text: 'x' }, tagged)).toMatchObject({ status: 200 })
    await box.sim('POST', '/clock', { advanceMs: 6 * 86_400_000 })
    expect(await instagram.send({ text: 'x' }, tagged)).toMatchObject(closed)
  })

  test('more than the rates that were asked for', async () => {
    await registerAccount(box, account, { rates: { account: { points: 1, seconds: 60 } } })
    await instagram.send({ text: 'x' })
    expect(await instagram.send({ text: 'x' })).toMatchObject({
      status: 429,
      body: { error: { code: 613, error_subcode: 2534040 } },
    })
  })
})

describe('what a customer does', () => {
  test('reading names the last message; reactions and unsending', async () => {
    await instagram.send({ text: 'x' })
    const messageId = sentId(await instagram.send({ text: 'y' }))
    await box.settled()
    box.receiver.posts.length = 0
    await instagram.act('read')
    await instagram.act('reactions', { messageId, emoji: '❤️' })
    await instagram.act('reactions', { messageId, emoji: null })
    const { message } = (await instagram.act('messages', { text: 'Hi' })) as { message: { id: string } }
    await instagram.act('unsend', { messageId: message.id })
    const events = await instagram.events()
    expect(events).toMatchObject([
      { read: { mid: messageId } },
      { reaction: { mid: messageId, action: 'react', emoji: '❤️' } },
      { reaction: { mid: messageId, action: 'unreact' } },
      { message: { text: 'Hi' } },
      { message: { mid: message.id, is_deleted: true } },
    ])
    expect(events[2]).not.toHaveProperty('reaction.emoji')
  })

  test('sending what Instagram has no word for', async () => {
    await instagram.act('messages', { content: { type: 'location', latitude: 1, longitude: 2 } })
    await instagram.act('messages', { content: { type: 'sticker' } })
    expect(await instagram.events()).toMatchObject([
      { message: { is_unsupported: true } },
      { message: { attachments: [{ type: 'image' }] } },
    ])
  })
})

describe('reads', () => {
  test('itself, with the two ids of Instagram Login', async () => {
    expect(await instagram.graph('GET', '/me?fields=user_id,username,account_type')).toMatchObject({
      body: {
        user_id: account.id,
        username: 'bangkok.bikes',
        account_type: 'BUSINESS',
        id: expect.not.stringMatching(account.id),
      },
    })
    expect(await instagram.graph('GET', `/${account.id}?fields=name`)).toMatchObject({
      body: { id: account.id },
    })
  })

  test('a person only once they have written', async () => {
    const profile = () =>
      instagram.graph('GET', `/${account.customer}?fields=name,username,is_user_follow_business`)
    expect(await profile()).toMatchObject({ status: 400, body: { error: { code: 100 } } })
    await instagram.send({ text: 'x' })
    expect(await profile()).toMatchObject({ status: 403, body: { error: { code: 230 } } })
    await instagram.act('messages', { text: 'Hi', name: 'Somchai' })
    expect(await profile()).toMatchObject({ body: { name: 'Somchai', is_user_follow_business: true } })
  })

  test('a fresh token, and what a token is worth', async () => {
    expect(await instagram.graph('GET', '/refresh_access_token?grant_type=ig_refresh_token')).toMatchObject({
      body: { access_token: 'token', token_type: 'bearer' },
    })
    expect(await instagram.graph('GET', '/refresh_access_token')).toMatchObject({ status: 400 })
    const debugged = await instagram.graph(
      'GET',
      '/debug_token?input_token=token',
      undefined,
      `${APP}|${SECRET}`,
    )
    expect(debugged).toMatchObject({ body: { data: { is_valid: true } } })
  })
})
