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

describe('contents', () => {
  it('of a photo are its largest size, in whatever order the sizes come', () => {
    expect(contentOf('photo-caption')).toEqual({
      type: 'IMAGE',
      text: 'เมนูนี้เท่าไหร่ #ชาเย็น',
      attachments: [
        { type: 'IMAGE', externalId: 'AgACAgUAAx-menu-y', size: 201600, width: 1280, height: 960 },
      ],
      hashtags: ['ชาเย็น'],
    })
    const photo = [
      { file_id: 'big', width: 90, height: 90 },
      { file_id: 'small', width: 9, height: 9 },
    ]
    const chat = { id: 1, type: 'private' }
    const [event] = eventsOf({ update_id: 1, message: { message_id: 1, chat, date: 1790841600, photo } })
    expect(event).toMatchObject({ content: { attachments: [{ externalId: 'big' }] } })
  })

  it('of an album name the group they belong to', () => {
    expect(contentOf('photo-album').data).toEqual({ mediaGroupId: '13920481200345' })
  })

  it('of an animation are one video and not the document beside it', () => {
    expect(contentOf('animation')).toMatchObject({
      type: 'VIDEO',
      attachments: [{ type: 'VIDEO', externalId: 'CgACAgUanim1', fileName: 'dance.mp4', duration: 2 }],
    })
    expect(contentOf('animation').attachments).toHaveLength(1)
  })

  it.each([
    ['live-photo', 'VIDEO', { mimeType: 'video/mp4', width: 1080 }],
    ['video', 'VIDEO', { mimeType: 'video/mp4', fileName: 'ชงชา.mp4', duration: 14, size: 3481200 }],
    ['video-note', 'VIDEO', { width: 384, height: 384, duration: 9 }],
    ['audio', 'AUDIO', { mimeType: 'audio/mpeg', duration: 187 }],
    ['voice', 'AUDIO', { mimeType: 'audio/ogg', duration: 6 }],
    ['document', 'FILE', { fileName: 'ใบสั่งซื้อ.pdf', mimeType: 'application/pdf', size: 120400 }],
    ['paid-media', 'IMAGE', { externalId: 'AgACAgUAAx-paid-y' }],
  ])('of %s are one %s', (name, type, attachment) => {
    expect(contentOf(name)).toMatchObject({ type, attachments: [{ ...attachment, type }] })
  })

  it('of a sticker are its emoji and a file of the format its flags tell', () => {
    expect(contentOf('sticker')).toMatchObject({
      type: 'STICKER',
      text: '🙏',
      attachments: [{ externalId: 'CAACAgUstick1', mimeType: 'application/x-tgsticker' }],
    })
  })

  it('of a place are where it is, with a name where it has one', () => {
    expect(contentOf('location')).toMatchObject({
      type: 'LOCATION',
      text: null,
      data: { latitude: 13.7563, longitude: 100.5018, accuracy: 12.5 },
    })
    expect(contentOf('venue').data).toEqual({
      latitude: 13.7466,
      longitude: 100.5347,
      name: 'ร้านมะลิ สาขาสยาม',
      address: 'ซอย 3 ปทุมวัน กรุงเทพฯ',
    })
  })

  it('of a contact are the card', () => {
    expect(contentOf('contact').data).toMatchObject({
      contacts: [{ name: 'นก ใจดี', phone: '+66812345678', externalId: '5812340077' }],
    })
  })

  it.each([
    ['dice', '🎯', { dice: { emoji: '🎯', value: 6 } }],
    ['game', 'Tea Catch', { game: { title: 'Tea Catch', description: 'Catch the falling leaves' } }],
    ['invoice', 'ชุดของขวัญ', { invoice: { currency: 'THB', totalAmount: 59000 } }],
    ['checklist', 'ของที่ต้องเตรียม', { checklist: { title: 'ของที่ต้องเตรียม' } }],
    ['poll', 'เอารสไหนดี', { poll: { options: ['ชาไทย', 'ชาเขียว 🍵'], isAnonymous: false } }],
    ['web-app-data', 'เลือกเมนู', { payload: '{"size":"L","sweet":50}' }],
    ['story', null, { story: { chatId: '-1002400987654', storyId: '31' } }],
    ['successful-payment', null, { successfulPayment: { currency: 'THB', totalAmount: 59000 } }],
    ['users-shared', null, { usersShared: [{ externalId: '5777000123', name: 'ฟ้า' }] }],
    ['chat-shared', null, { chatShared: { chatId: '-1002300456789' } }],
    ['giveaway', null, { giveaway: { winnerCount: 5 } }],
  ])('of %s are interactive', (name, text, data) => {
    expect(contentOf(name)).toMatchObject({ type: 'INTERACTIVE', text, data })
  })

  it('of a rich message are its text, line by line, and its files', () => {
    expect(contentOf('rich-message')).toMatchObject({
      type: 'TEXT',
      text: 'Order\nPlease send two boxes of ชาไทย 🍵\n1. with ice\n2. no sugar',
      attachments: [{ type: 'IMAGE', externalId: 'AgACAgUAAx-rich-y' }],
    })
  })
})
