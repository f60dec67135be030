import { expect, inject, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { runMediaFlood } from './support/media-flood.ts'

// PARLEY_FLOOD=full is the long form: 1,000 files, 12 kills of workers.
const full = process.env.PARLEY_FLOOD === 'full'
const scale = full
  ? { attachments: 1000, workerKills: 12, pause: 4000, seconds: 600 }
  : { attachments: 60, workerKills: 2, pause: 1500, seconds: 150 }

/** Of a worker with six downloads under way, whatever their sizes and however many there were before, megabytes. Beside other tests the collector comes
 * later: alone it is held to what is promised. */
const MOST_MEMORY = full ? 200 : 250

test('files of customers are stored once and unchanged, or have a reason, when downloads fail and workers are killed', {
  timeout: full ? 900_000 : 240_000,
}, async () => {
  const { url, drop } = await createTestDatabase()
  try {
    const report = await runMediaFlood({ databaseUrl: url, redisUrl: inject('redisUrl'), ...scale })
    console.log(`files: ${JSON.stringify(report)}`)
    expect(report).toMatchObject({
      sent: scale.attachments,
      unexplained: 0,
      wrongHashes: 0,
      missing: 0,
      doubled: 0,
      storedTwice: 0,
    })
    expect(report.states.STORED).toBeGreaterThan(scale.attachments / 2)
    expect((report.states.FAILED ?? 0) + (report.states.EXPIRED ?? 0), 'faults struck').toBeGreaterThan(0)
    expect(report.triesMost, 'some were tried again').toBeGreaterThan(1)
    expect(report.largestRss).toBeLessThan(MOST_MEMORY)
  } finally {
    await drop()
  }
})
