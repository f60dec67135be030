import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { openStorage } from '../../src/infra/open-storage.ts'
import type { Storage } from '../../src/infra/storage.ts'
import { picture, upload } from '../support/files.ts'
import { startS3, type TestS3 } from '../support/s3.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

const logger = createLogger('silent')

describe('files in a bucket', () => {
  let s3: TestS3
  let storage: Storage
  let app: TestApp
  let folder: string
  const openWith = (environment: Record<string, string>) =>
    openStorage(
      readConfig({ PARLEY_DATA_DIR: folder, ...s3.environment, ...environment }).media.storage,
      logger,
    )
  beforeAll(async () => {
    s3 = await startS3()
    folder = await mkdtemp(join(tmpdir(), 'parley-spool-'))
    storage = await openWith({})
    app = await startTestApp(s3.environment)
  })
  afterAll(async () => {
    await app?.stop()
    storage?.close()
    await s3?.stop()
    await rm(folder, { recursive: true, force: true })
  })
  const put = async (key: string, bytes: Buffer) => {
    const path = join(folder, 'a-file')
    await writeFile(path, bytes)
    await storage.put(key, path, 'application/octet-stream')
  }

  test('are put, read in ranges, overwritten and removed', async () => {
    const bytes = randomBytes(3_000_000)
    expect(await storage.exists('a/b')).toBe(false)
    await put('a/b', bytes)
    expect(await storage.exists('a/b')).toBe(true)
    expect((await buffer(await storage.open('a/b'))).equals(bytes)).toBe(true)
    const part = await buffer(await storage.open('a/b', { start: 1000, end: 1999 }))
    expect(part.equals(bytes.subarray(1000, 2000))).toBe(true)
    await put('a/b', Buffer.from('other'))
    expect((await buffer(await storage.open('a/b'))).toString()).toBe('other')
    await storage.remove('a/b')
    await storage.remove('a/b')
    expect(await storage.exists('a/b')).toBe(false)
    await expect(storage.open('a/b')).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
  })

  test('go through uploads and links as those in a folder do', async () => {
    const bytes = await picture('png', 400, 300)
    const { status, file } = await upload(app, bytes)
    expect(status).toBe(201)
    const whole = await fetch(file.url)
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
    const part = await fetch(file.url, { headers: { range: 'bytes=5-9' } })
    expect(part.status).toBe(206)
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(5, 10))).toBe(true)
    expect((await fetch(file.thumbnailUrl ?? '')).status).toBe(200)
    expect(await (await fetch(`${app.url}/ready`)).json()).toMatchObject({ storage: 'ok' })
  })

  test.each([
    ['a key that nobody has', { PARLEY_S3_ACCESS_KEY_ID: 'NOBODY' }],
    ['a bucket that does not exist', { PARLEY_S3_BUCKET: 'nothing-here' }],
  ])('are refused at the start with %s', async (_what, environment) => {
    await expect(openWith(environment)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('PARLEY_S3_BUCKET'),
    })
  })

  test('are refused at the start where the server says that the secret is wrong, without telling it', async () => {
    const refusing = createServer((_request, response) => void response.writeHead(403).end())
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    const { port } = refusing.address() as AddressInfo
    const opening = openWith({
      PARLEY_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      PARLEY_S3_SECRET_ACCESS_KEY: 'a-wrong-one',
    })
    await expect(opening).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(opening).rejects.not.toThrow(/a-wrong-one/)
    await new Promise((resolve) => refusing.close(resolve))
  })

  test('that cannot be reached do not keep everything else from starting', async () => {
    const away = await openWith({ PARLEY_S3_ENDPOINT: 'http://127.0.0.1:9' })
    await expect(away.check()).rejects.toThrow()
    away.close()
  })

  test('need their whole configuration', () => {
    expect(() => readConfig({ PARLEY_STORAGE: 's3' })).toThrow(
      /PARLEY_S3_BUCKET.*\n.*PARLEY_S3_ACCESS_KEY_ID.*\n.*PARLEY_S3_SECRET_ACCESS_KEY/,
    )
  })
})
