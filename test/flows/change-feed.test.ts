import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedItem } from '../../src/domain/changes/change.ts'
import { ChangeFeed } from '../../src/domain/changes/change-feed.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { inProcessWakeUps } from '../../src/infra/pubsub.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await app?.stop()
})

const wakeUps = inProcessWakeUps()

async function log(count: number): Promise<void> {
  const project = app.demo.main.projectId
  await app.rows(
    `WITH cursor AS (UPDATE project_cursors SET last = last + ${count} WHERE project_id = '${project}' RETURNING last)
     INSERT INTO change_log (project_id, position, kind, subject_id)
     SELECT '${project}', cursor.last - ${count} + n, 'MESSAGE_ADDED', gen_random_uuid() FROM cursor, generate_series(1, ${count}) n`,
  )
  wakeUps.wake(project)
}

async function take(feed: AsyncIterator<FeedItem>, count: number): Promise<number[]> {
  const positions: number[] = []
  while (positions.length < count) {
    const { value, done } = await feed.next()
    if (done) throw new Error('the feed ended')
    if (value.type === 'change') positions.push(value.change.position)
  }
  return positions
}

test('a slow subscriber loses nothing, and takes nothing from one that came later', async () => {
  const feed = new ChangeFeed(app.database, wakeUps, createLogger('silent'))
  const project = app.demo.main.projectId
  const slow = feed.after(project, null, {})
  expect((await slow.next()).value).toMatchObject({ type: 'checkpoint' })
  const start = await feed.position(project)
  await log(1)
  expect(await take(slow, 1)).toEqual([start + 1])
  // Far more than it holds for a reader: it gives up the queue, and goes back to the log when the reader comes.
  for (let n = 0; n < 3; n += 1) await log(1000)
  const late = feed.after(project, start + 3001, {})
  expect((await late.next()).value).toMatchObject({ type: 'checkpoint', position: start + 3001 })
  const heard = take(late, 100)
  expect(await take(slow, 3000)).toEqual(Array.from({ length: 3000 }, (_, n) => start + 2 + n))
  for (let n = 0; n < 100; n += 1) await log(1)
  expect(await heard).toEqual(Array.from({ length: 100 }, (_, n) => start + 3002 + n))
  expect(await take(slow, 100)).toHaveLength(100)
  await Promise.all([slow.return?.(), late.return?.()])
  feed.close()
})

test('a cursor that the log no longer reaches back to is answered with a gap', async () => {
  const feed = new ChangeFeed(app.database, wakeUps, createLogger('silent'))
  const project = app.demo.main.projectId
  await log(10)
  const last = await feed.position(project)
  await app.rows(`DELETE FROM change_log WHERE project_id = '${project}' AND position <= ${last - 5}`)
  const behind = feed.after(project, last - 8, {})
  expect((await behind.next()).value).toMatchObject({ type: 'gap', position: last })
  const ahead = feed.after(project, last + 50, {})
  expect((await ahead.next()).value).toMatchObject({ type: 'gap', position: last })
  await Promise.all([behind.return?.(), ahead.return?.()])
  feed.close()
})

test('a quiet subscriber learns how far it is', async () => {
  const feed = new ChangeFeed(app.database, wakeUps, createLogger('silent'), 200)
  const quiet = feed.after(app.demo.main.projectId, null, {})
  const first = (await quiet.next()).value
  expect((await quiet.next()).value).toEqual(first)
  await quiet.return?.()
  feed.close()
})
