import { describe, expect, it } from 'vitest'
import { BOT, event, events, messageEvent } from './fixtures/read.ts'

const MALI = { externalId: 'U7a1e90c4d2b84f5e8f3306b1c9d7e254' }
const YUKI = { externalId: 'U0b64fd18a95c4e37b2d9e8417c60aa3f' }
const PLOY = { externalId: 'Uc3927e5b10f84ad6a7715fe2d08b96e4' }
const GROUP = { type: 'GROUP', externalId: 'C4e9a6b0f2d7148c3a5b8f91e06d37c12' }
const ROOM = { type: 'GROUP', externalId: 'R91b3c7d5e0f2486a9d1c4be85f706a23' }

const privateThread = (person: { externalId: string }) => ({ type: 'PRIVATE', ...person })

describe('a text message', () => {
  it('is told with its sender, time, hashtags and what it can be answered by', () => {
    expect(event('text')).toEqual({
      kind: 'message',
      externalId: '531000000000000001',
      at: new Date('2026-09-21T14:13:21.007Z'),
      thread: privateThread(MALI),
      customer: MALI,
      content: {
        type: 'TEXT',
        text: 'สวัสดีค่ะ ร้านเปิดกี่โมงคะ #ร้านชา #お茶 #2 order#7',
        attachments: [],
        hashtags: ['ร้านชา', 'お茶'],
      },
      tokens: { reply: '5ca1ab1e0ddba1100000000000000001', quote: 'qt-parley-1', read: 'read-parley-1' },
    })
  })

  it('mentions by id, or as it stands in the text, and keeps the places of emojis', () => {
    const { text, data, mentions } = Object(event('text-in-group')).content
    expect(mentions).toEqual(['@All', BOT, '@มะลิ'])
    expect(data.mentionees).toHaveLength(3)
    expect(data.mentionees[1]).toEqual({ index: 5, length: 7, type: 'user', userId: BOT, isSelf: true })
    const shown = data.emojis.map((emoji: { index: number; length: number }) =>
      text.slice(emoji.index, emoji.index + emoji.length),
    )
    expect(shown).toEqual(['(tea)', '(tea)'])
  })

  it('belongs to the group or room it was written in, whether or not it tells by whom', () => {
    expect(event('text-in-group')).toMatchObject({ thread: GROUP, customer: YUKI })
    expect(event('text-in-room-hidden')).toMatchObject({ thread: ROOM, customer: null })
  })

  it('may quote another', () => {
    expect(event('text-quote')).toHaveProperty('replyTo', '531000000000000001')
    expect(event('text')).not.toHaveProperty('replyTo')
  })

  it('is not ours to answer in standby', () => {
    expect(event('text-standby')).toMatchObject({
      standby: true,
      tokens: { quote: 'qt-parley-5', read: 'read-parley-5' },
    })
    expect(event('text-standby')).not.toHaveProperty('tokens.reply')
    expect(
      messageEvent({ type: 'text', text: 'x' }, { mode: 'standby', replyToken: 'r' }),
    ).not.toHaveProperty('tokens')
    expect(event('text')).not.toHaveProperty('standby')
  })
})

