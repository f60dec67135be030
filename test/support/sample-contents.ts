/**
 * What is said in the tests of requests and of what customers see: one table for all networks. A line more is sent
 * everywhere, in every kind of thread, checked against the networks' descriptions, and shown in
 * docs/contents-table.md.
 */
import type { Json } from '../../src/channels/inbound.ts'
import type { Button, Card, MediaType, OutboundContent } from '../../src/channels/outbound.ts'

export type Sample = readonly [name: string, content: OutboundContent]

const SHOP = 'https://shop.example'
const open = (label: string, url = `${SHOP}/tea`): Button => ({ label, action: { type: 'url', url } })
const call = (label: string): Button => ({ label, action: { type: 'call', phone: '+66 2 123 4567' } })
const back = (label: string, payload = label): Button => ({ label, action: { type: 'postback', payload } })

/** As many characters as asked for, of Thai with marks above and below, which count by themselves. */
const thai = (length: number) => 'ร้านน้ำชาที่นี่เปิดอยู่'.repeat(Math.ceil(length / 23)).slice(0, length)
const numbered = <T>(count: number, make: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n + 1))
const FAMILY = '👩‍👩‍👧‍👦'

const buttons = (list: Button[], more: { text?: string; header?: string; footer?: string } = {}) =>
  ({ kind: 'buttons', text: 'เลือกได้เลยค่ะ', buttons: list, ...more }) as const
const replies = (count: number, text = 'ไซซ์ไหนคะ') =>
  ({
    kind: 'quickReplies',
    text,
    replies: numbered(count, (n) => ({ label: `ไซซ์ ${n}`, payload: `size:${n}` })),
  }) as const
const card = (name: string, list: Button[] = [], more: Partial<Card> = {}): Card => ({
  title: name,
  subtitle: '฿120',
  imageUrl: `https://cdn.example/${name}.jpg`,
  buttons: list,
  ...more,
})
const carousel = (cards: Card[], text?: string) =>
  ({ kind: 'carousel', ...(text !== undefined && { text }), cards }) as const
const list = (count: number, more: object = {}, row: object = {}): OutboundContent => ({
  kind: 'list',
  text: 'เวลาไหนดีคะ',
  buttonLabel: 'ดูเวลา',
  sections: [{ rows: numbered(count, (n) => ({ label: `${n} โมง`, payload: `slot:${n}`, ...row })) }],
  ...more,
})
const media = (type: MediaType, more: object = {}): OutboundContent => ({
  kind: 'media',
  type,
  source: { url: `https://cdn.example/${FILES[type]}` },
  ...more,
})
const FILES = { IMAGE: 'tea.jpg', VIDEO: 'tea.mp4', AUDIO: 'tea.m4a', FILE: 'menu.pdf', STICKER: 'cup.webp' }
const film = { duration: 12.5, previewUrl: 'https://cdn.example/preview.jpg' }

const TEXTS: Sample[] = [
  ['text', { kind: 'text', text: 'สวัสดีค่ะ ร้านเปิด 9 โมงค่ะ 🍵' }],
  ['text of one emoji of several', { kind: 'text', text: FAMILY }],
  [
    'text with a link and signs of markup',
    { kind: 'text', text: `*Sale* <b>50%</b> [now](${SHOP}/a_b) & _more_` },
  ],
  ['text of 2,000 characters', { kind: 'text', text: thai(2000) }],
  ['text of 4,096 characters', { kind: 'text', text: thai(4096) }],
  ['text of 5,000 characters', { kind: 'text', text: thai(5000) }],
  ['text of 3,000 emoji', { kind: 'text', text: '🍵'.repeat(3000) }],
  ['text of 30,000 characters', { kind: 'text', text: `${thai(14_999)}\n\n${thai(14_999)}` }],
]

