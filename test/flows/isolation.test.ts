import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { hasColumn, readTables, type Table } from '../support/isolation/catalogue-tables.ts'
import { FREE_REFERENCES } from '../support/isolation/free-references.ts'
import { isOfProject, type PlantedTenant, plantTenant } from '../support/isolation/plant-tenant.ts'
import { testVault } from '../support/test-app.ts'

/** Every table that the catalogue knows, with a row of each of two tenants in it. */
let database: TestDatabase
let client: pg.Client
let tables: Table[]
let own: PlantedTenant
let foreign: PlantedTenant

beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  tables = await readTables(client)
  const vault = testVault()
  own = await plantTenant(client, vault, 'own-marker')
  foreign = await plantTenant(client, vault, 'foreign-marker')
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** Runs `work` as the API's role for a tenant, and takes everything back. */
async function asApi<T>(projectId: string | undefined, work: () => Promise<T>, before = ''): Promise<T> {
  await client.query(`BEGIN; ${before}; SET LOCAL ROLE parley_api`)
  if (projectId !== undefined)
    await client.query(`SELECT set_config('app.project_id', $1, true)`, [projectId])
  try {
    return await work()
  } finally {
    await client.query('ROLLBACK')
  }
}

const textsOf = async (table: Table): Promise<string[]> =>
  (await client.query(`SELECT t::text AS row FROM ${table.name} t`)).rows.map(({ row }) => row)

/** What the database says to a statement: nothing, or the SQLSTATE of its refusal. */
async function refusal(sql: string, values: unknown[] = []): Promise<string | number | null> {
  await client.query('SAVEPOINT here')
  try {
    const { rowCount } = await client.query(sql, values)
    return rowCount
  } catch (error) {
    return (error as pg.DatabaseError).code ?? String(error)
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT here')
  }
}

/** The column that says whose a row is, and what stands there in the rows of a tenant. */
function ownership(table: Table, tenant = foreign): [column: string, value: string] {
  if (isOfProject(table)) return ['project_id', tenant.projectId]
  if (table.name === 'projects') return ['id', tenant.projectId]
  return [hasColumn(table, 'organization_id') ? 'organization_id' : 'id', tenant.organizationId]
}

/** The rows of a tenant as JSON, as the owner of the tables reads them. */
async function copyOf(table: Table, tenant: PlantedTenant): Promise<unknown> {
  const [owner, value] = ownership(table, tenant)
  const { rows } = await client.query(`SELECT to_jsonb(t) AS row FROM ${table.name} t WHERE ${owner} = $1`, [
    value,
  ])
  expect(rows.length, `rows of ${table.name}`).toBeGreaterThan(0)
  return rows[0].row
}

const VISIBLE = `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
  AND has_table_privilege($1, c.oid, 'SELECT')`
const visibleTo = async (role: string): Promise<Set<string>> =>
  new Set((await client.query(VISIBLE, [role])).rows.map(({ relname }) => relname))

