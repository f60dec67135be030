import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkKeys } from '../../src/infra/key-check.ts'
import { keyUsage, rotateKeys } from '../../src/infra/key-rotation.ts'
import { boundTo, readSealedColumns } from '../../src/infra/sealed-columns.ts'
import { newId } from '../../src/infra/uuid.ts'
import { openVault, parseKeyRing, Vault } from '../../src/infra/vault.ts'
import { createTestDatabase, type TestDatabase, withClient } from '../support/database.ts'
import { plantTenant } from '../support/isolation/plant-tenant.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

const program = (name: string) => fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url))
const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const vaultOf = (...keys: string[]) => new Vault(parseKeyRing(keys.join(',')))

const OLD = newKey('k1')
const NEW = newKey('k2')

/** The keys that anything is still sealed with. */
async function keysInUse(url: string): Promise<string[]> {
  const usage = await keyUsage(url)
  return [...new Set(usage.flatMap(({ values }) => [...values.keys()]))].sort()
}

/** Events of the past, with their sealed payloads. */
async function plantEvents(url: string, vault: Vault, count: number): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query('SELECT id, project_id FROM platforms LIMIT 1')
    const ids = Array.from({ length: count }, newId)
    await client.query(
      `INSERT INTO inbound_events (project_id, id, platform_id, dedupe_key, status, result, kind, payload_encrypted, body_sha256, received_at)
       SELECT $1, id, $2, id::text, 'PROCESSED', 'APPLIED', 'message', envelope, sha256('x'), now()
       FROM unnest($3::uuid[], $4::bytea[]) w(id, envelope)`,
      [
        rows[0].project_id,
        rows[0].id,
        ids,
        ids.map((id) => vault.sealJson({ message: id }, boundTo('inbound_events', 'payload_encrypted', id))),
      ],
    )
  })
}

describe('rotating the keys while Parley serves', () => {
  const ROWS = 10_000
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({}, { vault: vaultOf(NEW, OLD) })
    await plantEvents(app.databaseUrl, vaultOf(OLD), ROWS)
    // What the demo has sealed, too: all stands as before the new key.
    await rotateKeys(app.databaseUrl, vaultOf(OLD, NEW))
  })
  afterAll(async () => {
    await app?.stop()
  })

  test('seals 10,000 rows again, and no webhook and no query fails', async () => {
    expect(await keysInUse(app.databaseUrl)).toEqual(['k1'])
    const failures: unknown[] = []
    let isOver = false
    const counts = { webhooks: 0, queries: 0 }
    const keep = async (work: () => Promise<unknown>) => {
      while (!isOver) await work().catch((error: unknown) => failures.push(error))
    }
    const write = async () => {
      counts.webhooks += 1
      await app.write(app.platform('WHATSAPP'), { n: counts.webhooks, text: 'meanwhile' })
    }
    const read = async () => {
      counts.queries += 1
      await app.query(`{ inboundEvents(first: 20) { edges { node { id payload } } }
        customers(first: 20) { edges { node { id phone } } } }`)
    }
    const serving = [keep(write), keep(write), keep(read), keep(read)]
    const seen: number[] = []
    const rotation = await rotateKeys(app.databaseUrl, vaultOf(NEW, OLD), ({ done, total }) => {
      seen.push(done / total)
    })
    isOver = true
    await Promise.all(serving)
    await app.settled()
    expect(failures).toEqual([])
    expect(rotation.failures).toEqual([])
    expect(rotation.done).toBeGreaterThanOrEqual(ROWS)
    expect(rotation.retired).toEqual(['k1'])
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(await keysInUse(app.databaseUrl)).toEqual(['k2'])
    const failed = await app.rows(`SELECT id FROM inbound_events WHERE status = 'FAILED'`)
    expect(failed).toEqual([])
    console.info(
      `rotation: ${rotation.done} rows in ${rotation.seconds.toFixed(1)} s beside ${counts.webhooks} webhooks and ${counts.queries} queries, 0 failures`,
    )
  })

  test('afterwards the new key alone opens all of it', async () => {
    await checkKeys(app.databaseUrl, vaultOf(NEW))
    const again = await rotateKeys(app.databaseUrl, vaultOf(newKey('k3'), NEW))
    expect(again.failures).toEqual([])
    expect(await keysInUse(app.databaseUrl)).toEqual(['k3'])
  })
})

