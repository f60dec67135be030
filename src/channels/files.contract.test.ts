/** What holds for every network that is given files: a new one gets this suite by its line in `index.ts`. */
import { describe, expect, it } from 'vitest'
import type { Channel } from './channel.ts'
import { channels } from './index.ts'
import type { FilePlace } from './media.ts'
import type { FileReference, MediaType, NativeRequest, Recipient } from './outbound.ts'
import { deepFrozen, NONSENSE, TOKEN } from './shared/fixtures/outbound.ts'

const KINDS: readonly MediaType[] = ['IMAGE', 'VIDEO', 'AUDIO', 'FILE', 'STICKER']
const PLACES: readonly FilePlace[] = ['MEDIA', 'PICTURE']
const TYPES = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/quicktime',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg; codecs=opus',
  'application/pdf',
  'application/zip',
  'application/octet-stream',
  'text/plain',
]
const SIZES = [1, 300_000, 6 * 1024 ** 2, 30 * 1024 ** 2, 120 * 1024 ** 2, 5 * 1024 ** 3]
const ID = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0009'

const file = (mimeType: string, size = 1000): FileReference => ({ id: ID, mimeType, size })

const given = channels.flatMap((channel: Channel) => {
  const { name, files, outbound } = channel
  return files && outbound ? [{ name, channel, files, outbound }] : []
})

it('runs over all that can send', () => {
  expect(given.map(({ name }) => name)).toEqual(['Facebook', 'Instagram', 'WhatsApp', 'LINE', 'Telegram'])
})

describe.each(given)('$name', ({ channel, files, outbound }) => {
  const account = { externalId: channel.samples.account }
  const customerId = channel.samples.customerId(7)
  const person: Recipient = { thread: { type: 'PRIVATE', externalId: customerId }, customerId }
  const names = channel.type === 'FACEBOOK' ? /Facebook|Messenger/ : new RegExp(channel.name)

  it.each(KINDS)('takes a file as %s, or refuses it by name and number', (as) => {
    for (const type of TYPES)
      for (const size of SIZES)
        for (const place of PLACES) {
          const route = files.route(deepFrozen(file(type, size)), as, place, deepFrozen(person))
          if (route.ok) {
            expect(['UPLOAD', 'ATTACH', 'LINK']).toContain(route.by)
            expect(KINDS).toContain(route.as)
            if (route.by === 'UPLOAD') expect(files.upload).toBeDefined()
            // Cards are rendered with addresses: an id is nothing that could stand there.
            if (place === 'PICTURE') expect(route.by).not.toBe('UPLOAD')
            for (const loss of route.losses) expect(loss, 'a sentence').toMatch(/^\p{Lu}.*\s.*\.$/su)
          } else {
            expect(['INVALID_CONTENT', 'UNSUPPORTED_CONTENT']).toContain(route.error.code)
            expect(route.error.message).toMatch(names)
          }
        }
  })

  it('takes an ordinary picture, film, sound and document', () => {
    const ordinary = [
      ['IMAGE', 'image/jpeg'],
      ['VIDEO', 'video/mp4'],
      ['AUDIO', 'audio/mp4'],
      ['FILE', 'application/pdf'],
    ] as const
    for (const [as, type] of ordinary)
      expect(files.route(file(type, 500_000), as, 'MEDIA', person)).toMatchObject({
        ok: true,
        as,
        losses: [],
      })
    expect(files.route(file('image/png', 500_000), 'IMAGE', 'PICTURE', person)).toMatchObject({ ok: true })
  })

  it('takes no picture, film or sound of any size', () => {
    for (const [as, type] of [
      ['IMAGE', 'image/jpeg'],
      ['VIDEO', 'video/mp4'],
      ['AUDIO', 'audio/mp4'],
    ] as const) {
      const route = files.route(file(type, 5 * 1024 ** 3), as, 'MEDIA', person)
      expect(route).toMatchObject({
        ok: false,
        error: { message: expect.stringMatching(/\d+ MB.*\d+ bytes/) },
      })
    }
  })

  it('is a matter of what the file is, and not of how its type is written', () => {
    const [plain, loud] = ['audio/mpeg', 'Audio/MPEG; rate=44100'].map((type) =>
      files.route(file(type), 'AUDIO', 'MEDIA', person),
    )
    expect(loud?.ok).toBe(plain?.ok)
  })

  const { upload } = files
  if (upload)
    describe('an upload', () => {
      const request = upload.request(
        deepFrozen(file('application/pdf')),
        'FILE',
        'ใบเสนอราคา.pdf',
        deepFrozen(account),
      )

      it('is a well-formed call with one file, which carries no token before it is authorised', () => {
        expect(Object.keys(outbound.hosts)).toContain(request.host)
        expect(request.path).toMatch(/^\/[\x21-\x7e]*$/)
        expect(request.files).toMatchObject([
          { file: { id: ID, size: 1000 }, fileName: 'ใบเสนอราคา.pdf', field: expect.stringMatching(/^\w+$/) },
        ])
        expect(JSON.parse(JSON.stringify(request))).toStrictEqual(request)
        expect(JSON.stringify(request)).not.toContain(TOKEN)
        expect(outbound.authorize(deepFrozen(request), TOKEN).files).toEqual(request.files)
      })

      it('that is answered by nonsense has failed, with a class', () => {
        for (const body of [...NONSENSE, '<html>', null])
          for (const status of [200, 301, 400, 401, 404, 413, 429, 500, 503]) {
            const result = upload.read({ status, headers: {}, body })
            expect(result).toMatchObject({
              ok: false,
              error: { class: expect.stringMatching(/^[A-Z_]+$/), code: expect.stringMatching(/\S/) },
            })
          }
      })

      it('that must be waited for says how long', () => {
        expect(upload.read({ status: 429, headers: { 'retry-after': '7' }, body: null })).toMatchObject({
          error: { class: 'RATE_LIMITED', retryAfterMs: 7000 },
        })
      })
    })

  it('keeps no id that an answer does not tell', () => {
    const request: NativeRequest = {
      method: 'POST',
      host: 'api',
      path: '/sendPhoto',
      files: [{ field: 'photo', file: file('image/png'), fileName: 'a.png' }],
    }
    for (const body of NONSENSE)
      expect(files.kept?.({ status: 200, headers: {}, body }, request) ?? null).toBeNull()
  })

  it('takes for forgotten no file of a call that may have been taken, waits, or needs a person', () => {
    for (const name of ['AUTH_EXPIRED', 'PERMISSION', 'RATE_LIMITED', 'TRANSIENT', 'WINDOW_CLOSED'] as const)
      expect(files.forgotten?.({ class: name, code: '190', message: 'wrong' }) ?? false).toBe(false)
  })
})

