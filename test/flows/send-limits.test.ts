import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import { channelOf } from '../../src/channels/index.ts'
import { paceSend } from '../../src/domain/outbound/send-limits.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { openRates, type Rates } from '../../src/infra/rates.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.drop()
})

const PER_SECOND = 20
// PARLEY_FLOOD=full looks for half a minute, alone on the machine.
const full = process.env.PARLEY_FLOOD === 'full'
const SECONDS = full ? 30 : 4
/** Sends of one second that their timers may have pushed into the next: other tests keep the processor busy. */
const LATE = full ? 1 : 6
const facebook = channelOf('FACEBOOK') as Channel

/** A worker that always has something to send; tells when it was allowed to. */
async function work(rates: Rates, platformId: string, until: number, sentAt: number[]): Promise<void> {
  while (Date.now() < until) {
    const pace = await paceSend(rates, {
      channel: facebook,
      platformId,
      conversationId: `conversation ${sentAt.length}`,
      isGroup: false,
      accountRate: { points: PER_SECOND, seconds: 1 },
    })
    const wait = 'waitMs' in pace ? pace.waitMs : pace.retryInMs
    await new Promise((resolve) => setTimeout(resolve, wait))
    if ('waitMs' in pace) sentAt.push(Date.now())
  }
}

test.each(['Redis', 'PostgreSQL'])(
  'three workers share a limit through %s: kept in every second, and used',
  { timeout: 60_000 },
  async (store) => {
    const options = {
      redisUrl: store === 'Redis' ? inject('redisUrl') : undefined,
      databaseUrl: database.url,
      logger: createLogger('silent'),
    }
    const workers = [1, 2, 3].map(() => openRates(options))
    const sentAt: number[] = []
    const platformId = `platform ${randomUUID()}` // the store may be one that others use, too
    const until = Date.now() + SECONDS * 1000
    await Promise.all(
      workers.flatMap((rates) => [1, 2, 3, 4].map(() => work(rates, platformId, until, sentAt))),
    )
    await Promise.all(workers.map((rates) => rates.close()))
    sentAt.sort((a, b) => a - b)
    // Timers are late by a millisecond or two: the spacing is looked at over a hair more than a second.
    const busiest = Math.max(
      ...sentAt.map((at, n) => sentAt.slice(n).filter((other) => other < at + 990).length),
    )
    console.log(`${store}: ${sentAt.length} sends in ${SECONDS} s, at most ${busiest} in a second`)
    expect(busiest).toBeLessThanOrEqual(PER_SECOND + LATE)
    // However late its timers are, a span gets no more than its share.
    expect(sentAt.length).toBeLessThanOrEqual(PER_SECOND * (SECONDS + 1))
    expect(sentAt.filter((at) => at < until).length).toBeGreaterThanOrEqual(PER_SECOND * SECONDS * 0.85)
  },
)
