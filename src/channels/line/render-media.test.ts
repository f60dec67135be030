import { describe, expect, it } from 'vitest'
import type { OutboundContent } from '../outbound.ts'
import { losses, messages, postback, refusal } from './fixtures/render.ts'

const PICTURE = 'https://shop.example/tea.jpg'

describe('a carousel', () => {
  const card = (title: string) => ({ title, buttons: [] })

  it('is one of bubbles, after its text', () => {
    const cards = [
      {
        title: 'Sencha',
        subtitle: 'Fresh',
        imageUrl: PICTURE,
        url: 'https://shop.example/1',
        buttons: [postback('Buy')],
      },
      card('Assam'),
    ]
    const [first, second] = messages({ kind: 'carousel', text: 'Our teas', cards })
    expect(first).toEqual({ type: 'text', text: 'Our teas' })
    expect(second).toMatchObject({ type: 'flex', altText: 'Sencha, Assam', contents: { type: 'carousel' } })
    expect(second.contents.contents).toMatchObject([
      {
        type: 'bubble',
        hero: { type: 'image', url: PICTURE },
        body: { contents: [{ text: 'Sencha' }, { text: 'Fresh' }] },
        footer: { contents: [{ type: 'button', action: { label: 'Buy' } }] },
        action: { type: 'uri', uri: 'https://shop.example/1' },
      },
      { type: 'bubble', body: { contents: [{ text: 'Assam' }] } },
    ])
    expect(second.contents.contents[1]).not.toHaveProperty('footer')
  })

  it('has twelve cards at most', () => {
    const cards = Array.from({ length: 13 }, (_, index) => card(`${index}`))
    expect(messages({ kind: 'carousel', cards: cards.slice(1) })).toHaveLength(1)
    expect(refusal({ kind: 'carousel', cards })).toEqual({
      code: 'INVALID_CONTENT',
      message: 'LINE takes at most 12 cards; there are 13.',
      path: 'carousel.cards',
    })
  })

  it('is refused with a picture that is not sent by https, a card without a title, or too much JSON', () => {
    expect(
      refusal({ kind: 'carousel', cards: [{ ...card('A'), imageUrl: 'http://a.example/a.jpg' }] }),
    ).toEqual({
      code: 'INVALID_CONTENT',
      message: 'LINE needs an https address here.',
      path: 'carousel.cards.0.imageUrl',
    })
    expect(refusal({ kind: 'carousel', cards: [card(' ')] })).toHaveProperty('path', 'carousel.cards.0.title')
    const long = Array.from({ length: 12 }, () => card('a'.repeat(4500)))
    expect(refusal({ kind: 'carousel', cards: long }).message).toContain('a carousel of up to 50000 bytes')
  })
})