describe('row-level security, on every table there is', () => {
  test('is on, with a policy for each role that may read the table', async () => {
    const { rows } = await client.query(
      `SELECT c.relname AS table, c.relrowsecurity AS on,
         ARRAY(SELECT r.rolname::text FROM pg_policy p, unnest(p.polroles) o JOIN pg_roles r ON r.oid = o
               WHERE p.polrelid = c.oid) AS roles
       FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1)`,
      [tables.map(({ name }) => name)],
    )
    const security = new Map(rows.map((row) => [row.table, row]))
    for (const { name } of tables) {
      expect(security.get(name)?.on, `${name} is secured`).toBe(true)
      for (const role of ['parley_api', 'parley_worker'])
        if ((await visibleTo(role)).has(name))
          expect(security.get(name)?.roles, `policies of ${name}`).toContain(role)
    }
    expect(tables.filter(isOfProject).length).toBeGreaterThan(20)
  })

  test('needs no force: the roles that answer and work own no table', async () => {
    const { rows } = await client.query(
      `SELECT relname FROM pg_class WHERE relowner = ANY (ARRAY['parley_api', 'parley_worker']::regrole[])`,
    )
    expect(rows).toEqual([])
  })

  test('has a row of both tenants in each table to show that it is no empty promise', async () => {
    for (const table of tables) {
      const texts = await textsOf(table)
      expect(texts.length, table.name).toBeGreaterThanOrEqual(2)
    }
  })

  test('shows nothing without a tenant, and with one its own rows alone', async () => {
    const readable = await visibleTo('parley_api')
    const shown = tables.filter(({ name }) => readable.has(name))
    for (const projectId of [undefined, ''])
      await asApi(projectId, async () => {
        for (const table of shown) expect(await textsOf(table), table.name).toEqual([])
      })
    await asApi(own.projectId, async () => {
      for (const table of shown) {
        const texts = await textsOf(table)
        expect(texts.length, `own rows of ${table.name}`).toBe(1)
        for (const secret of [foreign.marker, foreign.projectId, foreign.organizationId])
          expect(texts.join(), table.name).not.toContain(secret)
      }
    })
    console.info(`row-level security: ${shown.length} tables read as one of two tenants, 0 rows of the other`)
  })

  test('refuses to write, change and delete rows of another tenant, were the right ever granted', async () => {
    for (const table of tables) {
      const copy = await copyOf(table, foreign)
      await asApi(
        own.projectId,
        async () => {
          const insert = `INSERT INTO ${table.name} SELECT * FROM jsonb_populate_record(NULL::${table.name}, $1)`
          expect(await refusal(insert, [JSON.stringify(copy)]), `insert into ${table.name}`).toBe('42501')
          const remove = await refusal(`DELETE FROM ${table.name} WHERE to_jsonb(${table.name}) = $1`, [copy])
          expect(remove, `delete from ${table.name}`).toBeOneOf([0, '42501'])
          const [owner, stranger] = ownership(table)
          const touch = await refusal(`UPDATE ${table.name} SET ${owner} = ${owner}`)
          expect(touch, `update ${table.name}`).toBeOneOf([0, 1, '42501'])
          const give = await refusal(`UPDATE ${table.name} SET ${owner} = $1`, [stranger])
          // A trigger that asks for the organisation of the project is before the policies.
          expect(touch === 0 ? [0] : ['42501', '23503'], `giving away ${table.name}`).toContain(give)
        },
        `GRANT ALL ON ${table.name} TO parley_api`,
      )
    }
  })
})

describe('references', () => {
  test('between rows of projects name the project, so that they cannot cross', () => {
    const crossing = tables.filter(isOfProject).flatMap((table) =>
      table.foreignKeys
        .filter((key) => tables.some((one) => one.name === key.table && isOfProject(one)))
        .filter((key) => !(key.columns.includes('project_id') && key.references.includes('project_id')))
        .map((key) => key.name),
    )
    expect(crossing).toEqual([])
  })

  test('to another tenant are refused, one by one', async () => {
    let tried = 0
    await client.query('BEGIN; SET CONSTRAINTS ALL IMMEDIATE')
    for (const table of tables)
      for (const key of table.foreignKeys)
        for (const [at, column] of key.columns.entries()) {
          if (['project_id', 'organization_id'].includes(column)) continue
          const value = foreign.rows.get(key.table)?.[key.references[at] ?? '']
          expect(value, `what ${table.name}.${column} refers to`).toBeDefined()
          const [owner, ours] = ownership(table, own)
          const update = `UPDATE ${table.name} SET ${column} = $1 WHERE ${owner} = $2`
          const answer = await refusal(update, [value, ours])
          expect(answer, `${table.name}.${column}`).toBe('23503')
          tried += 1
        }
    await client.query('ROLLBACK')
    expect(tried).toBeGreaterThan(30)
    console.info(`references: ${tried} changed to a row of another tenant, all refused`)
  })

  test('of a row to its organisation agree with those of its project', async () => {
    const both = tables.filter((table) => isOfProject(table) && hasColumn(table, 'organization_id'))
    expect(both.map(({ name }) => name)).toEqual(expect.arrayContaining(['platforms', 'invitations']))
    await client.query('BEGIN; SET CONSTRAINTS ALL IMMEDIATE')
    for (const { name } of both) {
      const update = `UPDATE ${name} SET organization_id = $1 WHERE project_id = $2`
      expect(await refusal(update, [foreign.organizationId, own.projectId]), name).toBe('23503')
    }
    await client.query('ROLLBACK')
  })

  test('are foreign keys, but for those of which it is known why they are none', () => {
    const free = tables.flatMap((table) =>
      table.columns
        .filter(
          ({ name, type }) => type === 'uuid' && !['id', 'project_id', 'organization_id'].includes(name),
        )
        .filter(({ name }) => !table.foreignKeys.some((key) => key.columns.includes(name)))
        .map(({ name }) => `${table.name}.${name}`),
    )
    expect(free.toSorted()).toEqual(Object.values(FREE_REFERENCES).flat().toSorted())
  })
})

