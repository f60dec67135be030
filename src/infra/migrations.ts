import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'

/**
 * Prisma's engine and its client take 60 MB that a process never gives back: plain SQL looks first whether there is
 * anything for them to do.
 */

const folder = new URL('../../prisma/migrations/', import.meta.url)

const MIGRATION_LOCK = 0x7061726d // "parm"

/** Several processes may start at once: one migrates, the others wait for it. */
async function withMigrationLock<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Brings the database up to date; returns the names of the migrations that were applied. */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  return await withMigrationLock(databaseUrl, async (client) => {
    if (await isUpToDate(client)) return []
    const { migrate } = await import('./migration-engine.ts')
    return await migrate(databaseUrl)
  })
}

/** True when every migration is applied as it stands here. Whatever else there is, the engine judges. */
async function isUpToDate(client: pg.Client): Promise<boolean> {
  const { rows: tables } = await client.query(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  )
  if (!tables[0]?.exists) return false
  const { rows } = await client.query<{ migration_name: string; checksum: string; applied: boolean }>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS applied
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  const checksums = new Map(rows.map((row) => [row.migration_name, row.checksum]))
  const migrations = await checksumsOfFolder()
  return (
    rows.every((row) => row.applied) &&
    [...migrations].every(([name, checksum]) => checksums.get(name) === checksum)
  )
}

/** By the names of the migrations, as Prisma counts them: SHA-256 of the script, hex. */
async function checksumsOfFolder(): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const checksums = names.map(async (name): Promise<[string, string]> => {
    const script = await readFile(new URL(`${name}/migration.sql`, folder))
    return [name, createHash('sha256').update(script).digest('hex')]
  })
  return new Map(await Promise.all(checksums))
}