describe('media', () => {
  const media = (type: 'IMAGE' | 'VIDEO' | 'AUDIO' | 'FILE' | 'STICKER', more = {}): OutboundContent => ({
    kind: 'media',
    type,
    source: { url: 'https://shop.example/file' },
    ...more,
  })

  it.each([
    [
      'an image is its own preview',
      media('IMAGE'),
      { type: 'image', previewImageUrl: 'https://shop.example/file' },
    ],
    [
      'an image has its preview',
      media('IMAGE', { previewUrl: PICTURE }),
      { type: 'image', previewImageUrl: PICTURE },
    ],
    [
      'a video has its preview',
      media('VIDEO', { previewUrl: PICTURE }),
      { type: 'video', previewImageUrl: PICTURE },
    ],
    ['a sound has its length', media('AUDIO', { duration: 4.8 }), { type: 'audio', duration: 4800 }],
  ])('%s', (_, content, expected) => {
    expect(messages(content)).toEqual([{ originalContentUrl: 'https://shop.example/file', ...expected }])
  })

  it('a sticker is named by both of its ids', () => {
    expect(messages(media('STICKER', { source: { id: '446/1988' } }))).toEqual([
      { type: 'sticker', packageId: '446', stickerId: '1988' },
    ])
  })

  it('a file is a link, and says so', () => {
    const content = media('FILE', { caption: 'The menu', fileName: 'menu.pdf' })
    expect(messages(content)).toEqual([
      { type: 'text', text: 'The menu\nmenu.pdf\nhttps://shop.example/file' },
    ])
    expect(losses(content)).toEqual(['LINE takes no files from accounts: the link to it is sent as text.'])
  })

  it('a caption follows as a message of its own, and says so', () => {
    const content = media('IMAGE', { caption: 'Fresh' })
    expect(messages(content)).toMatchObject([{ type: 'image' }, { type: 'text', text: 'Fresh' }])
    expect(losses(content)).toEqual(['LINE has no captions: the caption follows as a message of its own.'])
  })

  it.each([
    ['an http address', media('IMAGE', { source: { url: 'http://shop.example/a.jpg' } }), 'media.source.url'],
    [
      'an address over 2000',
      media('IMAGE', { source: { url: `https://a.example/${'a'.repeat(2000)}` } }),
      'media.source.url',
    ],
    ['a video without a preview', media('VIDEO'), 'media.previewUrl'],
    ['a sound without its length', media('AUDIO'), 'media.duration'],
    ['a sticker of one id', media('STICKER', { source: { id: '1988' } }), 'media.source'],
  ])('is refused with %s', (_, content, path) => {
    expect(refusal(content)).toMatchObject({ code: 'INVALID_CONTENT', path })
  })

  it.each([
    ['a file by id', media('IMAGE', { source: { id: '1' } })],
    ['a sticker by address', media('STICKER')],
  ])('lacks %s', (_, content) => {
    expect(refusal(content)).toMatchObject({ code: 'UNSUPPORTED_CONTENT', path: 'media.source' })
  })
})

describe('a place', () => {
  const place = { kind: 'location', latitude: 13.75, longitude: 100.5 } as const

  it('has a title and an address', () => {
    const content = { ...place, name: 'ตลาดน้อย', address: 'เจริญกรุง' }
    expect(messages(content)).toEqual([
      { type: 'location', title: 'ตลาดน้อย', address: 'เจริญกรุง', latitude: 13.75, longitude: 100.5 },
    ])
    expect(losses(content)).toEqual([])
  })

  it.each([
    [{ name: 'A' }, { title: 'A', address: '13.75, 100.5' }],
    [{ address: 'B' }, { title: 'B', address: 'B' }],
    [{}, { title: '13.75, 100.5', address: '13.75, 100.5' }],
  ])('of which only %j is known is filled, and says so', (known, words) => {
    expect(messages({ ...place, ...known })).toMatchObject([words])
    expect(losses({ ...place, ...known })).toHaveLength(1)
  })

  it('is refused with words over 100, or off the earth', () => {
    expect(refusal({ ...place, name: 'a'.repeat(101) })).toHaveProperty('path', 'location.name')
    expect(refusal({ ...place, address: 'a'.repeat(101) })).toHaveProperty('path', 'location.address')
    expect(refusal({ ...place, latitude: 91 })).toHaveProperty('path', 'location.latitude')
    expect(refusal({ ...place, longitude: Number.NaN })).toHaveProperty('path', 'location.longitude')
  })
})

it('a contact is a bubble that calls the number, and says that it cannot be saved', () => {
  const contact: OutboundContent = {
    kind: 'contact',
    name: 'มะลิ',
    phone: '02-123 4567',
    email: 'mali@shop.example',
    organization: 'ร้านชา',
  }
  const [message] = messages(contact)
  expect(message).toMatchObject({ type: 'flex', altText: 'มะลิ: 02-123 4567' })
  expect(message.contents.body.contents).toMatchObject([
    { text: 'มะลิ' },
    { text: 'ร้านชา' },
    { text: 'mali@shop.example' },
  ])
  expect(message.contents.footer.contents[0].action).toEqual({
    type: 'uri',
    label: '02-123 4567',
    uri: 'tel:021234567',
  })
  expect(losses(contact)).toHaveLength(1)
})
