import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Database } from '../../src/infra/database.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { TableStatistics } from '../../src/infra/table-statistics.ts'
import { createTestDatabase, type TestDatabase, withClient } from '../support/database.ts'

let test: TestDatabase
let database: Database
let statistics: TableStatistics

beforeAll(async () => {
  test = await createTestDatabase()
  const logger = createLogger('silent')
  database = new Database({ url: test.url, pgbouncer: false, logger })
  statistics = new TableStatistics(database, logger)
  await statistics.stop() // looked at by hand
  await owner(`CREATE TABLE young (project_id int, id int, name text, PRIMARY KEY (project_id, id))
               WITH (autovacuum_enabled = false)`)
  await owner('CREATE TABLE empty (id int)')
})

afterAll(async () => {
  await database.close()
  await test.drop()
})

const owner = async <T extends Record<string, unknown>>(text: string) => await database.owner<T>([{ text }])

async function grow(from: number, to: number): Promise<void> {
  await owner(`INSERT INTO young SELECT 1, n, repeat('x', 200) FROM generate_series(${from}, ${to - 1}) n`)
}

/** How many rows of one project a plan for any project expects. */
async function expectedRows(): Promise<number> {
  const name = `look_${randomUUID().replaceAll('-', '')}`
  const rows = await database.owner<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>([
    { text: 'SET LOCAL plan_cache_mode = force_generic_plan' },
    { text: `PREPARE ${name} (int) AS SELECT FROM young WHERE project_id = $1` },
    { text: `EXPLAIN (FORMAT JSON) EXECUTE ${name} (1)` },
  ])
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? Number.NaN
}

describe('the statistics of young tables', () => {
  it('are taken once a table holds more than a few rows, and again when it grew fourfold', async () => {
    expect(await statistics.look()).not.toContain('public.young')
    await grow(0, 1000)
    expect(await expectedRows()).toBeLessThan(50)
    expect(await statistics.look()).toContain('public.young')
    expect(await expectedRows()).toBeGreaterThan(900)
    await grow(1000, 2000)
    expect(await statistics.look()).not.toContain('public.young')
    await grow(2000, 5000)
    expect(await statistics.look()).toContain('public.young')
    expect(await expectedRows()).toBeGreaterThan(4500)
  })

  it('are left to autovacuum where nothing is, and where there is much', async () => {
    expect(await statistics.look()).not.toContain('public.empty')
    await grow(5000, 160_000)
    expect(await statistics.look()).not.toContain('public.young')
  })

  it('are not waited for where somebody else is at the table', async () => {
    await owner(`CREATE TABLE busy WITH (autovacuum_enabled = false) AS
                 SELECT n, repeat('x', 200) FROM generate_series(1, 2000) n`)
    await withClient(test.url, async (other) => {
      await other.query('BEGIN; LOCK TABLE busy IN SHARE UPDATE EXCLUSIVE MODE')
      expect(await statistics.look()).toContain('public.busy')
      await other.query('COMMIT')
    })
    expect(await statistics.look()).toContain('public.busy')
    expect(await statistics.look()).not.toContain('public.busy')
  })
})
