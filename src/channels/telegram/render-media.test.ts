import { describe, expect, it } from 'vitest'
import type { MediaType, OutboundContent } from '../outbound.ts'
import { calls, losses, refusal } from './fixtures/render.ts'

const URL_ = 'https://shop.example/file'

const media = (type: MediaType, more = {}): OutboundContent => ({
  kind: 'media',
  type,
  source: { url: URL_ },
  ...more,
})

describe('media', () => {
  it.each([
    ['IMAGE', 'sendPhoto', 'photo'],
    ['VIDEO', 'sendVideo', 'video'],
    ['AUDIO', 'sendAudio', 'audio'],
    ['FILE', 'sendDocument', 'document'],
  ] as const)('%s is fetched by %s, or known by id, with its caption', (type, method, field) => {
    expect(calls(media(type, { caption: 'Fresh' }))).toEqual([[method, { [field]: URL_, caption: 'Fresh' }]])
    expect(calls(media(type, { source: { id: 'BQACAgUAAxk' } }))).toEqual([
      [method, { [field]: 'BQACAgUAAxk' }],
    ])
    expect(losses(media(type, { caption: 'Fresh' }))).toEqual([])
  })

  it('has its length in whole seconds, and a video its picture', () => {
    const more = { duration: 4.8, previewUrl: 'https://shop.example/tea.jpg' }
    expect(calls(media('VIDEO', more))[0]?.[1]).toMatchObject({ duration: 5, cover: more.previewUrl })
    expect(calls(media('AUDIO', more))[0]?.[1]).toEqual({ audio: URL_, duration: 5 })
  })

  it('has what does not fit as a caption in a message of its own, and says so', () => {
    const caption = 'a'.repeat(1025)
    expect(calls(media('IMAGE', { caption }))).toEqual([
      ['sendPhoto', { photo: URL_ }],
      ['sendMessage', { text: caption }],
    ])
    expect(losses(media('IMAGE', { caption }))).toEqual([
      'Telegram takes captions of up to 1024 characters: the caption follows as a message of its own.',
    ])
    expect(calls(media('IMAGE', { caption: 'a'.repeat(1024) }))).toHaveLength(1)
  })

  it('a sticker has no caption', () => {
    expect(calls(media('STICKER', { caption: 'Hi' }))).toEqual([
      ['sendSticker', { sticker: URL_ }],
      ['sendMessage', { text: 'Hi' }],
    ])
    expect(losses(media('STICKER', { caption: 'Hi' }))).toHaveLength(1)
    expect(losses(media('STICKER'))).toEqual([])
  })

  it('a file is named by its address, and says so where that is another name', () => {
    const source = { url: 'https://shop.example/menu%20a.pdf' }
    expect(losses(media('FILE', { source, fileName: 'menu a.pdf' }))).toEqual([])
    expect(losses(media('FILE', { source, fileName: 'Menu.pdf' }))).toHaveLength(1)
  })

  it('a file that Telegram would not fetch is a link, and says so', () => {
    const content = media('FILE', { source: { url: 'https://shop.example/a.DOCX?v=1' }, caption: 'The menu' })
    expect(calls(content)).toEqual([['sendMessage', { text: 'The menu\nhttps://shop.example/a.DOCX?v=1' }]])
    expect(losses(content)).toHaveLength(1)
    expect(calls(media('FILE', { source: { url: 'https://shop.example/a.ZIP' } }))[0]?.[0]).toBe(
      'sendDocument',
    )
  })

  it.each([
    [
      'an address that is none',
      media('IMAGE', { source: { url: 'file:///etc/passwd' } }),
      'media.source.url',
    ],
    ['no address', media('IMAGE', { source: { url: 'tea.jpg' } }), 'media.source.url'],
    ['a preview without one', media('VIDEO', { previewUrl: 'x' }), 'media.previewUrl'],
  ])('is refused with %s', (_, content, path) => {
    expect(refusal(content)).toEqual({
      code: 'INVALID_CONTENT',
      message: 'Telegram needs an http or https address here.',
      path,
    })
  })
})
