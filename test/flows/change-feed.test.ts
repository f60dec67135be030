import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedItem, LoggedChange } from '../../src/domain/changes/change.ts'
import { ChangeFeed } from '../../src/domain/changes/change-feed.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { inProcessWakeUps } from '../../src/infra/pubsub.ts'
import { newId } from '../../src/infra/uuid.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await app?.stop()
})

const wakeUps = inProcessWakeUps()

async function log(count: number, isTold = true): Promise<void> {
  const project = app.demo.main.projectId
  await app.rows(
    `WITH cursor AS (UPDATE project_cursors SET last = last + ${count} WHERE project_id = '${project}' RETURNING last)
     INSERT INTO change_log (project_id, position, kind, subject_id)
     SELECT '${project}', cursor.last - ${count} + n, 'MESSAGE_ADDED', gen_random_uuid() FROM cursor, generate_series(1, ${count}) n`,
  )
  if (isTold) wakeUps.wake(project)
}

const committed = (position: number): LoggedChange => ({
  position,
  kind: 'MESSAGE_ADDED',
  subjectId: newId(),
  platformId: null,
  conversationId: null,
})

async function take(feed: AsyncIterator<FeedItem>, count: number): Promise<number[]> {
  const positions: number[] = []
  while (positions.length < count) {
    const { value, done } = await feed.next()
    if (done) throw new Error('the feed ended')
    if (value.type === 'change') positions.push(value.change.position)
  }
  return positions
}

/** A subscriber from now on, and where the log stands. */
async function subscribed() {
  const feed = new ChangeFeed(app.database, wakeUps, createLogger('silent'))
  const project = app.demo.main.projectId
  const subscriber = feed.after(project, null, {})
  const start = ((await subscriber.next()).value as { position: number }).position
  return { feed, project, subscriber, start }
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

test('each change is heard once and in order, whatever of it is told twice, late or not at all', async () => {
  const { feed, project, subscriber, start } = await subscribed()
  const pending = take(subscriber, 7)
  await log(1)
  await log(1, false)
  feed.give(project, [committed(start + 2)])
  wakeUps.wake(project, start + 2)
  feed.give(project, [committed(start + 1), committed(start + 2)])
  await log(3, false)
  // Of these another process told first: what lies before them is read.
  feed.give(project, [committed(start + 5)])
  wakeUps.wake(project, start + 5)
  await log(2)
  feed.give(project, [committed(start + 6), committed(start + 7)])
  expect(await pending).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => start + n))
  await subscriber.return?.()
  feed.close()
})

test('what is given is no more than the very next: with a hole before it the log is read', async () => {
  const { feed, project, subscriber, start } = await subscribed()
  const first = subscriber.next()
  await log(1)
  expect((await first).value).toMatchObject({ change: { position: start + 1 } })
  // Not in the log: only who was given it can know of it.
  const given = committed(start + 2)
  let isHeard = false
  const second = subscriber.next().finally(() => {
    isHeard = true
  })
  const giveBoth = () => {
    feed.give(project, [committed(start + 3)])
    feed.give(project, [given]) // not taken while the tail is just reading
    return isHeard
  }
  await expect.poll(giveBoth, { timeout: 10_000 }).toBe(true)
  expect((await second).value).toMatchObject({ change: given })
  await subscriber.return?.()
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
