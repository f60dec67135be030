import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedDemo } from '../../src/demo/seed.ts'
import { Database } from '../../src/infra/database.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { openVault } from '../../src/infra/vault.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { waitFor } from '../support/wait.ts'
import { ParleyProcess } from './support/parley-process.ts'

const HOUR_MS = 3_600_000

describe('a process that is killed while files come in', () => {
  let testDatabase: TestDatabase
  let database: Database
  let parley: ParleyProcess
  let dataDir: string
  let port: number
  let apiKey: string
  beforeAll(async () => {
    testDatabase = await createTestDatabase()
    dataDir = await mkdtemp(join(tmpdir(), 'parley-kills-'))
    database = new Database({
      url: testDatabase.url,
      pgbouncer: false,
      logger: createLogger('silent'),
      maxConnections: 2,
    })
    apiKey = (await seedDemo(database, openVault(undefined, dataDir), undefined)).main.apiKey
    port = await freePort()
    parley = new ParleyProcess({
      PORT: String(port),
      DATABASE_URL: testDatabase.url,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_DEMO: '0',
    })
    await parley.start()
  })
  afterAll(async () => {
    await parley?.stop()
    await database?.close()
    await testDatabase?.drop()
    await rm(dataDir, { recursive: true, force: true })
  })

  const post = (bytes: Buffer) =>
    fetch(`http://127.0.0.1:${port}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    })
  const spool = () => join(dataDir, 'files', '.spool')
  const rows = async () =>
    (await database.prisma.$queryRawUnsafe('SELECT id, state FROM stored_files')) as {
      id: string
      state: string
    }[]
  const objects = async () =>
    (await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('.spool'))
      .map((entry) => entry.name.replace('.thumbnail', ''))

  test('leaves of an upload in the middle only what the next start removes', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST /media HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKey}\r\ncontent-length: 10000000\r\n\r\n`,
    )
    socket.write(Buffer.alloc(5_000_000))
    await waitFor(async () => (await readdir(spool())).length === 1)
    await parley.kill()
    expect(await rows()).toEqual([])
    expect(await objects()).toEqual([])
    for (const name of await readdir(spool())) {
      const past = new Date(Date.now() - 2 * HOUR_MS)
      await utimes(join(spool(), name), past, past)
    }
    await parley.start()
    await waitFor(async () => (await readdir(spool())).length === 0)
  })

  test('at any moment: every object has a row, every row that says so has its bytes, and all can be sent again', async () => {
    const files = Array.from({ length: 12 }, () => randomBytes(1_500_000))
    for (let kill = 0; kill < 6; kill += 1) {
      const answers = files.map((bytes) =>
        post(bytes).then(
          (response) => response.status,
          () => 0,
        ),
      )
      const atLeast = (await rows()).length
      // Each time a little later in the life of the uploads.
      await waitFor(
        async () => (await readdir(spool())).length > kill || (await rows()).length > atLeast + kill,
        {
          every: 1,
          timeout: 3000,
        },
      ).catch(() => undefined)
      await parley.kill()
      await Promise.all(answers)
      const known = await rows()
      const kept = new Set(await objects())
      expect([...kept].filter((id) => !known.some((row) => row.id === id))).toEqual([])
      expect(known.filter((row) => row.state === 'STORED' && !kept.has(row.id))).toEqual([])
      await parley.start()
    }
    for (const bytes of files) expect((await post(bytes)).status).toBe(201)
    expect((await rows()).map((row) => row.state)).toEqual(Array(12).fill('STORED'))
  }, 120_000)
})
