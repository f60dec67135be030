import { createHash } from 'node:crypto'
import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import { Customers } from '../support/customers.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

const MOST_BYTES = 1_000_000

let app: TestApp
let customers: Customers
beforeAll(async () => {
  app = await startTestApp({ PARLEY_MEDIA_MAX_BYTES: String(MOST_BYTES) }, { simulated: true })
  customers = new Customers(app)
})
afterEach(() => customers.unfault())
afterAll(() => app?.stop())

const NETWORKS = channels.map((channel) => channel.type)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const picture = () => {
  const bytes = customers.fileOf('image', 5000)
  return { bytes, content: { type: 'image', data: bytes.toString('base64') } }
}
const storedFiles = async () =>
  (await app.rows<{ n: number }>('SELECT count(*)::int AS n FROM stored_files'))[0]?.n

const FAULTS = ['cutOff', 'error500', 'rateLimit', 'drop', 'refuseConnection']
/** All of them where a file costs two calls, and each of the others on a network of its own: each waits for seconds. */
const STRUCK = [
  ...FAULTS.map((fault) => ['WHATSAPP', fault]),
  ...NETWORKS.filter((type) => type !== 'WHATSAPP').map((type, n) => [type, FAULTS[n]]),
] as [string, string][]

test.each(STRUCK)('%s is asked again after %s, and the file is stored once', async (type, fault) => {
  await customers.fault(fault, type, { times: 2, retryAfter: 1 })
  const { bytes, content } = picture()
  const { messageId } = await customers.send(type, content)
  const row = await customers.settled(messageId)
  expect(row).toMatchObject({ state: 'STORED', sha256: sha256(bytes), error: null })
  expect(row.copy_tries).toBeGreaterThan(1)
})