const CHOICES: Sample[] = [
  ['quick replies, 3', replies(3)],
  ['quick replies, 10', replies(10)],
  ['quick replies, 13', replies(13)],
  ['quick replies, 14', replies(14)],
  [
    'quick replies with pictures',
    { ...replies(2), replies: [{ label: 'แดง', payload: 'red', imageUrl: `${SHOP}/red.png` }] },
  ],
  [
    'quick replies with labels of 20 characters',
    { ...replies(1), replies: [{ label: thai(20), payload: 'x' }] },
  ],
  [
    'quick replies with labels of 21 characters',
    { ...replies(1), replies: [{ label: thai(21), payload: 'x' }] },
  ],
  ['quick replies below 6,000 characters', replies(3, thai(6000))],
  ['buttons, 3 that reply', buttons([back('ใช่', 'yes'), back('ไม่', 'no'), back('ไม่แน่ใจ', 'maybe')])],
  ['buttons, 4 that reply', buttons(numbered(4, (n) => back(`ข้อ ${n}`)))],
  ['buttons, 13 that reply', buttons(numbered(13, (n) => back(`ข้อ ${n}`)))],
  ['buttons, 14 that reply', buttons(numbered(14, (n) => back(`ข้อ ${n}`)))],
  ['button that opens an address', buttons([open('ดูร้าน')])],
  ['buttons, 2 that open addresses', buttons([open('ดูร้าน'), open('แผนที่', `${SHOP}/map`)])],
  ['button that calls', buttons([call('โทรหาเรา')])],
  ['buttons of all kinds', buttons([back('ใช่', 'yes'), open('ดูร้าน'), call('โทรหาเรา')])],
  ['buttons with header and footer', buttons([back('ใช่', 'yes')], { header: 'ชาใหม่', footer: 'ถึงวันอาทิตย์' })],
  ['buttons below 2,000 characters', buttons([back('ใช่', 'yes')], { text: thai(2000) })],
  ['buttons with labels of 21 characters', buttons([back(thai(21), 'x')])],
  ['buttons with payloads of 64 bytes', buttons([back('ใช่', 'x'.repeat(64))])],
  ['buttons with payloads of 256 characters', buttons([back('ใช่', 'x'.repeat(256))])],
  ['list of 3 rows', list(3)],
  ['list of 10 rows', list(10)],
  ['list of 11 rows', list(11)],
  ['list with descriptions', list(3, {}, { description: '30 นาที' })],
  ['list of 11 rows with descriptions', list(11, {}, { description: '30 นาที' })],
  [
    'list of two sections with header and footer',
    {
      kind: 'list',
      text: 'เวลาไหนดีคะ',
      buttonLabel: 'ดูเวลา',
      sections: [
        { title: 'เช้า', rows: [{ label: '9 โมง', description: '30 นาที', payload: 'slot:9' }] },
        { title: 'บ่าย', rows: [{ label: 'บ่ายโมง', payload: 'slot:13' }] },
      ],
      header: 'จองโต๊ะ',
      footer: 'ถึง 6 คน',
    },
  ],
  ['list with labels of 24 characters', list(2, {}, { label: thai(24), description: thai(72) })],
  ['list with labels of 25 characters', list(1, {}, { label: thai(25) })],
]

const CARDS: Sample[] = [
  [
    'carousel of cards that open addresses',
    carousel([card('oolong', [open('ซื้อ')]), card('matcha', [open('ซื้อ')])], 'ชาใหม่'),
  ],
  [
    'carousel of cards that reply',
    carousel([card('oolong', [back('ซื้อ', 'buy:1')]), card('matcha', [back('ซื้อ', 'buy:2')])], 'ชาใหม่'),
  ],
  ['carousel without a text', carousel([card('oolong', [open('ซื้อ')]), card('matcha', [open('ซื้อ')])])],
  ['carousel of one card', carousel([card('oolong', [back('ซื้อ', 'buy'), open('ดู'), call('โทร')])])],
  [
    'carousel of cards that differ',
    carousel(
      [
        card('oolong', [open('ซื้อ')]),
        { title: 'matcha', buttons: [back('ซื้อ')] },
        card('sencha', [], { url: SHOP }),
      ],
      'ชา',
    ),
  ],
  [
    'carousel of 10 cards',
    carousel(
      numbered(10, (n) => card(`tea${n}`, [back('ซื้อ', `buy:${n}`)])),
      'ชาทั้งหมด',
    ),
  ],
  ['carousel of 12 cards', carousel(numbered(12, (n) => card(`tea${n}`, [back('ซื้อ', `buy:${n}`)])))],
  ['carousel of 13 cards', carousel(numbered(13, (n) => card(`tea${n}`, [back('ซื้อ', `buy:${n}`)])))],
  [
    'carousel of cards with long texts',
    carousel([card(thai(80), [open('ซื้อ')], { subtitle: thai(80), imageUrl: `${SHOP}/a.jpg` })]),
  ],
  [
    'carousel of cards with titles of 81 characters',
    carousel([card(thai(81), [open('ซื้อ')], { imageUrl: `${SHOP}/a.jpg` })]),
  ],
]

