import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { emptyPng, picture, upload, uploadForm } from '../support/files.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { waitFor } from '../support/wait.ts'

type Attempt = NonNullable<Parameters<typeof upload>[2]> & { bytes?: Buffer }

const PAGE = 'https://inbox.example.com'

describe('POST /media', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ PARLEY_CORS_ORIGINS: PAGE, PARLEY_MEDIA_MAX_BYTES: '2000000' })
  })
  afterAll(() => app?.stop())
  const spooled = () => readdir(app.app.storage.spoolDir)
  afterEach(() => waitFor(async () => (await spooled()).length === 0, { what: 'an empty spool' }))

  const stored = async () =>
    (await app.rows<{ n: number }>('SELECT count(*)::int AS n FROM stored_files'))[0]?.n
  const head = (headers: Record<string, string | number>) =>
    [
      'POST /media HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${app.demo.main.apiKey}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '\r\n',
    ].join('\r\n')
  const open = (): Socket => connect(Number(new URL(app.url).port), '127.0.0.1')

  test('takes the bare bytes and tells what they are', async () => {
    const bytes = await picture('png', 40, 30)
    const { status, file } = await upload(app, bytes, { name: 'รูปของลูกค้า.png' })
    expect(status).toBe(201)
    expect(file).toMatchObject({
      fileName: 'รูปของลูกค้า.png',
      mimeType: 'image/png',
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      width: 40,
      height: 30,
    })
    expect(new Date(file.keptUntil).getTime()).toBeGreaterThan(Date.now() + 29 * 24 * 3_600_000)
    const fetched = await fetch(file.url)
    expect(Buffer.from(await fetched.arrayBuffer()).equals(bytes)).toBe(true)
    expect((await fetch(file.thumbnailUrl ?? '')).headers.get('content-type')).toBe('image/webp')
    const { node } = await app.query<{ node: object }>(
      '{ node(id: "ID") { __typename ... on MediaFile { mimeType size sha256 width url } } }'.replace(
        'ID',
        file.id,
      ),
    )
    const { mimeType, size, sha256, width } = file
    expect(node).toMatchObject({ __typename: 'MediaFile', mimeType, size, sha256, width })
  })

  test('takes the bare bytes by whatever type they are called, as by curl of itself', async () => {
    const bytes = await picture('jpeg')
    const { status, file } = await upload(app, bytes, { type: 'application/x-www-form-urlencoded' })
    expect(status).toBe(201)
    expect(file).toMatchObject({ mimeType: 'image/jpeg', size: bytes.length })
  })

  test('takes a form with one file, whatever else is in it, and gives the same content the same id', async () => {
    const bytes = randomBytes(200_000)
    const form = new FormData()
    form.set('comment', 'for Malee')
    form.set('file', new Blob([bytes]), 'ใบเสนอราคา 😀.bin')
    const first = await uploadForm(app, form)
    expect(first).toMatchObject({ status: 201, file: { fileName: 'ใบเสนอราคา 😀.bin', size: 200_000 } })
    const again = await upload(app, bytes)
    expect(again.file.id).toBe(first.file.id)
  })

  test('keeps the last name that was given for a content', async () => {
    const bytes = randomBytes(70)
    const nameOf = async (id: string) =>
      (
        await app.query<{ node: { fileName: string | null } }>(
          `{ node(id: "${id}") { ... on MediaFile { fileName } } }`,
        )
      ).node.fileName
    const { file } = await upload(app, bytes, { name: '' })
    expect([file.fileName, await nameOf(file.id)]).toEqual(['file.bin', null])
    for (const [given, kept] of [
      ['../menu.bin', 'menu.bin'],
      ['', 'menu.bin'],
      ['price\u0000s \u{1F600}.bin', 'prices \u{1F600}.bin'],
    ] as const) {
      const again = await upload(app, bytes, { name: given })
      expect([again.file.id, again.file.fileName]).toEqual([file.id, kept])
      expect(await nameOf(file.id)).toBe(kept)
    }
  })

  test('another project sees nothing of it', async () => {
    const { file } = await upload(app, randomBytes(99))
    const { node } = await app.query<{ node: null }>(
      `{ node(id: "${file.id}") { id } }`,
      {},
      app.demo.other.apiKey,
    )
    expect(node).toBeNull()
  })

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\evil.txt', 'evil.txt'],
    ['a\u0000b\r\nSet-Cookie: x.txt', 'abSet-Cookie_ x.txt'],
    ['"quoted" <b>.png', '_quoted_ _b_.png'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['..', 'file.bin'],
    ['', 'file.bin'],
    [`${'😀'.repeat(200)}.pdf`, `${'😀'.repeat(96)}.pdf`],
  ])('makes a name that can be saved of %j', async (given, name) => {
    const { file } = await upload(app, randomBytes(50), { name: given })
    expect(file.fileName).toBe(name)
    const { status, headers } = await fetch(file.url)
    expect(status).toBe(200)
    expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''`)
    expect(headers.get('set-cookie')).toBeNull()
  })

  test.each([
    ['in UTF-8', Buffer.from('เมนู 100%.pdf').toString('latin1'), 'เมนู 100%.pdf'],
    ['in UTF-8 without a sign of it', Buffer.from('เมนู.pdf').toString('latin1'), 'เมนู.pdf'],
    ['percent-encoded', encodeURIComponent('เมนู 100%.pdf'), 'เมนู 100%.pdf'],
  ])('reads a name that its header carries %s', async (_how, header, name) => {
    const { file } = await upload(app, randomBytes(51), { headers: { 'x-file-name': header } })
    expect(file.fileName).toBe(name)
  })

  test.each<[string, number, string, Attempt]>([
    ['a key that nobody has', 401, 'UNAUTHENTICATED', { apiKey: 'pk_nobody' }],
    ['nothing', 422, 'FILE_EMPTY', { bytes: Buffer.alloc(0) }],
    ['more than is allowed', 413, 'FILE_TOO_LARGE', { bytes: Buffer.alloc(2_000_001) }],
    ['50 MB', 413, 'FILE_TOO_LARGE', { bytes: Buffer.alloc(50_000_000) }],
    ['a picture of 400 million pixels', 422, 'PICTURE_TOO_LARGE', { bytes: emptyPng(20_000, 20_000) }],
    [
      'half a picture',
      422,
      'PICTURE_BROKEN',
      { bytes: Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1') },
    ],
    ['a program', 415, 'FILE_TYPE_NOT_ALLOWED', { bytes: Buffer.from(`MZ${'x'.repeat(300)}`) }],
    ['other bytes than were told', 422, 'HASH_MISMATCH', { headers: { 'x-file-sha256': 'ab'.repeat(32) } }],
    ['packed bytes', 415, 'ENCODING_NOT_ALLOWED', { headers: { 'content-encoding': 'gzip' } }],
    ['another kind of form', 415, 'FORM_NOT_ALLOWED', { type: 'multipart/mixed; boundary=x' }],
    ['a form without a boundary', 400, 'MULTIPART_MALFORMED', { type: 'multipart/form-data' }],
    [
      'a form that is none',
      400,
      'NO_FILE',
      { type: 'multipart/form-data; boundary=x', bytes: Buffer.from('--x--\r\n') },
    ],
  ])(
    'refuses %s with %i %s and keeps nothing',
    async (_what, status, code, { bytes = randomBytes(10), ...options }) => {
      const before = await stored()
      const refused = await upload(app, bytes, options)
      expect(refused).toMatchObject({ status, error: { code } })
      expect(await stored()).toBe(before)
    },
  )

  test('tells the limit', async () => {
    const { error } = await upload(app, Buffer.alloc(2_000_001))
    expect(error.message).toContain('2000000')
  })

  test('refuses a form with two files, or without its end, and keeps neither', async () => {
    const before = await stored()
    const form = new FormData()
    form.append('file', new Blob([randomBytes(70_000)]), 'one.bin')
    form.append('file', new Blob([randomBytes(70_000)]), 'two.bin')
    expect(await uploadForm(app, form)).toMatchObject({ status: 400, error: { code: 'TWO_FILES' } })
    const cut = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nHello, this is'
    const answer = await upload(app, Buffer.from(cut), { type: 'multipart/form-data; boundary=x' })
    expect(answer).toMatchObject({ status: 400, error: { code: 'MULTIPART_MALFORMED' } })
    expect(await stored()).toBe(before)
  })

  test('tells a client that asks first, before it sends', async () => {
    const refused = open()
    refused.write(head({ 'content-length': 900_000_000, expect: '100-continue' }))
    await waitFor(() => refused.bytesRead > 0)
    refused.end()
    const answer = await text(refused)
    expect(answer).toMatch(/^HTTP\/1\.1 413/)
    const taken = open()
    taken.write(head({ 'content-length': 5, expect: '100-continue', connection: 'close' }))
    await waitFor(() => taken.bytesRead > 0)
    taken.write('Hello')
    expect(await text(taken)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201/)
  })

  test('stops at the limit of a body without end', async () => {
    const socket = open()
    socket.on('error', () => undefined)
    socket.write(head({ 'transfer-encoding': 'chunked' }))
    const block = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536), Buffer.from('\r\n')])
    const pump = () => {
      while (socket.writable && socket.write(block));
    }
    socket.on('drain', pump)
    pump()
    const answer = await text(socket).catch(() => '')
    expect(answer).toMatch(/^HTTP\/1\.1 413/)
  })

  test('keeps nothing of an upload that its sender breaks off', async () => {
    const before = await stored()
    const socket = open()
    socket.write(head({ 'content-length': 1_000_000 }))
    socket.write(Buffer.alloc(300_000))
    await waitFor(async () => (await spooled()).length > 0)
    socket.destroy()
    await waitFor(async () => (await spooled()).length === 0)
    expect(await stored()).toBe(before)
  })

  test('takes eight at once of a key and asks the ninth to come again', async () => {
    const sockets = Array.from({ length: 8 }, open)
    for (const socket of sockets) socket.write(`${head({ 'content-length': 10, connection: 'close' })}12345`)
    await waitFor(async () => (await spooled()).length === 8)
    const ninth = await upload(app, randomBytes(10))
    expect(ninth).toMatchObject({ status: 429, error: { code: 'TOO_MANY_UPLOADS' } })
    expect(Number(ninth.headers.get('retry-after'))).toBeGreaterThan(0)
    for (const socket of sockets) socket.write('67890')
    for (const socket of sockets) expect(await text(socket)).toMatch(/^HTTP\/1\.1 201/)
    expect((await upload(app, randomBytes(10))).status).toBe(201)
  })

  test('lets pages of the allowed origins upload, and no others', async () => {
    const ask = (origin: string) =>
      fetch(`${app.url}/media`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      })
    const allowed = await ask(PAGE)
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe(PAGE)
    // A member of several projects names the one that the file is for.
    for (const header of ['x-file-name', 'x-parley-project', 'x-request-id'])
      expect(allowed.headers.get('access-control-allow-headers')).toContain(header)
    expect((await ask('https://other.example.com')).headers.get('access-control-allow-origin')).toBeNull()
    const refused = await upload(app, Buffer.alloc(0), { headers: { origin: PAGE } })
    expect(refused.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(refused.headers.get('access-control-expose-headers')).toContain('x-request-id')
  })

  test.each(['GET', 'HEAD', 'PUT', 'DELETE'])('answers 405 to %s', async (method) => {
    const { status, headers } = await fetch(`${app.url}/media`, { method })
    expect(status).toBe(405)
    expect(headers.get('allow')).toBe('POST, OPTIONS')
  })
})
