import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { InboundEvent, Json } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { telegram } from './index.ts'

const FIXTURES = new URL('./fixtures/', import.meta.url)
const context = { accountId: '7100000001' }

function eventsOf(body: Json): InboundEvent[] {
  return telegram.webhook.items(body).map((item) => telegram.normalize(item.payload, context))
}

function fixture(name: string): InboundEvent {
  const [event] = eventsOf(parseJson(readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8')))
  if (!event) throw new Error(`${name} gave no event`)
  return event
}

const nok = {
  externalId: '5812340077',
  name: 'นก ใจดี',
  username: 'nok_jaidee',
  locale: 'th',
  profile: { isBot: false, isPremium: false },
}
const tom = {
  externalId: '6120045511',
  name: 'Tom Weaver',
  locale: 'en',
  profile: { isBot: false, isPremium: true },
}
const club = { type: 'GROUP', externalId: '-1002300456789', title: 'คลับชาไทย' }

describe('buttons and reactions', () => {
  it('a pressed button shows its label and answers the message it is below', () => {
    expect(fixture('callback-query')).toEqual({
      kind: 'postback',
      at: null,
      thread: { type: 'PRIVATE', externalId: '5812340077' },
      customer: nok,
      externalId: 'callback:4382901234567890123',
      content: {
        type: 'INTERACTIVE',
        text: 'ใหญ่ 🥤',
        attachments: [],
        data: { payload: 'size:l', callbackQueryId: '4382901234567890123' },
      },
      replyTo: '5812340077:322',
      tokens: { reply: '4382901234567890123' },
    })
  })

  it('shows its data where the message is no longer accessible', () => {
    expect(fixture('callback-query-inaccessible')).toMatchObject({
      kind: 'postback',
      at: null,
      thread: club,
      content: { text: 'vote:2' },
      replyTo: '-1002300456789:12',
    })
  })

  it('below an inline message is noted: it names no chat', () => {
    expect(fixture('callback-query-inline')).toMatchObject({
      kind: 'noted',
      subject: 'callback_query.inline',
    })
  })

  it('reactions are all that the person now has on the message', () => {
    expect(fixture('message-reaction')).toEqual({
      kind: 'reaction',
      at: new Date('2026-10-01T08:00:02Z'),
      thread: club,
      customer: tom,
      messageExternalId: '-1002300456789:350',
      emojis: ['❤‍🔥', 'custom:5368324170671202286', '⭐'],
    })
    expect(fixture('message-reaction-removed')).toMatchObject({
      customer: { externalId: '-1002400987654' },
      emojis: [],
    })
  })
})

describe('standing, members and threads', () => {
  it('a blocked bot is unfollowed, an unblocked one followed', () => {
    expect(fixture('my-chat-member-blocked')).toMatchObject({ kind: 'unfollow', customer: nok })
    expect(fixture('my-chat-member-unblocked')).toMatchObject({ kind: 'follow', customer: nok })
  })

  it('the account joins and leaves groups', () => {
    const group = { type: 'GROUP', externalId: '-4200123456' }
    expect(fixture('my-chat-member-joined-group')).toMatchObject({ kind: 'join', thread: group })
    expect(fixture('my-chat-member-removed')).toMatchObject({ kind: 'leave', thread: club })
    expect(fixture('service-bot-added')).toMatchObject({ kind: 'join', thread: group })
  })

  it('people join and leave, also those who stay restricted, and a promotion is only noted', () => {
    expect(fixture('chat-member-joined')).toMatchObject({ kind: 'members', joined: [tom] })
    expect(fixture('chat-member-left')).toMatchObject({ kind: 'members', left: [tom] })
    expect(fixture('chat-member-promoted')).toMatchObject({ kind: 'noted', subject: 'chat_member.role' })
    expect(fixture('service-new-members')).toMatchObject({ kind: 'members', joined: [tom, nok] })
    expect(fixture('service-left-member')).toMatchObject({ kind: 'members', left: [tom] })
  })

  it('a group that becomes a supergroup moves, told from either side', () => {
    const moved = {
      kind: 'thread',
      thread: { type: 'GROUP', externalId: '-1002300456999' },
      previousExternalId: '-4200123456',
    }
    expect(fixture('service-migrated-to')).toMatchObject(moved)
    expect(fixture('service-migrated-from')).toMatchObject(moved)
  })

  it('a new title renames the thread', () => {
    expect(fixture('service-new-title')).toMatchObject({
      kind: 'thread',
      thread: { externalId: '-4200123456', title: 'ลูกค้ามะลิ VIP' },
    })
  })

  it.each([
    ['service-pinned', 'pinned a message', { messageExternalId: '-1002300456789:350' }],
    ['service-topic-created', 'created a topic: โปรโมชัน 🎁', { name: 'โปรโมชัน 🎁' }],
    ['service-new-photo', 'changed the photo', {}],
    ['service-group-created', 'created the group', {}],
  ])('%s is a line in the chat', (name, text, data) => {
    expect(fixture(name)).toMatchObject({
      kind: 'system',
      customer: { externalId: '5900011122' },
      content: { type: 'SYSTEM', text, data },
    })
  })
})

describe('updates that change nothing', () => {
  it.each([
    'business-connection',
    'chat-boost',
    'chat-join-request',
    'chosen-inline-result',
    'inline-query',
    'managed-bot',
    'message-reaction-count',
    'poll-answer',
    'poll-state',
    'pre-checkout-query',
    'purchased-paid-media',
    'removed-chat-boost',
    'shipping-query',
    'stopped-message-generation',
    'subscription',
  ])('%s is noted', (name) => {
    expect(fixture(name).kind).toBe('noted')
  })
})
