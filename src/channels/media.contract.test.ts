/** How files are had from every network: what holds for all, and then each network's own steps. */
import { describe, expect, it } from 'vitest'
import { channels } from './index.ts'
import type { ChannelMedia, MediaReference, MediaStep } from './media.ts'
import type { NativeRequest, NativeResponse } from './outbound.ts'

const ACCOUNT = { externalId: '109876543210987' }
const none: MediaReference = {
  type: 'FILE',
  externalId: null,
  url: null,
  mimeType: null,
  messageExternalId: 'm1',
}
const byId = { ...none, externalId: 'a b/../9' }
const byUrl = { ...none, url: 'https://cdn.example.com/a.jpg?sig=1' }
const answered = (status: number, body: NativeResponse['body'] = null, headers = {}): NativeResponse => ({
  status,
  headers,
  body,
})
const KINDS = ['ask', 'download', 'wait', 'expired', 'failed', 'external']
const asked: NativeRequest = { method: 'GET', host: 'api', path: '/' }

function mediaOf(type: string): ChannelMedia {
  const media = channels.find((channel) => channel.type === type)?.media
  if (!media) throw new Error(`${type} has no media`)
  return media
}

describe.each([...channels])('$name', ({ media, outbound }) => {
  it('has nothing to copy where there is neither an id nor an address', () => {
    expect(media.locate(none, ACCOUNT)).toEqual({ kind: 'external' })
  })

  it('begins with a step that its own hosts, or the address given, can take', () => {
    const first = [byId, byUrl].map((reference) => media.locate(reference, ACCOUNT))
    expect(first.some((step) => step.kind === 'ask' || step.kind === 'download')).toBe(true)
    for (const step of first)
      if ('request' in step) expect(Object.keys(outbound.hosts)).toContain(step.request.host)
  })

  it('escapes an id, so that it cannot leave its place in the path', () => {
    const step = media.locate(byId, ACCOUNT)
    if ('request' in step) expect(step.request.path).not.toMatch(/\.\.\/|a b/)
  })

  it.each([429, 500, 502, 503])('%i of a download passes: it is begun again', (status) => {
    const step = media.refused(answered(status, null, { 'retry-after': '7' }), byId)
    expect(step).toMatchObject({ kind: 'wait', afterMs: 7000 })
  })

  it.each([202, 302, 400, 401, 403, 404, 410, 413, 429, 500])('%i ends in a step with a reason', (status) => {
    for (const reference of [byId, byUrl])
      for (const step of [
        media.refused(answered(status), reference),
        media.next(answered(status, { error: 'x' }), asked, reference),
      ]) {
        expect(KINDS).toContain(step.kind)
        if ('reason' in step) expect(step.reason.length).toBeGreaterThan(10)
      }
  })

  it('never throws at an answer of another shape', () => {
    for (const body of [null, 'x', 1, [], {}, { ok: true }, { ok: true, result: null }, { url: 1 }])
      for (const status of [200, 404, 500])
        expect(KINDS).toContain(media.next(answered(status, body), asked, byId).kind)
  })

  it('a token that is refused needs a person, and is not tried again', () => {
    expect(media.refused(answered(401), byId).kind).toBe('failed')
  })
})

describe('WhatsApp', () => {
  const media = mediaOf('WHATSAPP')
  const graph = (code: number, error_subcode = 0) => ({
    error: { code, error_subcode, message: 'words' },
  })

  it('asks the id for an address, and fetches that with the token', () => {
    const step = media.locate({ ...none, externalId: '55' }, ACCOUNT)
    expect(step).toMatchObject({
      kind: 'ask',
      request: { path: '/v26.0/55?phone_number_id=109876543210987' },
    })
    const url = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=55'
    expect(media.next(answered(200, { url, sha256: 'ab' }), asked, byId)).toEqual({
      kind: 'download',
      url,
      withToken: true,
    })
    expect(media.tokenHosts).toEqual(['lookaside.fbsbx.com'])
  })

  it('an address that expired leads back to the id', () => {
    expect(media.refused(answered(404, graph(100, 33)), byId).kind).toBe('wait')
    expect(media.refused(answered(404), byUrl).kind).toBe('expired')
  })

  it.each<[string, number, NativeResponse['body'], MediaStep['kind']]>([
    ['gone', 404, graph(100, 33), 'expired'],
    ['gone, told as 400', 400, graph(100, 33), 'expired'],
    ['token expired', 401, graph(190, 463), 'failed'],
    ['not permitted', 403, graph(10), 'failed'],
    ['too many calls', 429, graph(130429), 'wait'],
    ['temporary', 500, graph(131016), 'wait'],
    ['wrong', 400, graph(100), 'failed'],
  ])('%s', (_what, status, body, kind) => {
    expect(media.next(answered(status, body), asked, byId).kind).toBe(kind)
  })
})

