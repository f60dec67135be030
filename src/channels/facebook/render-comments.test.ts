import { describe, expect, it } from 'vitest'
import type { OutboundContent } from '../outbound.ts'
import { renderingBy } from '../shared/fixtures/meta-rendering.ts'
import { render } from './render.ts'

const { comment } = renderingBy(render)

describe('in a public thread', () => {
  const below = (id: string) => ({ method: 'POST', host: 'api', path: `/v26.0/${id}/comments` })

  it('a text is a comment below the one it answers', () => {
    expect(comment({ kind: 'text', text: 'Thanks!' })).toEqual({
      ok: true,
      requests: [{ ...below('5200_610001'), body: { message: 'Thanks!' } }],
      losses: [],
    })
    expect(
      comment({ kind: 'text', text: 'Thanks!' }, { replyTo: { externalId: '5200_610002' } }),
    ).toMatchObject({
      requests: [below('5200_610002')],
    })
  })

  it('a long text is several comments, and an empty one none', () => {
    const long = comment({ kind: 'text', text: 'A sentence here. '.repeat(500) })
    expect(long).toMatchObject({ requests: [{}, {}] })
    expect(comment({ kind: 'text', text: '' })).toMatchObject({ path: 'text.text', code: 'INVALID_CONTENT' })
  })

  it('a picture is a comment with it', () => {
    const picture = { kind: 'media', type: 'IMAGE' } as const
    expect(comment({ ...picture, source: { url: 'https://x.example/a.jpg' }, caption: 'See' })).toEqual({
      ok: true,
      requests: [
        { ...below('5200_610001'), body: { attachment_url: 'https://x.example/a.jpg', message: 'See' } },
      ],
      losses: [],
    })
    expect(comment({ ...picture, source: { id: '99' } })).toMatchObject({
      requests: [{ body: { attachment_id: '99' } }],
    })
    expect(comment({ ...picture, source: { url: 'a.jpg' } })).toMatchObject({ path: 'media.source.url' })
  })

  it.each([
    { kind: 'quickReplies', text: 'x', replies: [{ label: 'a', payload: 'b' }] },
    { kind: 'media', type: 'VIDEO', source: { url: 'https://x.example/a.mp4' } },
    { kind: 'template', name: 'x', language: 'en', components: [] },
    { kind: 'native', payload: { text: 'x' } },
  ] as OutboundContent[])('$kind is refused, and a text or a picture offered', (content) => {
    expect(comment(content)).toEqual({
      code: 'UNSUPPORTED_CONTENT',
      path: content.kind,
      message: expect.stringMatching(
        /^A comment on Facebook cannot .* the nearest is a text or a picture\.$/,
      ),
    })
  })
})
