import type pg from 'pg'
import type { SealedColumn } from './sealed-columns.ts'

/** How many values of a column each key has sealed. */
export interface ColumnUsage {
  table: string
  column: string
  values: ReadonlyMap<string, number>
}

/** Reads the whole of every sealed column's first bytes, without a lock: for a command, not for a request. */
export async function readKeyUsage(
  client: pg.Client,
  columns: readonly SealedColumn[],
): Promise<ColumnUsage[]> {
  const usage: ColumnUsage[] = []
  for (const { table, column } of columns) {
    const { rows } = await client.query<{ id: Buffer; n: number }>(
      `SELECT substring("${column}" FROM 3 FOR get_byte("${column}", 1)) AS id, count(*) AS n
       FROM "${table}" WHERE octet_length("${column}") > 2 GROUP BY 1`,
    )
    usage.push({ table, column, values: new Map(rows.map(({ id, n }) => [id.toString('utf8'), Number(n)])) })
  }
  return usage
}

/** Values that were not sealed with this key. */
export function staleIn(usage: readonly ColumnUsage[], newest: string): number {
  let stale = 0
  for (const { values } of usage) for (const [id, n] of values) stale += id === newest ? 0 : n
  return stale
}

export function keysIn(usage: readonly ColumnUsage[]): Set<string> {
  return new Set(usage.flatMap(({ values }) => [...values.keys()]))
}
