import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FileLinks } from '../../src/domain/media/file-links.ts'
import { keyOf } from '../../src/domain/media/object-keys.ts'
import { newId } from '../../src/infra/uuid.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { picture, type Uploaded, upload } from '../support/files.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

const PAGE = 'https://inbox.example.com'
const DAY = 86_400

describe('links to files', () => {
  let app: TestApp
  let photo: Uploaded
  let bytes: Buffer
  beforeAll(async () => {
    app = await startTestApp({ PARLEY_CORS_ORIGINS: PAGE })
    bytes = await picture('jpeg', 300, 200)
    photo = (await upload(app, bytes, { name: 'A photo.jpg' })).file
  })
  afterAll(() => app?.stop())

  const get = (headers: Record<string, string> = {}, url = photo.url, method = 'GET') =>
    fetch(url, { headers, method })
  const body = async (response: Response) => Buffer.from(await response.arrayBuffer())
  const rowId = (id: string) => Buffer.from(id, 'base64').toString().split(':')[1] ?? ''

  test('show a picture to pages of other origins, cached as long as the link holds, and run nothing', async () => {
    const response = await get({ origin: PAGE })
    expect(response.status).toBe(200)
    expect((await body(response)).equals(bytes)).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'access-control-allow-origin': PAGE,
      'content-disposition': `inline; filename="A photo.jpg"; filename*=UTF-8''A%20photo.jpg`,
      'content-length': String(bytes.length),
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'content-type': 'image/jpeg',
      'cross-origin-resource-policy': 'cross-origin',
      etag: `"${photo.sha256}"`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    const [, age] =
      /^private, max-age=(\d+), immutable$/.exec(response.headers.get('cache-control') ?? '') ?? []
    expect(Number(age)).toBeGreaterThan(DAY - 60)
    expect(Number(age)).toBeLessThanOrEqual(DAY + 3600)
  })

  test.each([
    ['bytes=0-9', 0, 10],
    ['bytes=100-', 100, undefined],
    ['bytes=-7', -7, undefined],
    ['bytes=5-99999999999999999999', 5, undefined],
    ['bytes=-99999999', 0, undefined],
  ])('give the part that is asked for: %s', async (range, start, end) => {
    const response = await get({ range })
    const part = bytes.subarray(start, end)
    const from = start < 0 ? bytes.length + start : start
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(
      `bytes ${from}-${from + part.length - 1}/${bytes.length}`,
    )
    expect((await body(response)).equals(part)).toBe(true)
  })

  test.each(['bytes=0-1,5-6', 'bytes=9-2', 'bytes=-', 'bytes=a-b', 'items=0-1', 'bytes=--5', 'bytes=1e3-'])(
    'give everything for what is no single range: %s',
    async (range) => {
      const response = await get({ range })
      expect(response.status).toBe(200)
      expect((await body(response)).length).toBe(bytes.length)
    },
  )

  test.each(['bytes=99999999-', 'bytes=-0', 'bytes=99999999999999999999999-'])(
    'say that there is no such part: %s',
    async (range) => {
      const response = await get({ range })
      expect(response.status).toBe(416)
      expect(response.headers.get('content-range')).toBe(`bytes */${bytes.length}`)
    },
  )

  test('know what the browser has, and whether its part is of the same file', async () => {
    const etag = `"${photo.sha256}"`
    expect((await get({ 'if-none-match': etag })).status).toBe(304)
    expect((await get({ 'if-none-match': `"other", W/${etag}` })).status).toBe(304)
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200)
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206)
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
  })

  test('answer HEAD without the bytes, and no other method', async () => {
    const head = await get({}, photo.url, 'HEAD')
    expect(head.status).toBe(200)
    expect(head.headers.get('content-length')).toBe(String(bytes.length))
    for (const range of ['bytes=0-9', 'bytes=99999999-'])
      expect((await get({ range }, photo.url, 'HEAD')).status).toBe(200)
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const refused = await get({ 'x-http-method-override': 'GET' }, photo.url, method)
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    }
  })

  test('are the same for about an hour, and hold for a day', async () => {
    let now = new Date('2026-03-01T10:10:00Z')
    const links = new FileLinks(app.vault, DAY, { now: () => now })
    const file = { projectId: app.demo.main.projectId, id: newId(), mimeType: 'image/png' }
    const first = links.to(file, 'a.png')
    now = new Date('2026-03-01T10:59:59Z')
    expect(links.to(file, 'a.png')).toBe(first)
    now = new Date('2026-03-01T11:00:00Z')
    expect(links.to(file, 'a.png')).not.toBe(first)
    const read = () => links.read(new URL(first, 'http://localhost'))
    now = new Date('2026-03-02T10:59:59Z')
    expect(read()).toMatchObject({ ok: true })
    now = new Date('2026-03-02T11:00:00Z')
    expect(read()).toEqual({ ok: false, reason: 'EXPIRED' })
  })

  test.each<[string, (url: URL) => void]>([
    [
      'another file',
      (url) => Object.assign(url, { pathname: url.pathname.replace(/[0-9a-f-]{36}/, newId()) }),
    ],
    ['another name', (url) => Object.assign(url, { pathname: url.pathname.replace('photo', 'page') })],
    ['another project', (url) => url.searchParams.set('project', app.demo.other.projectId)],
    ['a longer life', (url) => url.searchParams.set('expires', '9999999999')],
    ['the thumbnail', (url) => url.searchParams.set('size', 'thumbnail')],
    ['no signature', (url) => url.searchParams.delete('signature')],
    ['an empty signature', (url) => url.searchParams.set('signature', '')],
    ['half a signature', (url) => url.searchParams.set('signature', 'AAAA')],
    ['no project', (url) => url.searchParams.delete('project')],
  ])('are worth nothing when changed to %s', async (_what, change) => {
    const url = new URL(photo.url)
    change(url)
    expect((await get({}, url.href)).status).toBe(403)
  })

  test('say that they have expired', async () => {
    const links = new FileLinks(app.vault, DAY, { now: () => new Date(Date.now() - 3 * DAY * 1000) })
    const file = { projectId: app.demo.main.projectId, id: rowId(photo.id), mimeType: 'image/jpeg' }
    expect((await get({}, app.url + links.to(file, null))).status).toBe(410)
  })

  test('lead nowhere in another project, even when signed for it', async () => {
    const links = new FileLinks(app.vault, DAY, { now: () => new Date() })
    const file = { projectId: app.demo.other.projectId, id: rowId(photo.id), mimeType: 'image/jpeg' }
    expect((await get({}, app.url + links.to(file, null))).status).toBe(404)
  })

  test.each(['/media/x/y', '/media/../media/', `/media/${newId()}`, `/media/${newId()}/%zz`, '/media//'])(
    'that are none are not found: %s',
    async (path) => {
      expect((await get({}, app.url + path)).status).toBe(404)
    },
  )

  test('lead nowhere as soon as nothing uses the file and nobody wants it kept', async () => {
    const { file } = await upload(app, randomBytes(60))
    await app.rows(`UPDATE stored_files SET kept_until = NULL WHERE id = '${rowId(file.id)}'`)
    expect((await get({}, file.url)).status).toBe(404)
  })

  test('of attachments are told by the graph until the last message with the file is gone', async () => {
    const { file } = await upload(app, await picture('png', 500, 400))
    await app.write(app.platform('TELEGRAM'), { n: 1, text: 'With a picture' })
    await app.settled()
    const id = newId()
    await app.rows(`
      INSERT INTO attachments (project_id, id, message_id, position, type, state, file_id, file_name)
      SELECT project_id, '${id}', id, 0, 'IMAGE', 'STORED', '${rowId(file.id)}', 'menu.png'
      FROM messages WHERE project_id = '${app.demo.main.projectId}' LIMIT 1`)
    await app.rows(
      `UPDATE stored_files SET kept_until = NULL, unused_since = NULL WHERE id = '${rowId(file.id)}'`,
    )
    const ask = () =>
      app.query<{ node: { url: string; thumbnailUrl: string; sha256: string }; file: { id: string } | null }>(
        `{ node(id: "${toGlobalId('Attachment', id)}") { ... on Attachment { url thumbnailUrl sha256 } }
           file: node(id: "${file.id}") { id } }`,
      )
    const told = await ask()
    expect(told.file).toEqual({ id: file.id })
    expect(told.node.sha256).toBe(file.sha256)
    expect(new URL(told.node.url).pathname).toMatch(/\/menu\.png$/)
    for (const url of [told.node.url, told.node.thumbnailUrl]) expect((await get({}, url)).status).toBe(200)
    await app.rows(`DELETE FROM attachments WHERE id = '${id}'`)
    for (const url of [told.node.url, told.node.thumbnailUrl]) expect((await get({}, url)).status).toBe(404)
    expect((await ask()).file).toBeNull()
  })

  test('tell when the storage has lost what a row knows', async () => {
    const { file } = await upload(app, randomBytes(61))
    await app.app.storage.remove(keyOf({ projectId: app.demo.main.projectId, id: rowId(file.id) }))
    for (const headers of [{}, { range: 'bytes=0-9' }]) {
      const answer = await get(headers, file.url)
      expect({ status: answer.status, range: answer.headers.get('content-range') }).toEqual({
        status: 404,
        range: null,
      })
    }
  })

  test.each([
    ['a page', '<!doctype html><script>alert(1)</script>', 'text/html', 'application/octet-stream'],
    [
      'a drawing',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      'image/svg+xml',
      'application/octet-stream',
    ],
    ['words', 'Hello, สวัสดี\n', 'text/plain', 'application/octet-stream'],
    ['a table', 'a,b\n1,2\n3,4\n', 'text/csv', 'application/octet-stream'],
    ['a document', '%PDF-1.7\n<script>alert(1)</script>', 'application/pdf', 'application/pdf'],
    ['a page in Latin-1', '<html>caf\xe9', 'application/octet-stream', 'application/octet-stream'],
  ])('only ever save %s', async (_what, content, mimeType, servedAs) => {
    const { file } = await upload(app, Buffer.from(content, content.includes('\xe9') ? 'latin1' : 'utf8'), {
      name: 'picture.jpg',
      type: 'image/jpeg',
    })
    expect(file.mimeType).toBe(mimeType)
    const { headers } = await get({}, file.url)
    expect(headers.get('content-type')).toBe(servedAs)
    expect(headers.get('content-disposition')).toMatch(/^attachment/)
  })

  test('show what is two things at once as a picture and nothing else', async () => {
    const html = '<html><script>alert(document.domain)</script></html>'
    const files = [
      Buffer.concat([await picture('gif'), Buffer.from(html)]),
      Buffer.concat([await picture('jpeg'), Buffer.from('PK\x03\x04'), Buffer.from(html)]),
    ]
    for (const polyglot of files) {
      const { file } = await upload(app, polyglot, { name: 'page.html', type: 'text/html' })
      const { headers } = await get({ accept: 'text/html' }, file.url)
      expect(headers.get('content-type')).toMatch(/^image\/(gif|jpeg)$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain('sandbox')
      const thumbnail = await body(await get({}, file.thumbnailUrl ?? ''))
      expect(thumbnail.includes('script')).toBe(false)
    }
  })
})
