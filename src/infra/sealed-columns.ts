import type pg from 'pg'

/**
 * Columns that hold envelopes are named `<what>_encrypted`, and each envelope is bound to its table, column and row,
 * so that one that was moved elsewhere does not open. The rotation of keys finds them all by these two rules.
 */
const SUFFIX = '_encrypted'

/** What an envelope of a row is bound to: `platforms.credentials:<id>`. */
export function boundTo(table: string, column: string, id: string): string {
  return `${table}.${column.slice(0, -SUFFIX.length)}:${id}`
}

export interface SealedColumn {
  table: string
  column: string
  /** The primary key, `id` among it, with the types of its columns. */
  key: { name: string; type: string }[]
}

/** Every column of envelopes, read from the catalogue; the checks of the keys themselves stay as they are. */
export async function readSealedColumns(client: pg.Client): Promise<SealedColumn[]> {
  const { rows } = await client.query<SealedColumn>(`
    SELECT c.relname AS "table", a.attname AS "column",
      (SELECT jsonb_agg(jsonb_build_object('name', k.attname, 'type', format_type(k.atttypid, NULL)) ORDER BY o)
       FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY u(n, o)
       JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = u.n
       WHERE i.indrelid = c.oid AND i.indisprimary) AS "key"
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.atttypid = 'bytea'::regtype AND a.attname LIKE '%\\_encrypted' AND c.relname <> 'encryption_keys'
    ORDER BY 1, 2`)
  return rows
}
