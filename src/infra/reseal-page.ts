import type pg from 'pg'
import { boundTo, type SealedColumn } from './sealed-columns.ts'
import type { Vault } from './vault.ts'

/** Rows looked at in one step, and of these rows held at once: for a few milliseconds, whoever waits for one. */
const PAGE = 2000
const BATCH = 200

export interface ResealedPage {
  resealed: number
  failures: { boundTo: string; reason: string }[]
  /** The key of the last row looked at; null at the end of the table. */
  last: string[] | null
}

interface Stale {
  id: string
  key: string[]
}

/** Looks at the next rows of a column, and seals again what another key than the newest has sealed. */
export async function resealPage(
  client: pg.Client,
  vault: Vault,
  column: SealedColumn,
  after: string[] | null,
): Promise<ResealedPage> {
  const header = vault.headerOf(vault.newest)
  const names = column.key.map(({ name }) => `t."${name}"`)
  const cursor = column.key.map(({ type }, n) => `$${n + 2}::${type}`)
  const { rows } = await client.query<{ key: string[]; is_stale: boolean }>(
    `SELECT ARRAY[${names.map((name) => `${name}::text`).join(', ')}] AS key,
       coalesce(substring(t."${column.column}" FOR ${header.length}) <> $1, false) AS is_stale
     FROM "${column.table}" t ${after ? `WHERE (${names.join(', ')}) > (${cursor.join(', ')})` : ''}
     ORDER BY ${names.join(', ')} LIMIT ${PAGE}`,
    [header, ...(after ?? [])],
  )
  const stale = rows.filter((row) => row.is_stale).map(({ key }) => ({ id: idOf(column, key), key }))
  const page: ResealedPage = { resealed: 0, failures: [], last: rows.at(-1)?.key ?? null }
  for (let n = 0; n < stale.length; n += BATCH)
    await resealBatch(client, vault, column, stale.slice(n, n + BATCH), page)
  return page
}

const idOf = ({ key: columns }: SealedColumn, key: readonly string[]): string =>
  key[columns.findIndex(({ name }) => name === 'id')] ?? key.join('/')

/** One short transaction. It waits for nobody: what another has locked is left for the next round. */
async function resealBatch(
  client: pg.Client,
  vault: Vault,
  column: SealedColumn,
  stale: readonly Stale[],
  page: ResealedPage,
): Promise<void> {
  const { table, column: name, key } = column
  const keys = key.map((_column, n) => stale.map((row) => row.key[n]))
  const lists = key.map(({ type }, n) => `$${n + 1}::${type}[]`).join(', ')
  const wanted = key.map((one) => `w."${one.name}"`).join(', ')
  const same = key.map((one) => `t."${one.name}" = w."${one.name}"`).join(' AND ')
  const named = `unnest(${lists}) AS w(${key.map((one) => `"${one.name}"`).join(', ')})`
  await client.query('BEGIN')
  try {
    const { rows } = await client.query<{ key: string[]; envelope: Buffer }>(
      `SELECT ARRAY[${key.map((one) => `w."${one.name}"::text`).join(', ')}] AS key, t."${name}" AS envelope
       FROM ${named} JOIN "${table}" t ON ${same} ORDER BY ${wanted} FOR NO KEY UPDATE OF t SKIP LOCKED`,
      keys,
    )
    const sealed: { key: string[]; envelope: Buffer }[] = []
    for (const row of rows) {
      const binding = boundTo(table, name, idOf(column, row.key))
      try {
        if (row.envelope)
          sealed.push({ ...row, envelope: vault.seal(vault.open(row.envelope, binding), binding) })
      } catch (error) {
        page.failures.push({ boundTo: binding, reason: (error as Error).message })
      }
    }
    await client.query(
      `UPDATE "${table}" t SET "${name}" = w.envelope
       FROM unnest(${lists}, $${key.length + 1}::bytea[]) AS w(${key.map((one) => `"${one.name}"`).join(', ')}, envelope)
       WHERE ${same}`,
      [...key.map((_column, n) => sealed.map((row) => row.key[n])), sealed.map((row) => row.envelope)],
    )
    await client.query('COMMIT')
    page.resealed += sealed.length
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
