import { afterAll, beforeAll, expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/user-failure.ts'
import { Database, type Transaction } from '../../src/infra/database.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { createTestDatabase, type TestDatabase, withClient } from '../support/database.ts'

let testDatabase: TestDatabase
let database: Database
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  const { url } = testDatabase
  database = new Database({ url, pgbouncer: false, logger: createLogger('silent'), maxConnections: 1 })
})
afterAll(async () => {
  await database?.close()
  await testDatabase?.drop()
})

const PID = 'SELECT pg_backend_pid() AS pid, current_user::text AS who'
const connection = () =>
  database.worker(async (transaction) => (await transaction.query<{ pid: number }>({ text: PID }))[0]?.pid)

test('a transaction that its own work refuses leaves nothing, and its connection to the next', async () => {
  const before = await connection()
  for (let n = 0; n < 3; n += 1)
    await expect(
      database.worker(async (transaction) => {
        await transaction.query({ text: `SELECT set_config('app.left_behind', 'yes', true)` })
        transaction.write({ text: 'CREATE TEMPORARY TABLE left_behind ()' })
        throw new InvalidInput('no')
      }),
    ).rejects.toThrow(InvalidInput)
  expect(await connection()).toBe(before)
  const [left] = await database.worker((transaction) =>
    transaction.query({
      text: `SELECT to_regclass('left_behind') AS table, nullif(current_setting('app.left_behind', true), '') AS setting`,
    }),
  )
  expect(left).toEqual({ table: null, setting: null })
})

test('work that goes on after the end of its transaction is refused, and never runs as the next one', async () => {
  let kept: Transaction | undefined
  const failed = database.worker(async (transaction) => {
    kept = transaction
    throw new InvalidInput('no')
  })
  await expect(failed).rejects.toThrow(InvalidInput)
  await expect(kept?.query({ text: PID })).rejects.toThrow('the transaction is over')
  expect(() => kept?.write({ text: PID })).toThrow('the transaction is over')
})

test('a connection that broke is given to nobody', async () => {
  const before = await connection()
  const broken = database.worker(async (transaction) => {
    await withClient(testDatabase.url, async (client) => {
      await client.query('SELECT pg_terminate_backend($1)', [before])
    })
    return await transaction.query({ text: PID })
  })
  await expect(broken).rejects.toThrow()
  expect(await connection()).not.toBe(before)
})

test('what was sent for later fails before what was sent after it, and is what the transaction fails with', async () => {
  const failing = database.worker(async (transaction) => {
    void transaction.later({ text: 'SELECT 1 / 0' })
    const after = transaction.query({ text: 'SELECT 1' })
    // Both are answered before anybody looks, so that both failures are heard in one turn.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    await after
  })
  await expect(failing).rejects.toMatchObject({ code: '22012' })
})

test('what was sent for later is answered once the transaction is committed', async () => {
  const later = await database.worker(async (transaction) => {
    const rows = transaction.later<{ n: number }>({ text: 'SELECT 1 AS n' })
    return { rows }
  })
  expect(await later.rows).toEqual([{ n: 1 }])
})