describe('media', () => {
  it.each([
    ['image', 'IMAGE', { externalId: '531000000000000007' }],
    ['video', 'VIDEO', { externalId: '531000000000000011', duration: 12.345 }],
    ['audio', 'AUDIO', { externalId: '531000000000000013', duration: 4.8 }],
    ['file', 'FILE', { externalId: '531000000000000014', fileName: '見積書 2026.pdf', size: 20480 }],
  ])('%s is fetched by the id of its message', (name, type, attachment) => {
    expect(event(name)).toMatchObject({ kind: 'message', externalId: attachment.externalId })
    expect(event(name)).toHaveProperty('content', {
      type,
      text: null,
      attachments: [{ type, ...attachment }],
    })
  })

  it('that an app sent by a URL is fetched from there', () => {
    expect(event('image-external')).toHaveProperty('content', {
      type: 'IMAGE',
      text: null,
      attachments: [{ type: 'IMAGE', url: 'https://shop.example/image/42.jpg' }],
      data: { previewImageUrl: 'https://shop.example/image/42-small.jpg' },
    })
    expect(event('video-external')).toHaveProperty('content.attachments', [
      { type: 'VIDEO', url: 'https://shop.example/video/42.mp4', duration: 60 },
    ])
    const contentProvider = { type: 'external' }
    expect(messageEvent({ type: 'image', contentProvider })).toHaveProperty('content.attachments', [
      { type: 'IMAGE', externalId: '5' },
    ])
  })

  it('tells which images were sent at once', () => {
    const id = '0A1B2C3D4E5F60718293A4B5C6D7E8F901234567'
    expect(events('image-set')).toMatchObject([
      { externalId: '531000000000000008', content: { data: { imageSet: { id, index: 2, total: 2 } } } },
      { externalId: '531000000000000009', content: { data: { imageSet: { id, index: 1, total: 2 } } } },
    ])
    expect(messageEvent({ type: 'image', imageSet: { id } })).toHaveProperty('content.data', {
      imageSet: { id },
    })
  })
})

describe('a place and a sticker', () => {
  it('are data', () => {
    expect(event('location')).toHaveProperty('content', {
      type: 'LOCATION',
      text: null,
      attachments: [],
      data: {
        latitude: 13.7563309,
        longitude: 100.5017651,
        name: 'ตลาดน้อย',
        address: 'ถนนเจริญกรุง กรุงเทพฯ',
      },
    })
    expect(event('sticker')).toMatchObject({ thread: GROUP, replyTo: '531000000000000002' })
    expect(event('sticker')).toHaveProperty('content', {
      type: 'STICKER',
      text: null,
      attachments: [],
      data: {
        packageId: '11537',
        stickerId: '52002734',
        stickerResourceType: 'ANIMATION',
        keywords: ['thank you', 'bow'],
      },
    })
  })

  it('shows the words that the person put on a message sticker', () => {
    expect(event('sticker-with-words')).toMatchObject({
      content: { type: 'STICKER', text: 'ชาเย็น\nสองแก้ว', data: { text: 'ชาเย็น\nสองแก้ว' } },
    })
  })
})

describe('a postback', () => {
  it('has the payload and the choice, the id of its event, and no label', () => {
    expect(event('postback')).toEqual({
      kind: 'postback',
      externalId: 'postback:01M3251ENCPARLEYF1XTVRE020',
      at: new Date('2026-09-21T14:13:40.140Z'),
      thread: privateThread(MALI),
      customer: MALI,
      content: {
        type: 'INTERACTIVE',
        text: null,
        attachments: [],
        data: { payload: 'action=order&tea=oolong' },
      },
      tokens: { reply: '5ca1ab1e0ddba1100000000000000014' },
    })
    expect(event('postback-datetime')).toHaveProperty('content.data', {
      payload: 'action=book',
      params: { datetime: '2026-10-04T15:30' },
    })
    expect(event('postback-rich-menu')).toHaveProperty('content.data', {
      payload: 'menu=b',
      params: { newRichMenuAliasId: 'menu-b', status: 'SUCCESS' },
    })
  })

  it('is not ours to answer in standby', () => {
    expect(event('postback-standby')).toMatchObject({ kind: 'postback', standby: true })
    expect(event('postback-standby')).not.toHaveProperty('tokens')
  })
})