const MEDIA: Sample[] = [
  ['image', media('IMAGE')],
  ['image with a caption', media('IMAGE', { caption: 'ของใหม่ค่ะ' })],
  ['image with a caption of 1,024 characters', media('IMAGE', { caption: thai(1024) })],
  ['image with a caption of 5,001 characters', media('IMAGE', { caption: thai(5001) })],
  ['video with a preview', media('VIDEO', { ...film, caption: 'ดูสิคะ' })],
  ['video without a preview', media('VIDEO')],
  ['audio', media('AUDIO', { duration: 12.5 })],
  ['audio with a caption', media('AUDIO', { duration: 12.5, caption: 'ฟังนะคะ' })],
  ['audio without its duration', media('AUDIO')],
  ['file', media('FILE', { fileName: 'เมนู.pdf' })],
  ['file with a caption', media('FILE', { fileName: 'menu.pdf', caption: 'เมนูค่ะ' })],
  [
    'file of another type',
    media('FILE', { source: { url: 'https://cdn.example/prices.xlsx' }, fileName: 'prices.xlsx' }),
  ],
  ['sticker by its address', media('STICKER')],
  ['sticker with a caption', media('STICKER', { caption: 'ขอบคุณค่ะ' })],
  ['image by its id', media('IMAGE', { source: { id: '901234567890123' } })],
  ['file by its id', media('FILE', { source: { id: '901234567890124' }, fileName: 'menu.pdf' })],
]

const FACTS: Sample[] = [
  ['location', { kind: 'location', latitude: 13.7563, longitude: 100.5018 }],
  ['location with a name', { kind: 'location', latitude: -33.8688, longitude: 151.2093, name: 'ตลาดน้อย' }],
  [
    'location with name and address',
    { kind: 'location', latitude: 13.7563, longitude: 100.5018, name: 'ตลาดน้อย', address: 'ถนนเจริญกรุง' },
  ],
  ['contact', { kind: 'contact', name: '佐藤 健', phone: '+819012345678' }],
  [
    'contact with all of it',
    {
      kind: 'contact',
      name: '佐藤 健',
      phone: '+819012345678',
      email: 'ken@tea.example',
      organization: 'お茶屋',
    },
  ],
  ['template', { kind: 'template', name: 'shop_open', language: 'th', components: [] }],
  [
    'template with values',
    {
      kind: 'template',
      name: 'order_ready',
      language: 'th',
      components: [{ type: 'body', parameters: [{ type: 'text', text: 'A-7' }] }],
    },
  ],
]

export const SAMPLES: readonly Sample[] = [...TEXTS, ...CHOICES, ...CARDS, ...MEDIA, ...FACTS]

/** What only one network knows: its own message objects, and stickers by its ids. */
export const OWN_SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  FACEBOOK: [
    ['sticker by its id', media('STICKER', { source: { id: '369239263222822' } })],
    [
      'native',
      native({
        attachment: {
          type: 'template',
          payload: {
            template_type: 'media',
            elements: [{ media_type: 'image', attachment_id: '1857777774821032' }],
          },
        },
      }),
    ],
  ],
  INSTAGRAM: [
    ['sticker by its id', media('STICKER', { source: { id: 'like_heart' } })],
    ['native', native({ attachment: { type: 'MEDIA_SHARE', payload: { id: '17990000000000000' } } })],
  ],
  WHATSAPP: [
    ['sticker by its id', media('STICKER', { source: { id: '798882015472548' } })],
    [
      'native',
      native({
        type: 'interactive',
        interactive: {
          type: 'location_request_message',
          body: { text: 'อยู่ที่ไหนคะ' },
          action: { name: 'send_location' },
        },
      }),
    ],
  ],
  LINE: [
    ['sticker by its id', media('STICKER', { source: { id: '446/1988' } })],
    [
      'native',
      native({
        type: 'template',
        altText: 'ยืนยัน',
        template: {
          type: 'confirm',
          text: 'ยืนยันไหมคะ',
          actions: [
            { type: 'message', label: 'ค่ะ', text: 'ค่ะ' },
            { type: 'message', label: 'ไม่', text: 'ไม่' },
          ],
        },
      }),
    ],
  ],
  TELEGRAM: [
    ['sticker by its id', media('STICKER', { source: { id: 'CAACAgIAAxkBAAEBsticker' } })],
    [
      'native',
      native({ method: 'sendPoll', question: 'ร้อนหรือเย็น', options: [{ text: 'ร้อน' }, { text: 'เย็น' }] }),
    ],
  ],
}

function native(payload: Json): OutboundContent {
  return { kind: 'native', payload }
}

export function samplesFor(type: string): readonly Sample[] {
  return [...SAMPLES, ...(OWN_SAMPLES[type] ?? [])]
}
