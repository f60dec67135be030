import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import { channelOf } from '../../src/channels/index.ts'
import type { NativeRequest } from '../../src/channels/outbound.ts'
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

const requestOf = (body: NativeRequest['body'] & object): NativeRequest => ({
  method: 'POST',
  host: 'api',
  path: '/v26.0/1/messages',
  body,
})
const text = requestOf({ recipient: { id: '7' }, message: { text: 'Hi' } })

/** A worker that always has something to send; tells when it was allowed to. */
async function work(rates: Rates, platformId: string, until: number, sentAt: number[]): Promise<void> {
  while (Date.now() < until) {
    const pace = await paceSend(rates, {
      channel: facebook,
      platformId,
      conversationId: `conversation ${sentAt.length}`,
      isGroup: false,
      request: text,
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

test('what a network limits by the hour ends before its account does, and is of no other send', async () => {
  const rates = openRates({ redisUrl: undefined, databaseUrl: database.url, logger: createLogger('silent') })
  const comment = requestOf({ recipient: { comment_id: '5_6' }, message: { text: 'Hi' } })
  const pace = async (request: NativeRequest, n: number) =>
    await paceSend(rates, {
      channel: facebook,
      platformId: 'by the hour',
      conversationId: `conversation ${n}`,
      isGroup: false,
      request,
      accountRate: null,
    })
  const answered = []
  for (let n = 0; n < 60; n += 1) answered.push(await pace(comment, n))
  const refused = answered.filter((one) => 'retryInMs' in one)
  const other = await pace(text, 99)
  await rates.close()
  // 750 in an hour: in no hour of any alignment, and so 57 in each five minutes.
  expect(answered.slice(0, 57).every((one) => 'waitMs' in one)).toBe(true)
  expect(refused).toHaveLength(3)
  for (const one of refused) expect(one.retryInMs).toBeGreaterThan(200_000)
  expect(other).toHaveProperty('waitMs')
})

test('films and sounds have a limit of their own within that of the account', async () => {
  const rates = openRates({ redisUrl: undefined, databaseUrl: database.url, logger: createLogger('silent') })
  const film = requestOf({
    recipient: { id: '7' },
    message: { attachment: { type: 'video', payload: { attachment_id: '1' } } },
  })
  const asked = Array.from({ length: 40 }, async (_, n) =>
    paceSend(rates, {
      channel: facebook,
      platformId: 'films',
      conversationId: `conversation ${n}`,
      isGroup: false,
      request: film,
      accountRate: null,
    }),
  )
  const paces = await Promise.all(asked)
  await rates.close()
  // The spans of a slow machine are two at most.
  const granted = paces.filter((pace) => 'waitMs' in pace)
  expect(granted.length).toBeGreaterThanOrEqual(10)
  expect(granted.length).toBeLessThanOrEqual(20)
  expect(Math.max(...granted.map(({ waitMs }) => waitMs))).toBeGreaterThan(500)
})

test('counters whose span is over are removed, and those that still count are not', async () => {
  const rates = openRates({ redisUrl: undefined, databaseUrl: database.url, logger: createLogger('silent') })
  const brief = { points: 1, seconds: 1 }
  const long = { points: 1, seconds: 3600 }
  await Promise.all(['a', 'b'].map((key) => rates.take(`forgotten ${key}`, brief)))
  await rates.take('kept', long)
  const inTwoMinutes = new Date(Date.now() + 120_000)
  expect(await rates.forgetPast(inTwoMinutes)).toBeGreaterThanOrEqual(2)
  expect(await rates.take('kept', long)).toMatchObject({ granted: false })
  expect(await rates.take('forgotten a', brief)).toMatchObject({ granted: true })
  await rates.close()
})
