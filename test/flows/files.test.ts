import { createHash, randomBytes } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf, thumbnailKeyOf } from '../../src/domain/media/object-keys.ts'
import type { FileRefused, StoredFile } from '../../src/domain/media/stored-file.ts'
import { sweepFiles } from '../../src/domain/media/sweep-files.ts'
import { takeFile } from '../../src/domain/media/take-file.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { newId } from '../../src/infra/uuid.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

const MINUTES = 60_000

describe('the store of files', () => {
  let app: TestApp
  let project: string
  beforeAll(async () => {
    app = await startTestApp({ PARLEY_MEDIA_MAX_BYTES: '1000000' })
    project = app.demo.main.projectId
  })
  afterAll(() => app?.stop())

  const receive = (bytes: Buffer, options = {}) => app.app.files.receive(project, chunks(bytes), options)
  const sweep = () =>
    sweepFiles({ database: app.app.database, storage: app.app.storage, logger: createLogger('silent') })
  const read = async (file: StoredFile, range?: { start: number; end: number }) =>
    await buffer(await app.app.files.open(file, range))
  const later = async (id: string, minutes: number) =>
    void (await app.rows(
      `UPDATE stored_files SET unused_since = unused_since - interval '${minutes} minutes' WHERE id = '${id}'`,
    ))
  const rowOf = async (id: string) =>
    (
      await app.rows<{ state: string; unused_since: Date | null }>(
        `SELECT * FROM stored_files WHERE id = '${id}'`,
      )
    )[0]

  /** The app's own sweep may have been a little earlier. */
  const expectGone = (id: string) => expect.poll(() => rowOf(id), { timeout: 10_000 }).toBeUndefined()

  test('keeps the bytes, tells what they are, and reads them back in ranges', async () => {
    const bytes = randomBytes(300_000)
    const file = await receive(bytes)
    expect(file).toMatchObject({
      projectId: project,
      size: 300_000,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      mimeType: 'application/octet-stream',
      width: null,
      hasThumbnail: false,
      keptUntil: null,
    })
    expect((await read(file)).equals(bytes)).toBe(true)
    expect((await read(file, { start: 10, end: 19 })).equals(bytes.subarray(10, 20))).toBe(true)
    expect(await app.app.files.find(project, file.id)).toEqual(file)
    expect(await app.app.files.find(app.demo.other.projectId, file.id)).toBeNull()
  })

  test('measures pictures as they are seen and draws a thumbnail without what the camera noted', async () => {
    const photo = await sharp({ create: { width: 640, height: 400, channels: 3, background: 'red' } })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Artist: 'Somchai' } })
      .toBuffer()
    const file = await receive(photo)
    expect(file).toMatchObject({ mimeType: 'image/jpeg', width: 400, height: 640, hasThumbnail: true })
    const thumbnail = await sharp(
      await buffer((await app.app.files.openThumbnail(file)) as Readable),
    ).metadata()
    expect(thumbnail).toMatchObject({ format: 'webp', width: 200, height: 320 })
    expect(thumbnail.exif).toBeUndefined()
  })

  test('stores the same content of a project once, and of another project again', async () => {
    const bytes = randomBytes(5000)
    const until = new Date(Date.now() + 60 * MINUTES)
    const [first, second] = await Promise.all([receive(bytes), receive(bytes, { keptUntil: until })])
    expect(second?.id).toBe(first?.id)
    expect((await receive(bytes)).keptUntil).toEqual(until)
    const other = await app.app.files.receive(app.demo.other.projectId, chunks(bytes))
    expect(other.id).not.toBe(first?.id)
  })

  test.each([
    ['FILE_EMPTY', Buffer.alloc(0), {}],
    ['FILE_TOO_LARGE', randomBytes(1001), { maxBytes: 1000 }],
    ['FILE_TOO_LARGE', randomBytes(1_000_001), { maxBytes: 50_000_000 }],
    ['HASH_MISMATCH', randomBytes(100), { sha256: 'ab'.repeat(32) }],
    ['FILE_TYPE_NOT_ALLOWED', Buffer.concat([Buffer.from('MZ'), randomBytes(200)]), { toBeSent: true }],
    ['PICTURE_BROKEN', Buffer.from('\xff\xd8\xff\xe0 no picture', 'latin1'), { toBeSent: true }],
  ])('refuses with %s and leaves nothing behind', async (code, bytes, options) => {
    const before = await app.rows('SELECT id FROM stored_files')
    await expect(receive(bytes, options)).rejects.toMatchObject({ name: 'FileRefused', code } as FileRefused)
    expect(await app.rows('SELECT id FROM stored_files')).toEqual(before)
    expect(await readdir(app.app.storage.spoolDir)).toEqual([])
  })

  test("keeps a customer's broken picture as mere bytes", async () => {
    const file = await receive(Buffer.from('\xff\xd8\xff\xe0 no picture', 'latin1'))
    expect(file).toMatchObject({ mimeType: 'application/octet-stream', hasThumbnail: false })
  })

  test('takes the hash in hex and in base64', async () => {
    const bytes = randomBytes(100)
    const hash = createHash('sha256').update(bytes).digest()
    const told = [hash.toString('hex').toUpperCase(), hash.toString('base64'), hash.toString('base64url')]
    for (const sha256 of told) expect((await receive(bytes, { sha256 })).size).toBe(100)
  })

  test('stops at the limit of an endless source, and when it is told to', async () => {
    let given = 0
    const endless = async function* () {
      for (;;) {
        given += 65_536
        yield Buffer.alloc(65_536)
      }
    }
    await expect(app.app.files.receive(project, endless())).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
    expect(given).toBeLessThan(3_000_000)
    const stop = new AbortController()
    const silent = async function* () {
      yield Buffer.from('x')
      await new Promise(() => undefined)
    }
    const receiving = app.app.files.receive(project, silent(), { signal: stop.signal })
    stop.abort()
    await expect(receiving).rejects.toThrow(/abort/i)
    expect(await readdir(app.app.storage.spoolDir)).toEqual([])
  })

  test('removes what nothing uses a minute later, and not what is kept or used', async () => {
    const photo = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'blue' } })
      .png()
      .toBuffer()
    const unused = await receive(photo)
    const fresh = await receive(randomBytes(40))
    const kept = await receive(randomBytes(41), { keptUntil: new Date(Date.now() + 60 * MINUTES) })
    const used = await receive(randomBytes(42))
    const other = await attach(app, project, used)
    for (const file of [unused, kept, used]) await later(file.id, 30)
    await sweep()
    await expectGone(unused.id)
    expect(await app.app.storage.exists(keyOf(unused))).toBe(false)
    expect(await app.app.storage.exists(thumbnailKeyOf(unused))).toBe(false)
    for (const file of [fresh, kept, used]) expect((await read(file)).length).toBe(file.size)
    expect((await rowOf(used.id))?.unused_since).toBeNull()

    await app.rows(`DELETE FROM attachments WHERE id = '${other}'`)
    await later(used.id, 2)
    await sweep()
    await expectGone(used.id)
  })

  test('removes what two lost at the same moment, each of whom saw the other still using it', async () => {
    const file = await receive(randomBytes(43))
    const [first, second] = [await attach(app, project, file), await attach(app, project, file, 91)]
    await app.rows(`UPDATE stored_files SET unused_since = NULL WHERE id = '${file.id}'`)
    const remove = (id: string) => ({
      text: 'DELETE FROM attachments WHERE project_id = $1 AND id = $2',
      values: [project, id],
    })
    let others: Promise<unknown> | undefined
    await app.app.database.worker(async (transaction) => {
      await transaction.query(remove(first))
      let isDone = false
      others = app.app.database
        .worker((other) => other.query(remove(second)))
        .finally(() => {
          isDone = true
        })
      const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM attachments%'`
      await expect
        .poll(async () => isDone || (await app.rows(waits)).length > 0, { timeout: 10_000 })
        .toBe(true)
    })
    await others
    await later(file.id, 2)
    await sweep()
    await expectGone(file.id)
  })

  test('has back what the storage lost as soon as somebody brings it again', async () => {
    const bytes = randomBytes(76)
    const file = await receive(bytes)
    await app.app.storage.remove(keyOf(file))
    expect((await receive(bytes)).id).toBe(file.id)
    expect((await read(file)).equals(bytes)).toBe(true)
  })

  test('finishes what dead processes left: an upload after an hour, a removal after minutes', async () => {
    const bytes = randomBytes(77)
    const file = await receive(bytes)
    await app.rows(`UPDATE stored_files SET state = 'WRITING' WHERE id = '${file.id}'`)
    expect(await app.app.files.find(project, file.id)).toBeNull()
    const again = await receive(bytes)
    expect(again.id).toBe(file.id)
    expect((await read(again)).equals(bytes)).toBe(true)

    await app.rows(`UPDATE stored_files SET state = 'WRITING' WHERE id = '${file.id}'`)
    await later(file.id, 59)
    await sweep()
    expect(await rowOf(file.id)).toBeDefined()
    await later(file.id, 2)
    await sweep()
    await expectGone(file.id)
    expect(await app.app.storage.exists(keyOf(file))).toBe(false)

    const left = await receive(bytes)
    await app.rows(`UPDATE stored_files SET state = 'REMOVING' WHERE id = '${left.id}'`)
    const anew = await receive(bytes)
    expect(anew.id).not.toBe(left.id)
    await later(left.id, 6)
    await sweep()
    await expectGone(left.id)
    expect((await read(anew)).equals(bytes)).toBe(true)
  })

  test('whoever takes a file and whoever sweeps it wait for each other', async () => {
    const file = await receive(randomBytes(78))
    await later(file.id, 5)
    await app.app.database.worker(async (transaction) => {
      expect(await takeFile(transaction, project, file.id)).toBe(true)
      await sweep()
    })
    expect((await rowOf(file.id))?.state).toBe('STORED')
    const gone = await receive(randomBytes(79))
    await later(gone.id, 5)
    await sweep()
    const took = await app.app.database.worker((transaction) => takeFile(transaction, project, gone.id))
    expect(took).toBe(false)
  })

  test('shows its bytes to nobody else on the machine', async () => {
    const file = await receive(randomBytes(80))
    const folder = join(app.dataDir, 'files', project)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, file.id))).mode & 0o777).toBe(0o600)
  })
})

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

/** A message with the file, as the flows would store it. */
async function attach(app: TestApp, project: string, file: StoredFile, position = 90): Promise<string> {
  const id = newId()
  await app.write(app.platform('WHATSAPP'), { n: Date.now(), text: 'With a file' })
  await app.settled()
  await app.rows(`
    INSERT INTO attachments (project_id, id, message_id, position, type, state, file_id)
    SELECT project_id, '${id}', id, ${position}, 'FILE', 'STORED', '${file.id}' FROM messages WHERE project_id = '${project}' LIMIT 1`)
  return id
}
