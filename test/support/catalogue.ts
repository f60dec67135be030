import type pg from 'pg'

/**
 * What PostgreSQL itself knows of the tables, keyed by name: columns, keys and indexes. Left out are partitions,
 * which repeat their table, and checks, which the Prisma schema cannot say.
 */
export async function readCatalogue(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    WITH tables AS (
      SELECT oid, relname FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND relname <> '_prisma_migrations'
    )
    SELECT 'column ' || t.relname || '.' || a.attname AS name,
           concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                     'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) AS definition
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL
    SELECT 'key ' || c.conname, t.relname || ' ' || pg_get_constraintdef(c.oid)
    FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('p', 'u', 'f')
      AND c.conparentid = 0 -- PostgreSQL repeats a foreign key for every partition it refers to
    UNION ALL
    SELECT 'index ' || x.relname, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid`)
  return new Map(rows.map((row) => [row.name, row.definition]))
}

export interface CatalogueDifference {
  /** In the second only. */
  added: string[]
  /** In the first only. */
  missing: string[]
  /** In both, defined differently. */
  changed: string[]
}

export function compareCatalogues(
  expected: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
): CatalogueDifference {
  const names = [...expected.keys()].sort()
  return {
    added: [...actual.keys()].filter((name) => !expected.has(name)).sort(),
    missing: names.filter((name) => !actual.has(name)),
    changed: names
      .filter((name) => actual.has(name) && actual.get(name) !== expected.get(name))
      .map((name) => `${name}: ${actual.get(name)}`),
  }
}