/** Functions that run with the rights of the owner, and what each says of another tenant. */
const DEFINERS: Record<string, { sql: string; values: () => unknown[] } | null> = {
  // Before any project is known: who has the key may know whose it is.
  authenticate_api_key: null,
  identity_providers_of: null,
  projects_of_identity: null,
  // Of those who are connected, whether they still may: see below that none may act elsewhere.
  power_of_api_keys: null,
  power_of_members: null,
  note_use: null,
  current_organization: null,
  ensure_partitions: null,
  check_assignee: null,
  check_member: null,
  search_conversations: {
    sql: 'SELECT search_conversations($1, 100)',
    values: () => [foreign.marker],
  },
  conversations_with_tag: {
    sql: 'SELECT conversations_with_tag($1)',
    values: () => [`${foreign.marker}-conversations-tags`],
  },
}

describe('functions that run as the owner', () => {
  test('are known, and set the path on which they find their tables', async () => {
    const { rows } = await client.query(
      `SELECT proname, coalesce(array_to_string(proconfig, ','), '') AS config FROM pg_proc
       WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1`,
    )
    for (const { proname, config } of rows) {
      expect(DEFINERS, `add ${proname} to DEFINERS, and what it must not tell`).toHaveProperty(proname)
      expect(config, proname).toContain('search_path=pg_catalog, public')
    }
  })

  test.each(Object.entries(DEFINERS).filter(([, sample]) => sample))(
    '%s tells nothing of another tenant',
    async (_name, sample) => {
      const { sql, values } = sample ?? { sql: '', values: () => [] }
      const asked = (projectId: string) =>
        asApi(projectId, async () => (await client.query(sql, values())).rows.length)
      expect(await asked(own.projectId)).toBe(0)
      expect(await asked('')).toBe(0)
      expect(await asked(foreign.projectId)).toBeGreaterThan(0)
    },
  )

  test('say of a person only what they may in their own organisation', async () => {
    const power = async (member: PlantedTenant, project: PlantedTenant) =>
      (
        await client.query('SELECT power FROM power_of_members(ARRAY[$1::uuid], ARRAY[$2::uuid])', [
          member.rows.get('members')?.id,
          project.projectId,
        ])
      ).rows
    expect(await power(own, own)).toHaveLength(1)
    expect(await power(foreign, own)).toEqual([])
    expect(await power(own, foreign)).toEqual([])
    const { issuer, subject } = own.rows.get('members') ?? {}
    const projects = async (within: string | null) =>
      (
        await client.query('SELECT project_id AS id FROM projects_of_identity($1, $2, $3)', [
          issuer,
          subject,
          within,
        ])
      ).rows
    expect(await projects(null)).toEqual([{ id: own.projectId }])
    expect(await projects(foreign.organizationId)).toEqual([])
  })
})
