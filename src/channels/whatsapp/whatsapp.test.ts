import { describe, expect, it } from 'vitest'
import { event, events, messageEvent } from './fixtures/read.ts'

const MALI = {
  externalId: '66891112222',
  aliases: ['TH.70010020030040050060'],
  name: 'มะลิ ใจดี',
  username: 'mali.jaidee',
  phone: '+66891112222',
  profile: { parent_user_id: 'TH.ENT.8800990011002200' },
}
const YUKI = { externalId: '819012345678', name: '田中 ゆき', phone: '+819012345678' }
const GROUP = { type: 'GROUP', externalId: 'Y2FwaV9ncm91cDpwYXJsZXktdGVzdA==' }

describe('a text message', () => {
  it('is told with its sender, time and hashtags', () => {
    expect(event('text')).toEqual({
      kind: 'message',
      externalId: 'wamid.cGFybGV5LWZpeHR1cmUtMDAwMQ==',
      at: new Date('2026-09-21T14:14:21Z'),
      thread: { type: 'PRIVATE', externalId: '66891112222' },
      customer: MALI,
      content: {
        type: 'TEXT',
        text: 'สวัสดีค่ะ ร้านเปิดกี่โมงคะ #ร้านชา #お茶 #2 order#7',
        attachments: [],
        hashtags: ['ร้านชา', 'お茶'],
      },
    })
  })

  it('may come from a person without a phone number', () => {
    expect(event('text-user-id-only')).toMatchObject({
      thread: { type: 'PRIVATE', externalId: 'TH.51515151515151515151' },
      customer: { externalId: 'TH.51515151515151515151', name: 'Ploy', username: 'ploy_bkk' },
    })
    expect(event('text-user-id-only')).not.toHaveProperty('customer.phone')
  })

  it('is a reply or forwarded, never both', () => {
    expect(event('text-reply')).toHaveProperty('replyTo', 'wamid.cGFybGV5LW91ci1xdWVzdGlvbg==')
    expect(event('text-reply')).not.toHaveProperty('forwarded')
    expect(event('text-forwarded')).toHaveProperty('forwarded', true)
    expect(event('text-forwarded-often')).toHaveProperty('forwarded', true)
    expect(event('text-forwarded-often')).not.toHaveProperty('replyTo')
  })

  it('keeps the product it asks about and the advertisement it came from', () => {
    expect(event('text-about-product')).toHaveProperty('content.data', {
      referred_product: { catalog_id: '606060606060606', product_retailer_id: 'TEA-OOLONG-100' },
    })
    expect(event('text-referral')).toMatchObject({
      referral: {
        source: 'ad',
        adId: '120210000000000077',
        url: 'https://fb.example/ad/77',
        headline: 'ชาอู่หลงลด 20%',
        data: { ctwa_clid: expect.stringMatching(/^ARAk/), body: 'เฉพาะสัปดาห์นี้' },
      },
    })
  })

  it('belongs to the group it was written in', () => {
    expect(event('text-in-group')).toMatchObject({ thread: GROUP, customer: YUKI })
  })
})

describe('media', () => {
  it.each([
    ['image', 'IMAGE', 'สีนี้ใช่ไหมคะ #ชุดไทย', { mimeType: 'image/jpeg', url: expect.stringMatching(/^https:/) }],
    ['video', 'VIDEO', '開封動画', { mimeType: 'video/mp4' }],
    ['audio-voice', 'AUDIO', null, { mimeType: 'audio/ogg; codecs=opus' }],
    ['document', 'FILE', 'ご確認ください', { mimeType: 'application/pdf', fileName: '見積書 2026.pdf' }],
    ['sticker', 'STICKER', null, { mimeType: 'image/webp' }],
  ])('%s is an attachment of type %s', (name, type, caption, attachment) => {
    expect(event(name)).toMatchObject({
      kind: 'message',
      content: {
        type,
        text: caption,
        attachments: [{ type, externalId: /^9\d{14}$/, sha256: /=$/, ...attachment }].map((expected) => ({
          ...expected,
          externalId: expect.stringMatching(expected.externalId),
          sha256: expect.stringMatching(expected.sha256),
        })),
      },
    })
  })

  it('tells a voice message from a song, and a moving sticker', () => {
    expect(event('audio-voice')).toHaveProperty('content.data', { voice: true })
    expect(event('sticker')).toHaveProperty('content.data', { animated: true })
    expect(event('image')).not.toHaveProperty('content.data')
  })

  it('keeps places and contact cards as data', () => {
    expect(event('location')).toHaveProperty('content', {
      type: 'LOCATION',
      text: null,
      attachments: [],
      data: {
        latitude: 13.7563309,
        longitude: 100.5017651,
        name: 'ตลาดน้อย',
        address: 'ถนนเจริญกรุง กรุงเทพฯ',
        url: 'https://maps.example/talat-noi',
      },
    })
    expect(event('contacts')).toMatchObject({
      content: { type: 'CONTACT', data: { contacts: [{ name: { formatted_name: '佐藤 健' } }] } },
    })
  })
})

