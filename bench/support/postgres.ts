import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/infra/embedded-postgres.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { findPostgresPlace } from '../../src/infra/postgres-place.ts'
import { InvalidRun } from './report.ts'

/** One durable PostgreSQL for a whole run, with a fresh database for everything that is measured. */
export interface BenchPostgres {
  dataDir: string
  version: string
  createDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

/** As anybody would set it; every other setting, durability above all, is as PostgreSQL ships. */
const FLAGS = ['-c', 'shared_buffers=1GB', '-c', 'max_connections=200']

export async function startPostgres(): Promise<BenchPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  chmodSync(dataDir, 0o711) // as root, PostgreSQL runs as another user, who must get through
  const folders = new Set([dataDir])
  let server: EmbeddedPostgres | undefined
  const stop = async () => {
    await server?.stop()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
  try {
    folders.add(dirname(findPostgresPlace(join(dataDir, 'postgres')).dataDir))
    const options = { dataDir, database: 'bench', logger: createLogger('warn'), flags: FLAGS }
    server = await startEmbeddedPostgres(options)
    const { url } = server
    const spare = await recycleWal(url)
    const [{ settings } = { settings: '' }] = await query<{ settings: string }>(url, DURABLE)
    const version = `${settings}, ${spare} WAL segments to write over`
    return { dataDir, version, stop, createDatabase: (name) => createDatabase(url, name) }
  } catch (error) {
    await stop()
    throw error
  }
}

const DURABLE = `SELECT current_setting('server_version') || ', fsync ' || current_setting('fsync')
  || ', synchronous_commit ' || current_setting('synchronous_commit') AS settings`

const MEGABYTE = 1024 * 1024
/** More than PostgreSQL writes between two checkpoints. */
const WAL_MEGABYTES = 1024
/** With fewer a run would meet the making of new ones. */
const LEAST_SPARE = 16

/**
 * A server that has made some checkpoints writes over the WAL segments it no longer needs. A new one has none: it
 * makes each when it is needed, 16 MB of zeros on the disk for which all commits wait (50 ms, every three seconds at
 * 1,000 messages a second). All that is measured here runs on a server past that. Tells how many it has to spare.
 */
async function recycleWal(url: string): Promise<number> {
  await query(
    url,
    `SELECT pg_logical_emit_message(false, 'bench', repeat('x', ${MEGABYTE})) FROM generate_series(1, ${WAL_MEGABYTES})`,
  )
  await query(url, 'CHECKPOINT')
  const [{ spare } = { spare: 0 }] = await query<{ spare: number }>(
    url,
    'SELECT count(*)::int AS spare FROM pg_ls_waldir() WHERE name > pg_walfile_name(pg_current_wal_lsn())',
  )
  if (spare < LEAST_SPARE) throw new InvalidRun(`PostgreSQL kept ${spare} WAL segments to write over`)
  return spare
}

async function createDatabase(url: string, name: string): Promise<string> {
  await query(url, `CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  const named = new URL(url)
  named.pathname = `/${name}`
  return named.href
}

/** One statement on a connection of its own: for looking at results, not for measuring. */
export async function query<T extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(text, values)).rows
  } finally {
    await client.end()
  }
}
