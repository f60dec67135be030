import { spawnSync } from 'node:child_process'
import { withClient } from '../database.ts'

/**
 * All that a stolen copy of the database shows: every row of every table, the queue's too, as text, and what binary
 * columns hold as the bytes that they are. With `pg_dump` of the server's version or a newer one, its output as well.
 */
export async function readDump(url: string): Promise<string> {
  return await withClient(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string; binary: string[] }>(
      `SELECT c.oid::regclass::text AS name,
         ARRAY(SELECT a.attname::text FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.atttypid = 'bytea'::regtype) AS binary
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`,
    )
    const parts: string[] = []
    for (const { name, binary } of tables) {
      const { rows } = await client.query(`SELECT to_jsonb(t)::text AS row, t::text AS plain FROM ${name} t`)
      for (const { row, plain } of rows) parts.push(row, plain)
      for (const column of binary) {
        const { rows: values } = await client.query(
          `SELECT "${column}" AS value FROM ${name} WHERE "${column}" IS NOT NULL`,
        )
        for (const { value } of values) parts.push((value as Buffer).toString('latin1'))
      }
    }
    return parts.join('\n')
  })
}

/** The output of `pg_dump`, or why there is none. */
export function pgDump(url: string): { text: string } | { reason: string } {
  const run = spawnSync('pg_dump', [url], { encoding: 'utf8', maxBuffer: 1024 ** 3 })
  if (run.status === 0) return { text: run.stdout }
  return { reason: run.error?.message ?? run.stderr.trim().split('\n')[0] ?? '' }
}
