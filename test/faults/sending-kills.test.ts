import { expect, inject, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { runSendFlood } from './support/send-flood.ts'

// PARLEY_FLOOD=full is the long form: 10,000 sends, 20 kills of workers.
const full = process.env.PARLEY_FLOOD === 'full'
const scale = full
  ? { sends: 10_000, customersPerNetwork: 60, workerKills: 20, pause: 3000, seconds: 420 }
  : { sends: 250, customersPerNetwork: 6, workerKills: 2, pause: 1500, seconds: 100 }

test('nothing is sent twice, lost or out of order when calls fail and workers are killed', {
  timeout: full ? 900_000 : 180_000,
}, async () => {
  const { url, drop } = await createTestDatabase()
  try {
    const report = await runSendFlood({ databaseUrl: url, redisUrl: inject('redisUrl'), ...scale })
    console.log(`sends: ${JSON.stringify(report)}`)
    expect(report).toMatchObject({ sentTwice: 0, lost: 0, conversationsOutOfOrder: 0 })
    expect(report.sends).toBeGreaterThanOrEqual(scale.sends)
    expect(report.unconfirmed + report.failed, 'faults struck').toBeGreaterThan(0)
  } finally {
    await drop()
  }
})