describe('Telegram', () => {
  const { files } = channels.find(({ type }) => type === 'TELEGRAM') as Channel
  const request: NativeRequest = {
    method: 'POST',
    host: 'api',
    path: '/sendPhoto',
    files: [{ field: 'photo', file: file('image/png'), fileName: 'a.png' }],
  }
  const answer = (result: object) => ({ status: 200, headers: {}, body: { ok: true, result } as never })

  it('names a photo by its largest size, and anything else by the field that it went in', () => {
    const sizes = [
      { file_id: 'small', width: 90, height: 68 },
      { file_id: 'large', width: 1280, height: 960 },
      { file_id: 'middle', width: 320, height: 240 },
    ]
    expect(files?.kept?.(answer({ photo: sizes }), request)).toBe('large')
    expect(files?.kept?.(answer({ document: { file_id: 'd' } }), request)).toBeNull()
  })

  it.each([
    ['IMAGE', 'image/gif', 1000, 0],
    ['IMAGE', 'image/png', 11 * 1024 ** 2, 1],
    ['VIDEO', 'video/quicktime', 1000, 1],
    ['AUDIO', 'audio/ogg', 1000, 1],
  ] as const)('sends %s of %s as a file', (as, type, size, losses) => {
    const thread = { type: 'PRIVATE', externalId: '7' } as const
    const route = files?.route(file(type, size), as, 'MEDIA', { thread, customerId: '7' })
    expect(route).toMatchObject({ ok: true, as: 'FILE', by: 'ATTACH' })
    expect(route?.ok && route.losses).toHaveLength(losses)
  })
})