describe('the command', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
    await withClient(database.url, (client) => plantTenant(client, vaultOf(OLD), 'one'))
  })
  afterAll(async () => {
    await database.drop()
  })

  const environment = (...keys: string[]) => ({
    PATH: '/usr/bin:/bin',
    DATABASE_URL: database.url,
    PARLEY_ENCRYPTION_KEYS: keys.join(','),
  })
  const run = (keys: string[], ...args: string[]) =>
    promisify(execFile)(process.execPath, [program('rotate-keys'), ...args], { env: environment(...keys) })

  test('does nothing with a key that no process has in front yet: those that serve could not read it', async () => {
    const refused = run([NEW, OLD])
    await expect(refused).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Restart them all'),
    })
    await checkKeys(database.url, vaultOf(OLD, NEW))
    await expect(run([NEW, OLD])).rejects.toMatchObject({ code: 1 })
    expect(await keysInUse(database.url)).toEqual(['k1'])
    await checkKeys(database.url, vaultOf(NEW, OLD))
  })

  test('says which keys hold what, every sealed column by its name', async () => {
    const { stdout } = await run([NEW, OLD], '--status')
    const sealed = await withClient(database.url, readSealedColumns)
    const columns = sealed.map(({ table, column }) => `${table}.${column}`)
    expect(columns).toEqual(
      expect.arrayContaining(['customers.phone_encrypted', 'invitations.email_encrypted']),
    )
    for (const column of columns) expect(stdout).toMatch(new RegExp(`^ *${column} +k1: 1$`, 'm'))
  })

  test('killed in the middle it goes on where it was, and two at once share the work', async () => {
    await plantEvents(database.url, vaultOf(OLD), 20_000)
    const first = spawn(process.execPath, [program('rotate-keys')], { env: environment(NEW, OLD) })
    await expect.poll(() => keysInUse(database.url), { timeout: 20_000, interval: 5 }).toEqual(['k1', 'k2'])
    first.kill('SIGKILL')
    await once(first, 'exit')
    expect(await keysInUse(database.url)).toEqual(['k1', 'k2'])
    const runs = await Promise.all([run([NEW, OLD]), run([NEW, OLD])])
    expect(runs[0]?.stdout).toMatch(/\d+\/\d+ \(\d+ %\), \d+\/s/)
    expect(await keysInUse(database.url)).toEqual(['k2'])
    const { stdout } = await run([NEW, OLD])
    expect(stdout).toContain('0 values are sealed with k2 now')
    expect(stdout).toContain('Nothing needs k1 any more')
  })

  test('tells of a value that cannot be opened, leaves it and does the others', async () => {
    await withClient(database.url, async (client) => {
      await client.query(
        `UPDATE platforms SET credentials_encrypted = overlay(credentials_encrypted PLACING '\\x00' FROM 40)`,
      )
    })
    const third = newKey('k3')
    await checkKeys(database.url, vaultOf(third, NEW))
    const failed = await run([third, NEW]).catch(
      (error: unknown) => error as { code: number; stderr: string },
    )
    expect(failed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Not rotated: platforms\.credentials:/),
    })
    const usage = await keyUsage(database.url)
    const of = (column: string) => [...(usage.find((one) => one.column === column)?.values.keys() ?? [])]
    expect(of('credentials_encrypted')).toEqual(['k2'])
    expect(of('payload_encrypted')).toEqual(['k3'])
  })
})

describe('a start with keys that do not fit', () => {
  let database: TestDatabase
  const start = (vault: Vault) => checkKeys(database.url, vault)
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await database.drop()
  })

  test('on rows of before is refused by what these rows say', async () => {
    await withClient(database.url, (client) => plantTenant(client, vaultOf(OLD), 'one'))
    await expect(start(vaultOf(NEW))).rejects.toMatchObject({ code: 'ENCRYPTION_KEY_MISSING' })
    await expect(start(vaultOf(newKey('k1')))).rejects.toMatchObject({ code: 'ENVELOPE_INVALID' })
    await start(vaultOf(OLD))
  })

  test('is refused without a key that is in use, and says which and what to do', async () => {
    const refused = { code: 'ENCRYPTION_KEY_MISSING', message: expect.stringMatching(/"k1".*rotate-keys/s) }
    await expect(start(vaultOf(NEW))).rejects.toMatchObject(refused)
    await start(vaultOf(NEW, OLD))
  })

  test('is refused with another key of the same name', async () => {
    const refused = { code: 'ENCRYPTION_KEY_WRONG', message: expect.stringContaining('"k1"') }
    await expect(start(vaultOf(NEW, newKey('k1')))).rejects.toMatchObject(refused)
  })

  test('goes on with a key that was only made known and never used, and without it again', async () => {
    await start(vaultOf(NEW, OLD, newKey('k9')))
    await start(vaultOf(NEW, OLD))
  })

  test('goes on without the old key once a rotation has shown that nothing needs it', async () => {
    await rotateKeys(database.url, vaultOf(NEW, OLD))
    await start(vaultOf(NEW))
    // Taken up again, it is in use again.
    await start(vaultOf(OLD, NEW))
    await expect(start(vaultOf(NEW))).rejects.toMatchObject({ code: 'ENCRYPTION_KEY_MISSING' })
  })

  test('ends the program in one sentence, without a stack and without a key', async () => {
    const wrong = newKey('k1')
    const env = {
      PATH: '/usr/bin:/bin',
      DATABASE_URL: database.url,
      PORT: '0',
      PARLEY_ENCRYPTION_KEYS: wrong,
    }
    const ended = promisify(execFile)(process.execPath, [program('main')], { env })
    const failed = (await ended.catch((error: unknown) => error)) as { code: number; stderr: string }
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(/^Parley could not start\.\n.*key/)
    expect(failed.stderr).not.toContain('    at ')
    expect(failed.stderr).not.toContain(wrong.slice(3))
  })
})

describe('the key file of a newcomer', () => {
  test('is readable by its owner alone, also after it was opened to others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-keys-'))
    const before = process.umask(0)
    try {
      const file = join(folder, 'encryption.keys')
      const sealed = openVault(undefined, folder).seal('x', 'row')
      expect(statSync(file).mode & 0o777).toBe(0o600)
      chmodSync(file, 0o644)
      expect(openVault(undefined, folder).open(sealed, 'row').toString()).toBe('x')
      expect(statSync(file).mode & 0o777).toBe(0o600)
      writeFileSync(file, 'k1:short\n')
      expect(() => openVault(undefined, folder)).toThrow(/32 bytes/)
    } finally {
      process.umask(before)
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
