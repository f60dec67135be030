import type pg from 'pg'

/** The tables as PostgreSQL itself knows them, so that a test covers those that are made after it was written. */
export interface TableColumn {
  name: string
  type: string
  isRequired: boolean
  default: string | null
  /** What a check lets it be, where it lists its values. */
  choices: string[] | null
}

export interface ForeignKey {
  name: string
  columns: string[]
  table: string
  references: string[]
}

export interface Table {
  name: string
  columns: TableColumn[]
  foreignKeys: ForeignKey[]
}

/** Tables of which no row belongs to anybody. */
export const TENANTLESS = ['_prisma_migrations', 'encryption_keys', 'send_rates']

const TABLES = `
  SELECT c.oid, c.relname AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> ALL ($1) ORDER BY c.relname`

/** Every table with rows of tenants, each after those that it refers to. */
export async function readTables(client: pg.Client): Promise<Table[]> {
  const { rows: columns } = await client.query(
    `SELECT t.name AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type,
       a.attnotnull AS "isRequired", pg_get_expr(d.adbin, d.adrelid) AS default,
       (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
        WHERE k.conrelid = t.oid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
          AND pg_get_constraintdef(k.oid) LIKE '%ANY (ARRAY[%' LIMIT 1) AS check
     FROM (${TABLES}) t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
       AND a.attgenerated = ''
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum ORDER BY t.name, a.attnum`,
    [TENANTLESS],
  )
  const { rows: keys } = await client.query(
    `SELECT t.name AS table, k.conname AS name, k.confrelid::regclass::text AS references,
       ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY o) AS columns,
       ARRAY(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, o)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY o) AS "referenced"
     FROM (${TABLES}) t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f' AND k.conparentid = 0`,
    [TENANTLESS],
  )
  const tables = [...Map.groupBy(columns, (column) => column.table as string)].map(([name, own]) => ({
    name,
    columns: own.map((column) => ({ ...column, choices: choicesOf(column.check) })),
    foreignKeys: keys
      .filter((key) => key.table === name)
      .map((key) => ({
        name: key.name,
        columns: key.columns,
        table: key.references.replaceAll('"', ''),
        references: key.referenced,
      })),
  }))
  return inOrderOfReference(tables)
}

function choicesOf(check: string | null): string[] | null {
  if (check === null) return null
  return [...check.matchAll(/'((?:[^']|'')*)'::text/g)].map((match) => match[1] ?? '')
}

function inOrderOfReference(tables: Table[]): Table[] {
  const ordered: Table[] = []
  const visit = (table: Table, trail: readonly string[]): void => {
    if (ordered.includes(table) || trail.includes(table.name)) return
    for (const key of table.foreignKeys) {
      const target = tables.find((one) => one.name === key.table)
      if (target) visit(target, [...trail, table.name])
    }
    ordered.push(table)
  }
  for (const table of tables) visit(table, [])
  return ordered
}

export const hasColumn = (table: Table, name: string): boolean =>
  table.columns.some((column) => column.name === name)
