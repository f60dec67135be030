import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedDemo } from '../../src/demo/seed.ts'
import { Database } from '../../src/infra/database.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { openVault } from '../../src/infra/vault.ts'
import { ParleyProcess } from '../faults/support/parley-process.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'

const MB = 1_000_000
// PARLEY_FLOOD=full sends a gigabyte.
const UPLOADS = process.env.PARLEY_FLOOD === 'full' ? 20 : 8
const SIZE = 50 * MB
const AT_ONCE = 8
/** Buffers of eight streams, and what the collector has not taken back yet. */
const MOST_GROWTH = 200 * MB

let testDatabase: TestDatabase
let parley: ParleyProcess
let dataDir: string
let url: string
let apiKey: string
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'parley-memory-'))
  const logger = createLogger('silent')
  const database = new Database({ url: testDatabase.url, pgbouncer: false, logger, maxConnections: 2 })
  apiKey = (await seedDemo(database, openVault(undefined, dataDir), undefined)).main.apiKey
  await database.close()
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  const environment = { PORT: String(port), DATABASE_URL: testDatabase.url, PARLEY_DATA_DIR: dataDir }
  parley = new ParleyProcess({ ...environment, PARLEY_DEMO: '0' })
  await parley.start()
})
afterAll(async () => {
  await parley?.stop()
  await testDatabase?.drop()
  await rm(dataDir, { recursive: true, force: true })
})

/** The most memory that the process has ever had, or has now. */
function memory(line: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${parley.pid}/status`, 'utf8')
  return Number(new RegExp(`${line}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024
}

/** Different each, and never as a whole in the memory of the test either. */
function* content(): Generator<Buffer> {
  yield randomBytes(16)
  const block = Buffer.alloc(MB, 'x')
  for (let sent = MB; sent < SIZE; sent += MB) yield block
}

async function uploadOne(): Promise<string> {
  const response = await fetch(`${url}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/octet-stream' },
    body: Readable.from(content()) as unknown as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  expect(response.status).toBe(201)
  return ((await response.json()) as { file: { url: string } }).file.url
}

test.skipIf(process.platform !== 'linux')(
  'uploads of 50 MB, eight at once, and their downloads take no more memory than a few buffers',
  async () => {
    await fetch(`${url}/ready`)
    const before = memory('VmRSS')
    let left = UPLOADS
    const links: string[] = []
    const lane = async () => {
      while (left > 0) {
        left -= 1
        links.push(await uploadOne())
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    const afterUploads = memory('VmHWM')
    for (const link of links.slice(0, 8))
      for await (const chunk of (await fetch(link)).body ?? []) expect(chunk.length).toBeGreaterThan(0)
    const growth = { up: (afterUploads - before) / MB, all: (memory('VmHWM') - before) / MB }
    console.log(
      `memory grew by ${Math.round(growth.up)} MB with uploads, ${Math.round(growth.all)} MB in all`,
    )
    expect(growth.all * MB).toBeLessThan(MOST_GROWTH)
  },
  180_000,
)