describe('an answer by pressing', () => {
  it.each([
    ['button', 'ยืนยัน', { payload: 'CONFIRM_BOOKING' }],
    ['interactive-button-reply', 'ไซซ์ M', { payload: 'size-m' }],
    ['interactive-list-reply', '午後3時', { payload: 'slot-3', description: '30分 オンライン' }],
    [
      'interactive-flow-reply',
      'ส่งแล้ว',
      { name: 'flow', response: { flow_token: 'tok-42', guests: 3, note: 'โต๊ะริมหน้าต่าง' } },
    ],
    [
      'interactive-call-permission-reply',
      null,
      {
        call_permission: {
          response: 'accept',
          expiration_timestamp: 1790604800,
          response_source: 'user_action',
        },
      },
    ],
  ])('%s is a postback with what was pressed', (name, label, data) => {
    expect(event(name)).toMatchObject({ kind: 'postback', replyTo: expect.stringMatching(/^wamid\./) })
    expect(event(name)).toHaveProperty('content', { type: 'INTERACTIVE', text: label, attachments: [], data })
  })

  it('keeps the answers of a flow as text where they are not JSON', () => {
    const interactive = { type: 'nfm_reply', nfm_reply: { name: 'flow', response_json: '{cut' } }
    expect(messageEvent({ type: 'interactive', interactive })).toMatchObject({
      content: { text: 'flow', data: { response: '{cut' } },
    })
  })

  it('of an order is a message with the basket', () => {
    expect(event('order')).toMatchObject({
      kind: 'message',
      content: {
        type: 'INTERACTIVE',
        text: 'ギフト包装でお願いします',
        data: { order: { catalog_id: '606060606060606', product_items: [{ quantity: 2, currency: 'THB' }] } },
      },
    })
  })
})

describe('what happens to messages', () => {
  it('a reaction is put and taken back, with an empty emoji or with none', () => {
    const about = { kind: 'reaction', messageExternalId: 'wamid.cGFybGV5LW91ci1hbnN3ZXI=', customer: MALI }
    expect(event('reaction')).toMatchObject({ ...about, emojis: ['🙏'] })
    expect(events('reaction-removed')).toMatchObject([about, about].map((one) => ({ ...one, emojis: [] })))
  })

  it('an edit has the new content, a revoke takes the message away', () => {
    expect(event('edit')).toMatchObject({
      kind: 'edit',
      messageExternalId: 'wamid.cGFybGV5LXR5cG8=',
      thread: { externalId: MALI.externalId },
      content: { type: 'TEXT', text: 'พรุ่งนี้ 10 โมงค่ะ' },
    })
    expect(event('revoke')).toEqual({
      kind: 'unsend',
      messageExternalId: 'wamid.cGFybGV5LXJlZ3JldA==',
      at: new Date('2026-09-21T14:42:49Z'),
    })
  })

  it('what the business does in its own app is an echo in the thread of the customer', () => {
    expect(event('echo')).toMatchObject({
      kind: 'echo',
      thread: { type: 'PRIVATE', externalId: MALI.externalId },
      customer: MALI,
      content: { text: 'ร้านเปิด 9 โมงค่ะ' },
    })
    const about = { messageExternalId: 'wamid.cGFybGV5LWVjaG8=' }
    expect(events('echo-edit-and-revoke')).toMatchObject([
      { kind: 'edit', ...about, content: { text: 'ร้านเปิด 10 โมงค่ะ' } },
      { kind: 'unsend', ...about },
    ])
  })

  it('a type that is not supported is unknown, with the code of the error', () => {
    expect(event('unknown-unsupported')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/"unsupported".*131051: Message type unknown: .*not supported/),
    })
    expect(event('unknown-type')).toMatchObject({
      kind: 'unknown',
      reason: 'message type "hologram" is not known',
    })
  })
})
