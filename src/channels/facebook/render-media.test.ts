import { describe, expect, it } from 'vitest'
import { renderingBy } from '../shared/fixtures/meta-rendering.ts'
import { render } from './render.ts'

const { made, messages, losses } = renderingBy(render)

describe('media', () => {
  const url = 'https://x.example/file'

  it.each(['IMAGE', 'VIDEO', 'AUDIO', 'FILE'] as const)('%s is an attachment by its address', (type) => {
    expect(messages({ kind: 'media', type, source: { url } })).toEqual([
      { attachment: { type: type.toLowerCase(), payload: { url } } },
    ])
  })

  it('that Messenger has is named by its id', () => {
    expect(messages({ kind: 'media', type: 'IMAGE', source: { id: '1857' } })).toEqual([
      { attachment: { type: 'image', payload: { attachment_id: '1857' } } },
    ])
  })

  it('has its caption after it, and says what it loses', () => {
    const content = {
      kind: 'media',
      type: 'FILE',
      source: { url },
      caption: 'Menu',
      fileName: 'menu.pdf',
    } as const
    expect(messages(content)).toMatchObject([{ attachment: { type: 'file' } }, { text: 'Menu' }])
    expect(losses(content)).toEqual([
      'Messenger names the file after its address.',
      'Messenger shows no captions: it is a message of its own after the file.',
    ])
  })

  it('of a sticker is one of Messenger’s own by its id, and a picture otherwise', () => {
    const sticker = { kind: 'media', type: 'STICKER' } as const
    expect(messages({ ...sticker, source: { id: '369239263222822' } })).toEqual([
      { sticker_id: 369239263222822 },
    ])
    expect(messages({ ...sticker, source: { url } })).toMatchObject([{ attachment: { type: 'image' } }])
    expect(losses({ ...sticker, source: { url } })).toEqual([
      "Messenger has no stickers of one's own: it becomes a picture.",
    ])
  })

  it.each([
    [{ url: 'data:image/png;base64,AA' }, 'media.source.url'],
    [{ id: ' ' }, 'media.source.id'],
  ])('needs to be somewhere (%j)', (source, path) => {
    expect(made({ kind: 'media', type: 'IMAGE', source })).toMatchObject({ code: 'INVALID_CONTENT', path })
    expect(made({ kind: 'media', type: 'STICKER', source })).toMatchObject({ code: 'INVALID_CONTENT', path })
  })
})
