import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedDemo } from '../../src/demo/seed.ts'
import { Database } from '../../src/infra/database.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { schemaAsSql } from '../../src/infra/migration-engine.ts'
import { applyMigrations } from '../../src/infra/migrations.ts'
import { newId } from '../../src/infra/uuid.ts'
import { compareCatalogues, readCatalogue } from '../support/catalogue.ts'
import { createBareDatabase, createTestDatabase, type TestDatabase, withClient } from '../support/database.ts'
import { testVault } from '../support/test-app.ts'

/** What the migrations make and the Prisma schema has no words for: partial and GIN indexes, NULLS NOT DISTINCT. */
const BEYOND_PRISMA = [
  'index attachments_file_idx',
  'index attachments_platform_idx',
  'index attachments_to_copy_idx',
  'index audit_entries_subject_idx',
  'index conversations_assignee_idx',
  'index conversations_human_idx',
  'index conversations_open_idx',
  'index conversations_platform_idx',
  'index conversations_settled_idx',
  'index conversations_tags_idx',
  'index conversations_title_trgm_idx',
  'index customers_name_trgm_idx',
  'index inbound_events_failed_idx',
  'index inbound_events_ignored_idx',
  'index inbound_events_pending_idx',
  'index message_parts_open_idx',
  'index message_templates_external_id_key',
  'index message_templates_name_key',
  'index message_templates_own_name_key',
  'index messages_begun_idx',
  'index messages_on_the_way_idx',
  'index messages_scheduled_idx',
  'index messages_to_send_idx',
  'index messages_undelivered_idx',
  'index personalities_active_idx',
  'index personalities_default_key',
  'index platform_metrics_span_key',
  'index platforms_app_idx',
  'index platforms_claimed_account_key',
  'index processing_tasks_queued_idx',
  'index stored_files_content_key',
  'index stored_files_due_idx',
  'key api_keys_project_id_replaced_by_fkey',
  'key attachments_project_id_platform_id_fkey',
  'key conversations_assignee_fkey',
  'key invitations_project_id_organization_id_fkey',
  'key platforms_project_id_organization_id_fkey',
  'key processing_tasks_conversation_fkey',
]

const PARTITIONED = ['inbound_events', 'messages', 'change_log']
const ROLES = ['parley_api', 'parley_worker']

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

async function column<T>(sql: string, values: unknown[] = []): Promise<T[]> {
  const { rows } = await client.query<T[]>({ text: sql, values, rowMode: 'array' })
  return rows.map((row) => row[0] as T)
}