describe('what happens to messages', () => {
  it('an edit has the whole new content', () => {
    expect(event('message-edited')).toEqual({
      kind: 'edit',
      messageExternalId: '531000000000000002',
      at: new Date('2026-09-21T14:13:38.126Z'),
      thread: GROUP,
      customer: YUKI,
      content: {
        type: 'TEXT',
        text: 'おはようございます @ชาเย็น #朝',
        attachments: [],
        data: { mentionees: [{ index: 10, length: 7, type: 'user', userId: BOT, isSelf: true }] },
        mentions: [BOT],
        hashtags: ['朝'],
      },
    })
  })

  it('unsending takes the message away', () => {
    expect(event('unsend')).toEqual({
      kind: 'unsend',
      messageExternalId: '531000000000000016',
      at: new Date('2026-09-21T14:13:39.133Z'),
    })
  })
})

describe('people', () => {
  it('follow, come back after blocking, and block', () => {
    expect(event('follow')).toEqual({
      kind: 'follow',
      at: new Date('2026-09-21T14:13:44.168Z'),
      customer: MALI,
    })
    expect(event('follow-unblocked')).toMatchObject({ kind: 'follow', customer: YUKI })
    expect(event('unfollow')).toMatchObject({ kind: 'unfollow', customer: PLOY })
  })

  it('link their account at the business or fail to, and the nonce is never told', () => {
    expect(event('account-link')).toEqual({ kind: 'link', at: expect.any(Date), customer: MALI })
    expect(event('account-link-failed')).toEqual({
      kind: 'noted',
      at: expect.any(Date),
      subject: 'accountLink.failed',
    })
  })

  it('join and leave groups and rooms, as the account itself does', () => {
    expect(event('join-group')).toEqual({ kind: 'join', at: expect.any(Date), thread: GROUP })
    expect(event('join-room')).toEqual({ kind: 'join', at: expect.any(Date), thread: ROOM })
    expect(event('leave')).toEqual({ kind: 'leave', at: expect.any(Date), thread: GROUP })
    const members = { kind: 'members', at: expect.any(Date) }
    expect(event('member-joined')).toEqual({ ...members, thread: GROUP, joined: [YUKI, PLOY] })
    expect(event('member-left')).toEqual({ ...members, thread: ROOM, left: [PLOY] })
  })
})

describe('the account', () => {
  it.each([
    ['module-attached', 'module.attached', { scopes: ['message:send', 'message:receive'] }],
    ['module-detached', 'module.detached', { reason: 'bot_deleted' }],
    ['bot-suspended', 'botSuspended', {}],
    ['bot-resumed', 'botResumed', {}],
    ['activated-without-chat', 'activated', { expireAt: 1790003600000 }],
  ])('%s is a change of it', (name, subject, data) => {
    expect(event(name)).toMatchObject({ kind: 'account', at: expect.any(Date), subject, data })
  })

  it('gets the say in a chat, or another has it', () => {
    const moduleUser = { externalId: `L${MALI.externalId}-${BOT}` }
    expect(event('activated')).toEqual({
      kind: 'control',
      at: expect.any(Date),
      thread: privateThread(moduleUser),
      customer: moduleUser,
      holder: 'SELF',
    })
    expect(event('deactivated')).toMatchObject({
      kind: 'control',
      thread: GROUP,
      customer: null,
      holder: 'OTHER',
    })
  })
})

describe('what changes nothing', () => {
  it.each([
    ['beacon', 'beacon.enter'],
    ['video-play-complete', 'videoPlayComplete'],
    ['membership-joined', 'membership.joined'],
    ['membership-left', 'membership.left'],
    ['membership-renewed', 'membership.renewed'],
    ['things-link', 'things.link'],
    ['delivery', 'delivery'],
  ])('%s is noted', (name, subject) => {
    expect(event(name)).toEqual({ kind: 'noted', at: expect.any(Date), subject })
  })
})

describe('what is not known', () => {
  it.each([
    ['unknown-event-type', 'event type "hologram" is not known'],
    ['unknown-message-type', 'message type "hologram" is not known'],
    ['unknown-source', 'the source names no user, group or room'],
  ])('%s says so', (name, reason) => {
    expect(event(name)).toEqual({ kind: 'unknown', at: expect.any(Date), reason })
  })
})