describe.each(NETWORKS)('%s', (type) => {
  test('a redirect to a private address is refused, and nobody is connected to', async () => {
    let connections = 0
    const inside = createServer((_request, response) => response.end('a secret of the inside'))
    inside.on('connection', () => {
      connections += 1
    })
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
    const location = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/`
    await customers.fault('redirect', type, { location })
    const { messageId } = await customers.send(type, picture().content)
    const row = await customers.settled(messageId)
    expect(row).toMatchObject({ state: 'FAILED', error: expect.stringMatching(/port|private/) })
    await customers.fault('redirect', type, { location: 'http://169.254.169.254/latest/meta-data/' })
    const other = await customers.settled((await customers.send(type, picture().content)).messageId)
    expect(other).toMatchObject({ state: 'FAILED', error: expect.stringContaining('private') })
    expect(connections).toBe(0)
    await new Promise((resolve) => inside.close(resolve))
  })

  test('an endless file ends at the limit and leaves nothing behind', async () => {
    const before = await storedFiles()
    await customers.fault('endless', type)
    const { messageId } = await customers.send(type, picture().content)
    expect(await customers.settled(messageId)).toMatchObject({
      state: 'FAILED',
      error: expect.stringContaining(String(MOST_BYTES)),
    })
    expect(await storedFiles()).toBe(before)
  })

  test('a file above the limit fails with its size and the limit', async () => {
    await customers.fault('tooLarge', type)
    const { messageId } = await customers.send(type, picture().content)
    expect(await customers.settled(messageId)).toMatchObject({
      state: 'FAILED',
      error: expect.stringMatching(/10000000000 bytes.*1000000 bytes/),
    })
  })

  test('a compressed answer is refused', async () => {
    await customers.fault('compressed', type)
    const { messageId } = await customers.send(type, picture().content)
    expect(await customers.settled(messageId)).toMatchObject({
      state: 'FAILED',
      error: expect.stringContaining('compressed'),
    })
  })

  test('what it says of the type counts for nothing: the bytes tell', async () => {
    await customers.fault('wrongType', type)
    const bytes = await sharp({ create: { width: 3, height: 2, channels: 3, background: '#fa0' } })
      .png()
      .toBuffer()
    const { messageId } = await customers.send(type, { type: 'image', data: bytes.toString('base64') })
    expect(await customers.settled(messageId)).toMatchObject({
      state: 'STORED',
      mime_type: 'image/png',
      width: 3,
    })
  })

  test('a token that is refused ends as FAILED and says what to do', async () => {
    await app.sim('/faults', { fault: 'expiredToken', network: type, operation: 'downloadMedia' })
    await app.sim('/faults', { fault: 'expiredToken', network: type, operation: 'readMedia' })
    const { messageId } = await customers.send(type, picture().content)
    const row = await customers.settled(messageId)
    expect(row.state).toMatch(/FAILED|EXPIRED/)
    expect(row.error).toMatch(/token|no longer|refuses/)
  })
})

describe('a link that has expired', () => {
  test.each(['LINE', 'FACEBOOK', 'INSTAGRAM'].filter((type) => NETWORKS.some((one) => one === type)))(
    'is the end of a file on %s: EXPIRED',
    async (type) => {
      await customers.fault('expiredLink', type)
      const { messageId } = await customers.send(type, picture().content)
      expect(await customers.settled(messageId)).toMatchObject({
        state: 'EXPIRED',
        error: expect.stringContaining('no longer'),
      })
    },
  )

  test.each(['WHATSAPP', 'TELEGRAM'])('leads %s back to the id, and the file is stored', async (type) => {
    await customers.fault('expiredLink', type, { times: 2 })
    const { bytes, content } = picture()
    const { messageId } = await customers.send(type, content)
    expect(await customers.settled(messageId)).toMatchObject({ state: 'STORED', sha256: sha256(bytes) })
  })

  test('of an id that is gone is EXPIRED', async () => {
    await app.sim('/faults', { fault: 'expiredLink', network: 'WHATSAPP', operation: 'readMedia' })
    const { messageId } = await customers.send('WHATSAPP', picture().content)
    expect(await customers.settled(messageId)).toMatchObject({ state: 'EXPIRED' })
  })

  test('of Meta runs out by itself, with the time', async () => {
    await customers.fault('error500', 'FACEBOOK')
    const { messageId } = await customers.send('FACEBOOK', picture().content)
    await expect.poll(async () => (await customers.attachment(messageId)).error).toContain('500')
    await app.sim('/clock', { advanceMs: 25 * 3_600_000 })
    await customers.unfault()
    expect(await customers.settled(messageId)).toMatchObject({ state: 'EXPIRED' })
  })
})

describe('bytes that are others than the network told', () => {
  test('are fetched again, and stored when they are right', async () => {
    await customers.fault('changedBytes', 'WHATSAPP', { times: 1 })
    const { bytes, content } = picture()
    const { messageId } = await customers.send('WHATSAPP', content)
    expect(await customers.settled(messageId)).toMatchObject({ state: 'STORED', sha256: sha256(bytes) })
  })

  test('end as FAILED after a few tries', async () => {
    await customers.fault('changedBytes', 'WHATSAPP')
    const { messageId } = await customers.send('WHATSAPP', picture().content)
    const row = await customers.settled(messageId)
    expect(row).toMatchObject({
      state: 'FAILED',
      error: expect.stringMatching(/Given up after 4 tries.*SHA-256/),
    })
  })
})

test('a storage that takes nothing costs no try: the file is stored once it does', async () => {
  const folder = join(app.dataDir, 'files', app.demo.main.projectId)
  await rename(folder, `${folder}.away`)
  await writeFile(folder, 'in the way')
  const { bytes, content } = picture()
  const { messageId } = await customers.send('TELEGRAM', content)
  await expect
    .poll(async () => (await customers.attachment(messageId)).error, { timeout: 10_000 })
    .toContain('could not be stored')
  expect(await customers.attachment(messageId)).toMatchObject({ state: 'PENDING', copy_tries: 0 })
  expect(await readdir(app.app.storage.spoolDir)).toEqual([])
  await rm(folder)
  await rename(`${folder}.away`, folder)
  await customers.hurry(messageId)
  expect(await customers.settled(messageId)).toMatchObject({ state: 'STORED', sha256: sha256(bytes) })
})

describe('a platform', () => {
  test('that is switched off ends the copy as FAILED with its reason', async () => {
    await customers.fault('error500', 'LINE')
    const { messageId } = await customers.send('LINE', picture().content)
    await expect.poll(async () => (await customers.attachment(messageId)).error).toContain('500')
    const platform = app.platform('LINE').uuid
    await app.rows(`UPDATE platforms SET is_active = false WHERE id = '${platform}'`)
    await customers.unfault()
    const row = await customers.settled(messageId)
    await app.rows(`UPDATE platforms SET is_active = true WHERE id = '${platform}'`)
    expect(row).toMatchObject({ state: 'FAILED', error: expect.stringContaining('switched off') })
  })

  test('without credentials ends the copy as FAILED with its reason', async () => {
    await customers.fault('error500', 'LINE')
    const { messageId } = await customers.send('LINE', picture().content)
    await expect.poll(async () => (await customers.attachment(messageId)).error).toContain('500')
    const platform = app.platform('LINE').uuid
    await app.rows(
      `CREATE TABLE kept AS SELECT credentials_encrypted FROM platforms WHERE id = '${platform}'`,
    )
    await app.rows(`UPDATE platforms SET credentials_encrypted = NULL WHERE id = '${platform}'`)
    await customers.unfault()
    const row = await customers.settled(messageId)
    await app.rows(
      `UPDATE platforms SET credentials_encrypted = (SELECT credentials_encrypted FROM kept) WHERE id = '${platform}'`,
    )
    expect(row).toMatchObject({ state: 'FAILED', error: expect.stringContaining('no credentials') })
  })
})

describe('bad input', () => {
  const send = async (bytes: Buffer, mimeType: string, kind: string, fileName?: string) => {
    const mediaId = await customers.keep(bytes, mimeType)
    return await customers.send('WHATSAPP', {
      type: kind,
      mediaId,
      ...(fileName !== undefined && { fileName }),
    })
  }

  test('a file of 50 MB is refused with its size and the limit', async () => {
    const { messageId } = await send(Buffer.alloc(50_000_000, 1), 'application/pdf', 'file')
    expect(await customers.settled(messageId)).toMatchObject({
      state: 'FAILED',
      error: expect.stringMatching(/50000000 bytes.*1000000 bytes/),
    })
  })

  test('a picture of 20,000 × 20,000 pixels is kept as mere bytes, and is not unpacked', async () => {
    const bytes = hugePicture()
    expect(bytes.length).toBeLessThan(MOST_BYTES)
    const { messageId } = await send(bytes, 'image/png', 'image')
    const row = await customers.settled(messageId)
    expect(row).toMatchObject({
      state: 'STORED',
      sha256: sha256(bytes),
      mime_type: 'application/octet-stream',
      width: null,
    })
  })

  test('a page that calls itself a picture is never served as one, nor as a page', async () => {
    const bytes = Buffer.concat([Buffer.from('GIF89a/*'), Buffer.from('*/=1;<script>alert(1)</script>')])
    const { messageId } = await send(bytes, 'image/png', 'image')
    const row = await customers.settled(messageId)
    expect(row.state).toBe('STORED')
    expect(row.mime_type).not.toMatch(/html|script|svg|png/)
  })

  test('an empty file fails', async () => {
    const { messageId } = await customers.send('WHATSAPP', { type: 'file', data: '', mimeType: 'text/plain' })
    expect(await customers.settled(messageId)).toMatchObject({ state: 'FAILED' })
  })

  test.each(['../../etc/passwd', 'a\u0000b.pdf', '\ud800.pdf', 'CON', `${'x'.repeat(5000)}.pdf`])(
    'the name %j of a file is only a name',
    async (fileName) => {
      const bytes = customers.fileOf('file')
      const { messageId } = await send(bytes, 'application/pdf', 'file', fileName)
      const row = await customers.settled(messageId)
      expect(row).toMatchObject({ state: 'STORED', sha256: sha256(bytes) })
      expect(row.file_name).not.toContain('\u0000')
    },
  )
})

/** A real PNG of one bit per pixel: 50 MB when unpacked, and a few KB packed. */
function hugePicture(): Buffer {
  const side = 20_000
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const framed = Buffer.alloc(body.length + 8)
    framed.writeUInt32BE(data.length, 0)
    body.copy(framed, 4)
    framed.writeUInt32BE(crc32(body), framed.length - 4)
    return framed
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0], 8)
  const rows = deflateSync(Buffer.alloc((1 + side / 8) * side))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
