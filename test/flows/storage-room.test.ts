import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sweepFiles } from '../../src/domain/media/sweep-files.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { Customers } from '../support/customers.ts'
import { upload } from '../support/files.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

const ROOM = 100_000

let app: TestApp
let customers: Customers
let project: string
beforeAll(async () => {
  app = await startTestApp({ PARLEY_MEDIA_PROJECT_MAX_BYTES: String(ROOM) }, { simulated: true })
  customers = new Customers(app)
  project = app.demo.main.projectId
})
beforeEach(async () => {
  await app.rows(`DELETE FROM attachments WHERE project_id = '${project}'`)
  await sweep()
})
afterAll(() => app?.stop())

/** Every file of the project is swept that nothing uses, however new it is. */
async function sweep(): Promise<void> {
  await app.rows(
    `UPDATE stored_files SET kept_until = NULL, unused_since = now() - interval '2 hours' WHERE project_id = '${project}'`,
  )
  await sweepFiles({ database: app.app.database, storage: app.app.storage, logger: createLogger('silent') })
  // The app's own sweep may have been a little earlier.
  await expect.poll(async () => (await counted()).stored, { timeout: 10_000 }).toBe(0)
}

/** What is counted, and what is really there. */
async function counted(): Promise<{ counted: number; stored: number }> {
  const [row] = await app.rows<{ counted: number; stored: number }>(
    `SELECT coalesce((SELECT bytes FROM project_storage WHERE project_id = '${project}'), 0)::int AS counted,
       coalesce((SELECT sum(size) FROM stored_files WHERE project_id = '${project}'), 0)::int AS stored`,
  )
  return row ?? { counted: -1, stored: -1 }
}

test('the bytes of a project are counted once for each content, until it is gone', async () => {
  const bytes = randomBytes(30_000)
  await Promise.all([upload(app, bytes), upload(app, bytes), upload(app, randomBytes(20_000))])
  await upload(app, bytes)
  expect(await counted()).toEqual({ counted: 50_000, stored: 50_000 })
  await sweep()
  expect(await counted()).toEqual({ counted: 0, stored: 0 })
})

test('an upload that has no room is refused with the numbers, and keeps nothing', async () => {
  const first = randomBytes(60_000)
  await upload(app, first)
  const refused = await upload(app, randomBytes(60_000))
  expect(refused).toMatchObject({ status: 507, error: { code: 'STORAGE_FULL' } })
  expect(refused.error.message).toMatch(/120000 bytes.*100000 are allowed/)
  expect(await counted()).toEqual({ counted: 60_000, stored: 60_000 })
  // What is there already takes no room, nor does what others have.
  expect((await upload(app, first)).status).toBe(201)
  expect((await upload(app, randomBytes(60_000), { apiKey: app.demo.other.apiKey })).status).toBe(201)
  expect((await upload(app, randomBytes(ROOM - 60_000))).status).toBe(201)
  expect((await upload(app, randomBytes(1))).error.code).toBe('STORAGE_FULL')
})

test('of uploads that come at once none slips past the limit', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => upload(app, randomBytes(30_000))))
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses).toEqual([201, 201, 201, 507, 507, 507, 507, 507])
  expect(await counted()).toEqual({ counted: 90_000, stored: 90_000 })
})

test("a customer's file waits for room, which costs no try", async () => {
  await upload(app, randomBytes(ROOM))
  const data = customers.fileOf('image', 5000).toString('base64')
  const { messageId } = await customers.send('TELEGRAM', { type: 'image', data })
  await expect
    .poll(async () => (await customers.attachment(messageId)).error, { timeout: 15_000 })
    .toContain('PARLEY_MEDIA_PROJECT_MAX_BYTES')
  expect(await customers.attachment(messageId)).toMatchObject({ state: 'PENDING', copy_tries: 0 })
  await sweep()
  await customers.hurry(messageId)
  expect(await customers.settled(messageId)).toMatchObject({ state: 'STORED' })
})
