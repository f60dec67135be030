import { describe, expect, it } from 'vitest'
import type { Json, Thread } from '../inbound.ts'
import type { NativeRequest, OutboundContent, Recipient } from '../outbound.ts'
import { Refusal } from '../shared/refusal.ts'
import { telegram } from './index.ts'

const { outbound } = telegram
const account = { externalId: telegram.samples.account }

const inThread = (externalId: string, type: Thread['type'] = 'PRIVATE'): Recipient => ({
  thread: { type, externalId },
  customerId: null,
})
const person = inThread('77')
const business = inThread('bc1:77')

const post = (method: string, body: Json): NativeRequest => ({
  method: 'POST',
  host: 'api',
  path: `/${method}`,
  body,
})

describe('typing', () => {
  it.each([
    ['a person', person, { chat_id: 77 }],
    ['a group', inThread('-4200123456', 'GROUP'), { chat_id: -4200123456 }],
    ['a chat of a business account', business, { chat_id: 77, business_connection_id: 'bc1' }],
  ])('is shown to %s', (_, recipient, address) => {
    expect(outbound.typing?.(recipient, account)).toEqual(
      post('sendChatAction', { ...address, action: 'typing' }),
    )
  })

  it.each(['-100:771', 'guest:-100'])('is not shown in %s', (thread) => {
    expect(outbound.typing?.(inThread(thread), account)).toBeNull()
    expect(outbound.typing?.(inThread('-100', 'PUBLIC'), account)).toBeNull()
  })
})

describe('reading', () => {
  it('is told in the chats of a business account alone', () => {
    expect(outbound.markRead?.(business, { externalId: 'bc1:77:5' }, account)).toEqual(
      post('readBusinessMessage', { business_connection_id: 'bc1', chat_id: 77, message_id: 5 }),
    )
    expect(outbound.markRead?.(person, { externalId: '77:5' }, account)).toBeNull()
    expect(outbound.markRead?.(business, { externalId: 'callback:5' }, account)).toBeNull()
  })
})

describe('an edit', () => {
  const edit = (content: OutboundContent, recipient = person, externalId = '77:5') =>
    outbound.edit?.(recipient, { externalId }, content, account)

  it('of a text brings its keyboard', () => {
    const buttons = [{ label: 'A', action: { type: 'postback', payload: 'a' } as const }]
    expect(edit({ kind: 'buttons', text: 'Size?', buttons })).toEqual({
      ok: true,
      losses: [],
      requests: [
        post('editMessageText', {
          chat_id: 77,
          message_id: 5,
          text: 'Size?',
          reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] },
        }),
      ],
    })
  })

  it('of media brings its caption', () => {
    const content: OutboundContent = {
      kind: 'media',
      type: 'IMAGE',
      source: { id: 'AgAC' },
      caption: 'Fresh',
    }
    expect(edit(content, business, 'bc1:77:5')).toMatchObject({
      requests: [
        post('editMessageMedia', {
          chat_id: 77,
          message_id: 5,
          business_connection_id: 'bc1',
          media: { type: 'photo', media: 'AgAC', caption: 'Fresh' },
        }),
      ],
    })
  })

  it('is refused of what is more than one message, cannot be edited, or is not here', () => {
    expect(edit({ kind: 'text', text: 'a'.repeat(4097) })).toMatchObject({
      error: { code: 'INVALID_CONTENT' },
    })
    expect(edit({ kind: 'location', latitude: 1, longitude: 2 })).toMatchObject({
      error: { code: 'UNSUPPORTED_CONTENT' },
    })
    expect(edit({ kind: 'text', text: 'Hi' }, person, '78:5')).toMatchObject({
      error: { code: 'UNSUPPORTED_CONTENT' },
    })
  })
})

describe('a removal', () => {
  it('names the message by its chat, or by the business connection', () => {
    expect(outbound.remove?.(person, { externalId: '77:5' }, account)).toEqual(
      post('deleteMessage', { chat_id: 77, message_id: 5 }),
    )
    expect(outbound.remove?.(business, { externalId: 'bc1:77:5' }, account)).toEqual(
      post('deleteBusinessMessages', { business_connection_id: 'bc1', message_ids: [5] }),
    )
  })

  it('is refused of what is no message of the chat', () => {
    expect(() => outbound.remove?.(person, { externalId: 'callback:5' }, account)).toThrow(Refusal)
  })
})

describe('a reaction', () => {
  const react = (emoji: string | null, recipient = person, externalId = '77:5') =>
    outbound.react?.(recipient, { externalId }, emoji, account)

  it.each([
    ['an emoji', '👍', [{ type: 'emoji', emoji: '👍' }]],
    ['an emoji as keyboards spell it', '\u2764\uFE0F', [{ type: 'emoji', emoji: '\u2764' }]],
    ['a joined emoji', '🤷\u200D♂\uFE0F', [{ type: 'emoji', emoji: '🤷\u200D♂' }]],
    [
      'one of a custom set',
      'custom:5368324170671202286',
      [{ type: 'custom_emoji', custom_emoji_id: '5368324170671202286' }],
    ],
    ['none, which takes it back', null, []],
  ])('is %s', (_, emoji, reaction) => {
    expect(react(emoji)).toEqual(post('setMessageReaction', { chat_id: 77, message_id: 5, reaction }))
  })

  it('is refused of another emoji, and in the chats of a business account', () => {
    expect(() => react('🧋')).toThrow(/Telegram knows only these reactions: .*👍/)
    expect(() => react('👍', business, 'bc1:77:5')).toThrow(Refusal)
  })
})

it('a pressed button is acknowledged by the token of its event', () => {
  expect(outbound.acknowledge?.('4382901234567890123')).toEqual(
    post('answerCallbackQuery', { callback_query_id: '4382901234567890123' }),
  )
})

describe('the account', () => {
  const answered = (body: Json, status = 200) => ({ status, headers: {}, body })

  it('has its token in the path, where it can lead nowhere else', () => {
    const request = outbound.identify(account)
    expect(outbound.authorize(request, '7100000001:AAH-x_y')).toEqual({
      ...request,
      path: '/bot7100000001:AAH-x_y/getMe',
    })
    expect(outbound.authorize(request, '../a?b#c').path).toBe('/bot..%2Fa%3Fb%23c/getMe')
  })

  it('is the bot that getMe tells', () => {
    const result = { id: 7100000001, is_bot: true, first_name: 'ร้านชา', username: 'tea_bot' }
    expect(outbound.readIdentity(answered({ ok: true, result }))).toEqual({
      externalId: '7100000001',
      name: 'ร้านชา',
      username: 'tea_bot',
    })
    const body = { ok: false, error_code: 401, description: 'Unauthorized' }
    expect(outbound.readIdentity(answered(body, 401))).toHaveProperty('class', 'AUTH_EXPIRED')
    expect(outbound.readIdentity(answered({ ok: true, result: {} }))).toHaveProperty('class', 'TRANSIENT')
  })

  it('sends nothing twice', () => {
    expect(outbound.repeatable(post('sendMessage', {}))).toBe(false)
  })
})
