import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import type { LoggedChange } from '../../src/domain/changes/change.ts'
import { type ApplyDependencies, applyEvents } from '../../src/domain/inbound/apply-events.ts'
import { systemClock } from '../../src/infra/clock.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { redisWakeUps } from '../../src/infra/pubsub.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

/** Accepts and applies nothing: that is done here. */
let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ PARLEY_ROLE: 'web', REDIS_URL: inject('redisUrl') })
})
afterAll(async () => {
  await app?.stop()
})

type Call = { told: LoggedChange[] } | { woken: number | undefined }
let calls: Call[] = []
beforeEach(() => {
  calls = []
})

async function apply(): Promise<void> {
  const { projectId } = app.demo.main
  const deps: ApplyDependencies = {
    database: app.app.database,
    vault: app.vault,
    queue: app.app.queue,
    clock: systemClock,
    logger: createLogger('silent'),
    tellHere: (_projectId, changes) => void calls.push({ told: [...changes] }),
    wakeUps: {
      wake: (_projectId, upTo) => void calls.push({ woken: upTo }),
      listen: () => () => undefined,
      close: async () => undefined,
    },
  }
  const events = await app.rows<{ id: string }>('SELECT id FROM inbound_events ORDER BY id')
  await applyEvents(
    deps,
    projectId,
    events.map(({ id }) => id),
  )
}

async function logged(): Promise<LoggedChange[]> {
  return await app.rows<LoggedChange>(
    `SELECT position::int, kind, subject_id AS "subjectId", platform_id AS "platformId", conversation_id AS "conversationId"
     FROM change_log ORDER BY position`,
  )
}
const told = () => calls.flatMap((call) => ('told' in call ? call.told : []))
const write = async (...texts: string[]) => {
  for (const [n, text] of texts.entries())
    await app.write(app.platform('WHATSAPP'), { n: Date.now() + n, text, customer: n + 1 })
}

test('what is told is what was logged, before anybody is woken', async () => {
  await write('one', 'two', 'three')
  await apply()
  const changes = await logged()
  expect(changes.filter(({ kind }) => kind === 'MESSAGE_ADDED')).toHaveLength(3)
  expect(calls).toEqual([{ told: changes }, { woken: changes.at(-1)?.position }])
})

test('where nothing is applied nothing is told', async () => {
  await apply()
  expect(calls).toEqual([])
})

test('of a batch that is taken apart only what was committed is told, each once', async () => {
  const before = await logged()
  await app.rows(`ALTER TABLE messages ADD CONSTRAINT refused CHECK (content <> 'refused')`)
  await write('first', 'refused', 'last')
  await apply()
  await app.rows('ALTER TABLE messages DROP CONSTRAINT refused')
  const changes = (await logged()).slice(before.length)
  expect(changes.filter(({ kind }) => kind === 'MESSAGE_ADDED')).toHaveLength(2)
  expect(told()).toEqual(changes)
})

test('where a log stands travels over Redis with the wake-up', async () => {
  const logger = createLogger('silent')
  const [one, other] = [redisWakeUps(inject('redisUrl'), logger), redisWakeUps(inject('redisUrl'), logger)]
  const { projectId } = app.demo.main
  const heard: [string | null, number | undefined][] = []
  other.listen((project, upTo) => {
    if (project === projectId) heard.push([project, upTo])
  })
  try {
    const hears = async (upTo: number | undefined) => {
      one.wake(projectId, upTo)
      return heard.some((wakeUp) => wakeUp[1] === upTo)
    }
    await expect.poll(() => hears(4711), { timeout: 10_000 }).toBe(true)
    await expect.poll(() => hears(undefined), { timeout: 10_000 }).toBe(true)
  } finally {
    await Promise.all([one.close(), other.close()])
  }
})
