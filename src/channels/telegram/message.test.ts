import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { InboundEvent, Json, MessageContent } from '../inbound.ts'
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

function contentOf(name: string): MessageContent {
  const event = fixture(name)
  if (!('content' in event)) throw new Error(`${name} has no content but is ${event.kind}`)
  return event.content
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
const news = { type: 'PUBLIC', externalId: '-1002400987654', title: 'ข่าวร้านมะลิ' }

describe('messages', () => {
  it('of a private chat belong to the person, whose id is the chat', () => {
    expect(fixture('text')).toEqual({
      kind: 'message',
      at: new Date('2026-10-01T08:06:41Z'),
      thread: { type: 'PRIVATE', externalId: '5812340077' },
      customer: nok,
      externalId: '5812340077:401',
      content: { type: 'TEXT', text: 'สวัสดีค่ะ มีชาเขียวไหมคะ', attachments: [] },
    })
  })

  it('take mentions and hashtags from the entities, in UTF-16 units past emoji and Thai', () => {
    expect(contentOf('text-entities')).toMatchObject({
      mentions: ['@mali_shop_bot', '5777000123'],
      hashtags: ['ลดราคา', 'ชาไทย2569'],
    })
  })

  it('of a group belong to who wrote them', () => {
    expect(fixture('text-group')).toMatchObject({
      kind: 'message',
      thread: { type: 'GROUP', externalId: '-4200123456', title: 'ลูกค้าร้านมะลิ' },
      customer: tom,
    })
  })

  it('of anonymous administrators and linked channels belong to the chat and not to its stand-in', () => {
    expect(fixture('text-anonymous-admin')).toMatchObject({
      customer: { externalId: '-1002300456789', name: 'คลับชาไทย', profile: { chatType: 'supergroup' } },
    })
    expect(fixture('text-automatic-forward')).toMatchObject({
      forwarded: true,
      customer: { externalId: '-1002400987654', name: 'ข่าวร้านมะลิ', username: 'mali_news' },
    })
  })

  it('of a channel are public and have no customer unless an author is named', () => {
    expect(fixture('channel-post')).toMatchObject({ kind: 'message', thread: news, customer: null })
    expect(fixture('channel-post-author')).toMatchObject({ customer: { externalId: '5900011122' } })
  })

  it('of the bot itself are echoes', () => {
    const chat = { id: 5812340077, type: 'private', first_name: 'นก' }
    const from = { id: 7100000001, is_bot: true, first_name: 'Mali' }
    const message = { message_id: 1, from, chat, date: 1790841600, text: '/start x' }
    const [event] = eventsOf({ update_id: 1, message })
    expect(event).toMatchObject({ kind: 'echo', customer: { externalId: '5812340077', name: 'นก' } })
    expect(event).not.toHaveProperty('referral')
  })

  it('of a business account are kept apart from the bot’s own chat with the same person', () => {
    const thread = { type: 'PRIVATE', externalId: 'AbCdEf7Ghij12345:5812340077' }
    expect(fixture('business-message')).toMatchObject({
      kind: 'message',
      thread,
      customer: nok,
      externalId: 'AbCdEf7Ghij12345:5812340077:444',
    })
    expect(fixture('business-message-echo')).toMatchObject({
      kind: 'echo',
      thread,
      customer: { externalId: '5812340077', name: 'นก ใจดี' },
      replyTo: 'AbCdEf7Ghij12345:5812340077:311',
    })
  })

  it('to a guest bot are kept apart from a chat of the same id', () => {
    expect(fixture('guest-message')).toMatchObject({
      thread: { ...club, externalId: 'guest:-1002300456789' },
      externalId: 'guest:-1002300456789:447',
      content: { data: { guestQueryId: 'GQ-553311' } },
    })
  })

  it('to a channel directly are a private thread of each customer', () => {
    expect(fixture('text-direct-messages-topic')).toMatchObject({
      kind: 'message',
      thread: { type: 'PRIVATE', externalId: '-1002555000111:5812340077' },
      customer: nok,
      externalId: '-1002555000111:413',
    })
  })

  it('that are ephemeral share the message id 0 and are named by their own id', () => {
    expect(fixture('text-ephemeral')).toMatchObject({ externalId: '-1002300456789:ephemeral:9:1790842012' })
  })

  it('keep what they answer, quote and forward', () => {
    expect(fixture('text-reply-quote')).toMatchObject({
      replyTo: '5812340077:312',
      content: { data: { quote: { text: 'ชาไทย 40 บาท', position: 16 } } },
    })
    expect(fixture('text-forwarded')).toMatchObject({ forwarded: true })
    expect(contentOf('text-reply-story').data).toEqual({
      replyToStory: { chatId: '-1002400987654', storyId: '12' },
    })
    expect(contentOf('text-external-reply').data).toEqual({
      externalReply: { chatId: '-1002400987654', messageId: '60' },
    })
  })

  it('in a forum topic do not answer the line that made the topic', () => {
    expect(fixture('text-forum-topic')).not.toHaveProperty('replyTo')
    expect(contentOf('text-forum-topic').data).toEqual({ messageThreadId: '77' })
  })

  it('that start the bot by a link keep its payload as a referral', () => {
    expect(fixture('text-start-deep-link')).toMatchObject({
      content: { type: 'TEXT', text: '/start promo_oct-42' },
      referral: { source: 'deep_link', ref: 'promo_oct-42' },
    })
  })

  it('edited replace the content at the time of the edit', () => {
    expect(fixture('edited-message')).toEqual({
      kind: 'edit',
      at: new Date('2026-10-01T10:30:00Z'),
      thread: { type: 'PRIVATE', externalId: '5812340077' },
      customer: nok,
      messageExternalId: '5812340077:442',
      content: { type: 'TEXT', text: 'ขอชาเขียว 3 แก้วค่ะ', attachments: [] },
    })
    expect(fixture('edited-channel-post')).toMatchObject({ kind: 'edit', content: { type: 'IMAGE' } })
    expect(fixture('edited-business-message')).toMatchObject({
      messageExternalId: 'AbCdEf7Ghij12345:5812340077:446',
    })
  })
})