/** Runs `work` in a transaction as another role, and takes everything back. */
async function asRole<T>(role: string, work: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN; SET LOCAL ROLE ${role}`)
  try {
    return await work()
  } finally {
    await client.query('ROLLBACK')
  }
}

describe('the migrations', () => {
  test('give exactly the Prisma schema, and beyond it what is listed', async () => {
    const bare = await createBareDatabase()
    try {
      const sql = await schemaAsSql(bare.url)
      const expected = await withClient(bare.url, async (fresh) => {
        await fresh.query(sql)
        return await readCatalogue(fresh)
      })
      const difference = compareCatalogues(expected, await readCatalogue(client))
      expect(expected.size).toBeGreaterThan(200)
      expect(difference).toEqual({
        added: BEYOND_PRISMA,
        missing: [],
        // Prisma has no word for a key that is checked at COMMIT.
        changed: [
          expect.stringMatching(
            /^key identity_keys_project_id_identity_id_fkey: .* DEFERRABLE INITIALLY DEFERRED$/,
          ),
          expect.stringMatching(
            /^key private_replies_project_id_message_id_fkey: .* DEFERRABLE INITIALLY DEFERRED$/,
          ),
        ],
      })
    } finally {
      await bare.drop()
    }
  })

  test('are applied once', async () => {
    const before = await readCatalogue(client)
    expect(await applyMigrations(database.url)).toEqual([])
    expect(await readCatalogue(client)).toEqual(before)
  })

  test('are not taken for applied when one of them failed half-way', async () => {
    const own = await createTestDatabase()
    try {
      const failed = await withClient(own.url, async (client) => {
        const { rows } = await client.query<{ migration_name: string }>(
          `UPDATE _prisma_migrations SET finished_at = NULL
           WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations) RETURNING migration_name`,
        )
        return rows[0]?.migration_name
      })
      await expect(applyMigrations(own.url)).rejects.toThrow(failed)
    } finally {
      await own.drop()
    }
  })

  test('are applied by one of two processes that start at once, while the other waits', async () => {
    const bare = await createBareDatabase()
    const program = fileURLToPath(new URL('../../src/migrate.ts', import.meta.url))
    const env = { ...process.env, DATABASE_URL: bare.url, DATABASE_DIRECT_URL: '', NODE_ENV: 'development' }
    const migrate = () => promisify(execFile)(process.execPath, [program], { env })
    try {
      const runs = await Promise.all([migrate(), migrate()])
      const said = runs.map((run) => run.stdout.trim()).sort()
      expect(said).toEqual([expect.stringMatching(/^Applied: /), 'The database is up to date.'])
      expect(await withClient(bare.url, readCatalogue)).toEqual(await readCatalogue(client))
    } finally {
      await bare.drop()
    }
  })

  test('of several databases of one server may run at once, though they share its roles', async () => {
    const bare = await Promise.all([createBareDatabase(), createBareDatabase(), createBareDatabase()])
    try {
      const applied = await Promise.all(bare.map(({ url }) => applyMigrations(url)))
      for (const names of applied) expect(names.length).toBeGreaterThan(0)
    } finally {
      await Promise.all(bare.map((one) => one.drop()))
    }
  })
})

describe('row-level security', () => {
  test('is on for every table of a tenant', async () => {
    const [all, secured] = await Promise.all(['true', 'c.relrowsecurity'].map(tenantTables))
    expect(all?.length).toBeGreaterThan(15)
    expect(secured).toEqual(all)
  })

  test('cannot be passed by asking a partition', async () => {
    const open = await column<string>(
      `SELECT r || ' ' || c.relname FROM pg_class c, unnest($1::text[]) r
       WHERE c.relnamespace = 'public'::regnamespace AND c.relispartition AND c.relkind = 'r'
         AND has_table_privilege(r, c.oid, 'SELECT, INSERT, UPDATE, DELETE')`,
      [ROLES],
    )
    expect(open).toEqual([])
  })

  test('binds both roles: they own nothing, log in nowhere and have no special right', async () => {
    const special = await column(
      `SELECT rolname FROM pg_roles
       WHERE rolname = ANY ($1) AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb)`,
      [ROLES],
    )
    expect(special).toEqual([])
    const owned = await column(
      `SELECT deptype FROM pg_shdepend WHERE deptype = 'o' AND refobjid = ANY ($1::regrole[])`,
      [ROLES],
    )
    expect(owned).toEqual([])
  })

  test('lets the API write nothing by itself', async () => {
    const writable = await column(
      `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND has_table_privilege('parley_api', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')`,
    )
    expect(writable).toEqual([])
  })

  test('shows the API no row without a tenant, and with one no row of another', async () => {
    const vault = testVault()
    const app = new Database({ url: database.url, pgbouncer: false, logger: createLogger('silent') })
    const { main } = await seedDemo(app, vault, undefined)
    await app.close()
    const readable = await column<string>(
      `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT c.relispartition AND has_table_privilege('parley_api', c.oid, 'SELECT') ORDER BY 1`,
    )
    expect(readable).toEqual(expect.arrayContaining(['messages', 'organizations', 'platforms', 'webhooks']))

    const count = async (table: string) => (await column<number>(`SELECT count(*)::int FROM ${table}`))[0]
    for (const tenant of ['', newId()])
      await asRole('parley_api', async () => {
        await client.query(`SELECT set_config('app.project_id', $1, true)`, [tenant])
        for (const table of readable) expect(await count(table), `${table} as "${tenant}"`).toBe(0)
      })
    await asRole('parley_api', async () => {
      for (const table of readable) expect(await count(table), table).toBe(0)
      await client.query(`SELECT set_config('app.project_id', $1, true)`, [main.projectId])
      expect(await count('platforms')).toBe(main.platforms.length)
      expect(await column('SELECT DISTINCT project_id FROM webhooks')).toEqual([main.projectId])
      expect(await column('SELECT id FROM projects')).toEqual([main.projectId])
      expect(await count('organizations')).toBe(1)
    })
    expect(await count('platforms')).toBeGreaterThan(main.platforms.length)
  })
})

async function tenantTables(condition: string): Promise<string[]> {
  return await column<string>(
    `SELECT c.relname FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('project_id', 'organization_id') AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND ${condition} GROUP BY 1 ORDER BY 1`,
  )
}

describe('partitions', () => {
  const partitionsOf = (table: string) =>
    column<string>(
      'SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1',
      [table],
    )

  test.each(PARTITIONED)(
    'of %s exist for this month, the next three and whatever else comes',
    async (table) => {
      const months = await column<string>(
        `SELECT to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n), 'YYYY_MM')
       FROM generate_series(0, 3) n`,
      )
      expect(await partitionsOf(table)).toEqual([...months, 'default'].map((part) => `${table}_${part}`))
    },
  )

  test('are made further ahead once', async () => {
    await client.query('BEGIN')
    expect(await column('SELECT ensure_partitions(5)')).toEqual([2 * PARTITIONED.length])
    expect(await column('SELECT ensure_partitions(5)')).toEqual([0])
    await client.query('ROLLBACK')
  })

  test('take a row of their month; a row of no month goes to the default one', async () => {
    const home = (moment: string) =>
      column<string>(
        `WITH event AS (
           INSERT INTO inbound_events (project_id, id, platform_id, dedupe_key, body_sha256, received_at)
           VALUES ($1, uuid_v7_floor($2), $1, $2, sha256('x'), $2::timestamptz) RETURNING tableoid
         ), change AS (
           INSERT INTO change_log (project_id, position, kind, subject_id, at)
           VALUES ($1, 1, 'PLATFORM_UPDATED', $1, $2::timestamptz) RETURNING tableoid
         )
         SELECT tableoid::regclass::text FROM event UNION ALL SELECT tableoid::regclass::text FROM change`,
        [newId(), moment],
      )
    const now = new Date().toISOString()
    const month = now.slice(0, 7).replace('-', '_')
    expect(await home(now)).toEqual([`inbound_events_${month}`, `change_log_${month}`])
    for (const moment of ['2001-02-03T04:05:06Z', '2101-02-03T04:05:06Z'])
      expect(await home(moment)).toEqual(['inbound_events_default', 'change_log_default'])
  })
})
