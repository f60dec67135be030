/** What a message shows, and what a person pressed. */
import { describe, expect, it } from 'vitest'
import { event, KEN, MALI, mid, privateWith, second } from './fixtures/read.ts'

const cdn = (file: string) => `https://cdn.parley.example/v/t1.15752-9/${file}?oh=03_Q7&oe=6B0C`
const withMali = { thread: privateWith(MALI.externalId), customer: MALI }

describe('an attachment', () => {
  it.each<[string, string, string, object]>([
    ['image', 'IMAGE', cdn('slip.jpg'), {}],
    ['video', 'VIDEO', cdn('clip.mp4'), {}],
    ['audio', 'AUDIO', cdn('audioclip.mp4'), {}],
    ['file', 'FILE', cdn('注文書.pdf'), {}],
    [
      'reel',
      'VIDEO',
      cdn('reel.mp4'),
      { data: { shares: [{ type: 'reel', id: '998877665544332', title: 'รีวิวร้านขนม' }] } },
    ],
    [
      'reel-of-instagram',
      'VIDEO',
      cdn('igreel.mp4'),
      { data: { shares: [{ type: 'ig_reel', id: '998877665544333', title: '新作コレクション' }] } },
    ],
    ['sticker', 'STICKER', cdn('thumb.png'), { data: { sticker_id: '369239263222822' } }],
    ['sticker-as-image', 'STICKER', cdn('thumb.png'), { data: { sticker_id: '369239263222822' } }],
    ['sticker-in-both-types', 'STICKER', cdn('thumb.png'), { data: { sticker_id: '369239263222822' } }],
    ['attachment-of-new-type', 'FILE', cdn('hologram.bin'), {}],
  ])('%s is a message of type %s', (name, type, url, more) => {
    expect(event(name)).toMatchObject({ kind: 'message' })
    expect(event(name)).toHaveProperty('content', { type, text: null, attachments: [{ type, url }], ...more })
  })

  it('comes with others and with a text', () => {
    expect(event('images-with-text')).toHaveProperty('content', {
      type: 'IMAGE',
      text: 'สองแบบนี้ค่ะ',
      attachments: ['a.jpg', 'b.jpg'].map((file) => ({ type: 'IMAGE', url: cdn(file) })),
    })
  })

  it('that is a link is no file: it stands in the text', () => {
    const link = { url: 'https://shop.example/p/42', title: 'กระเป๋าสาน' }
    const content = { type: 'TEXT', attachments: [] }
    expect(event('link')).toHaveProperty('content', { ...content, text: link.url, data: { links: [link] } })
    const untexted = { url: 'https://shop.example/p/43', title: '商品ページ' }
    expect(event('link-without-text')).toHaveProperty('content', {
      ...content,
      text: untexted.url,
      data: { links: [untexted] },
    })
  })

  it('that is a place or a product is data', () => {
    expect(event('location')).toHaveProperty('content', {
      type: 'LOCATION',
      text: null,
      attachments: [],
      data: {
        latitude: 13.7563309,
        longitude: 100.5017651,
        name: 'ตำแหน่งของมะลิ',
        url: 'https://maps.example/?q=13.7563309,100.5017651',
      },
    })
    expect(event('product')).toMatchObject({
      content: {
        type: 'TEMPLATE',
        text: 'ตัวนี้ราคาเท่าไหร่คะ',
        attachments: [],
        data: { products: [{ retailer_id: 'BAG-42', subtitle: '฿590' }] },
      },
    })
  })

  it('that is withheld from apps leaves a message that says so', () => {
    for (const name of ['link-withheld', 'unsupported'])
      expect(event(name)).toMatchObject({
        kind: 'message',
        content: { type: 'TEXT', text: null, attachments: [], data: { unsupported: true } },
      })
  })

  it('that nobody can see yet is unknown', () => {
    expect(event('unknown-attachment')).toHaveProperty('reason', 'attachment type "hologram" is not known')
    expect(event('unknown-empty-message')).toHaveProperty(
      'reason',
      'the message has neither text nor attachments',
    )
  })
})

describe('an answer by pressing', () => {
  const pressed = (text: string | null, payload: string) => ({
    type: 'INTERACTIVE',
    text,
    attachments: [],
    data: { payload },
  })

  it('is a postback with what was seen and what it stands for', () => {
    expect(event('quick-reply')).toEqual({
      kind: 'postback',
      externalId: mid('quick-reply'),
      at: second(22),
      ...withMali,
      content: pressed('ไซซ์ M', 'SIZE_M'),
    })
    expect(event('postback')).toEqual({
      kind: 'postback',
      externalId: mid('postback'),
      at: second(24),
      ...withMali,
      content: pressed('ดูเมนู', 'SHOW_MENU'),
    })
  })

  it('may open the thread, and then tells what brought the person', () => {
    expect(event('postback-get-started')).toMatchObject({
      kind: 'postback',
      content: pressed('เริ่มต้นใช้งาน', 'GET_STARTED'),
      referral: { source: 'SHORTLINK', ref: 'flyer-7' },
    })
  })

  it('without an id gets one of its own, the same at every delivery', () => {
    const [first, again] = [event('postback-without-mid'), event('postback-without-mid')]
    expect(first).toMatchObject({
      kind: 'postback',
      externalId: expect.stringMatching(/^postback:[0-9a-f]{64}$/),
      customer: KEN,
      content: pressed('はい', 'YES'),
    })
    expect(again).toEqual(first)
  })

  it('may be of a visitor who is known by a reference alone', () => {
    expect(event('postback-of-visitor')).toMatchObject({
      kind: 'postback',
      thread: privateWith('user_ref:visitor-5d1c'),
      customer: { externalId: 'user_ref:visitor-5d1c' },
      content: pressed(null, 'HELLO'),
      referral: { source: 'CUSTOMER_CHAT_PLUGIN', url: 'https://shop.example/' },
    })
  })

  it('of a cart is a message with the order', () => {
    expect(event('order')).toMatchObject({
      kind: 'message',
      externalId: expect.stringMatching(/^order:[0-9a-f]{64}$/),
      ...withMali,
      content: {
        type: 'INTERACTIVE',
        text: 'ห่อของขวัญด้วยค่ะ',
        data: { order: { products: [{ retailer_id: 'BAG-42', quantity: 2, currency: 'THB' }] } },
      },
    })
  })
})
