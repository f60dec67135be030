import { expect, inject, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { runFlood, spotless } from './support/flood.ts'

// PARLEY_FLOOD=full is the long form: 10,000 webhooks, 20 kills of workers, 5 of the web process.
const full = process.env.PARLEY_FLOOD === 'full'
const scale = full
  ? { webhooks: 10_000, workerKills: 20, webKills: 5, pause: 1500 }
  : { webhooks: 1500, workerKills: 3, webKills: 2, pause: 600 }

test('nothing is lost, doubled or miscounted when workers and the web process are killed in a flood', {
  timeout: full ? 600_000 : 120_000,
}, async () => {
  const { url, drop } = await createTestDatabase()
  try {
    const report = await runFlood({
      databaseUrl: url,
      redisUrl: inject('redisUrl'),
      redelivered: 0.2,
      seed: 42,
      ...scale,
    })
    console.log(
      `flood: ${report.posts} posts in ${report.attempts} attempts, applied after ${report.seconds.toFixed(1)} s`,
    )
    expect(report.verdict).toEqual(spotless)
  } finally {
    await drop()
  }
})