describe('Telegram', () => {
  const media = mediaOf('TELEGRAM')
  const refusal = (error_code: number, description: string, parameters = {}) =>
    answered(error_code, { ok: false, error_code, description, parameters })

  it('asks for a path, which lies behind the token', () => {
    const step = media.next(answered(200, { ok: true, result: { file_path: 'photos/a b.jpg' } }), asked, byId)
    expect(step).toMatchObject({ kind: 'download', request: { path: '/file/photos/a%20b.jpg' } })
    const { outbound } = channels.find((channel) => channel.type === 'TELEGRAM') ?? {}
    if (step.kind === 'download' && 'request' in step)
      expect(outbound?.authorize(step.request, '12:ab').path).toBe('/file/bot12:ab/photos/a%20b.jpg')
  })

  it('a path that leads elsewhere is refused', () => {
    const body = { ok: true, result: { file_path: '../../bot1/getMe' } }
    expect(media.next(answered(200, body), asked, byId).kind).toBe('failed')
  })

  it.each<[string, NativeResponse, MediaStep['kind']]>([
    ['too large', refusal(400, 'Bad Request: file is too big'), 'failed'],
    [
      'unavailable',
      refusal(400, 'Bad Request: wrong file_id or the file is temporarily unavailable'),
      'wait',
    ],
    ['unknown', refusal(400, 'Bad Request: invalid file_id'), 'expired'],
    ['bad token', refusal(401, 'Unauthorized'), 'failed'],
    ['flood', refusal(429, 'Too Many Requests', { retry_after: 9 }), 'wait'],
    ['fault', refusal(500, 'Internal Server Error'), 'wait'],
  ])('%s', (_what, answer, kind) => {
    const step = media.next(answer, asked, byId)
    expect(step.kind).toBe(kind)
    if (answer.status === 429) expect(step).toMatchObject({ afterMs: 9000 })
  })

  it('says that 20 MB are the limit', () => {
    expect(media.next(refusal(400, 'Bad Request: file is too big'), asked, byId)).toMatchObject({
      reason: expect.stringContaining('20 MB'),
    })
  })

  it('a link that expired is asked for again', () => {
    expect(media.refused(answered(404), byId).kind).toBe('wait')
  })
})

describe('LINE', () => {
  const media = mediaOf('LINE')
  const video = { ...none, type: 'VIDEO', externalId: '7' } as const

  it('fetches pictures and files at once, from the host of contents', () => {
    expect(media.locate({ ...none, type: 'IMAGE', externalId: '7' }, ACCOUNT)).toMatchObject({
      kind: 'download',
      request: { host: 'data', path: '/v2/bot/message/7/content' },
    })
  })

  it('asks first whether a film or a sound is prepared', () => {
    expect(media.locate(video, ACCOUNT)).toMatchObject({
      kind: 'ask',
      request: { path: '/v2/bot/message/7/content/transcoding' },
    })
    expect(media.next(answered(200, { status: 'processing' }), asked, video).kind).toBe('wait')
    expect(media.next(answered(200, { status: 'failed' }), asked, video).kind).toBe('failed')
    expect(media.next(answered(200, { status: 'succeeded' }), asked, video)).toMatchObject({
      kind: 'download',
      request: { host: 'data', path: '/v2/bot/message/7/content' },
    })
  })

  it('202 is a file that is being prepared, 404 and 410 one that is gone', () => {
    expect(media.refused(answered(202), video).kind).toBe('wait')
    for (const status of [404, 410]) {
      expect(media.refused(answered(status), video).kind).toBe('expired')
      expect(media.next(answered(status), asked, video).kind).toBe('expired')
    }
  })

  it('what an app sent from its own address is fetched there, without the token', () => {
    expect(media.locate(byUrl, ACCOUNT)).toEqual({ kind: 'download', url: byUrl.url, withToken: false })
  })
})

describe.each(['FACEBOOK', 'INSTAGRAM'])('%s', (type) => {
  const media = mediaOf(type)

  it.each([
    'https://scontent.xx.fbcdn.net/v/a.jpg?oe=1',
    'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1',
  ])('a file of the CDN is fetched without the token: %s', (url) => {
    expect(media.locate({ ...none, url }, ACCOUNT)).toEqual({ kind: 'download', url, withToken: false })
  })

  it.each([
    'https://www.facebook.com/reel/1',
    'https://www.instagram.com/p/1/',
    'https://instagram.com/reel/1',
    'https://m.me/shop',
  ])('a page for people is no file: %s', (url) => {
    expect(media.locate({ ...none, url }, ACCOUNT)).toEqual({ kind: 'external' })
  })

  it.each([403, 404, 410])('%i is a signature or a file that ran out', (status) => {
    expect(media.refused(answered(status), byUrl).kind).toBe('expired')
  })
})
