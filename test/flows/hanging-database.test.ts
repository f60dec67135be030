import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { channelOf } from '../../src/channels/index.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { PipelinedConnection } from '../../src/infra/pipelined-connection.ts'
import { withClient } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

const POSTS = 8
/** Two flushes, each given up after four seconds; eight posts one by one would take half a minute. */
const WITHIN_MS = 15_000

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await app?.stop()
})

function postAll(): Promise<Response[]> {
  const platform = app.platform('WHATSAPP')
  const samples = channelOf('WHATSAPP')?.samples
  if (!samples) throw new Error('no samples')
  const posts = Array.from({ length: POSTS }, (_, n) => {
    const customer = { externalId: samples.customerId(n), name: `Customer ${n}` }
    return samples.text({ account: platform.externalId, customer, id: n, text: `${n}`, at: new Date() })
  })
  return Promise.all(posts.map((body) => app.post(platform, body)))
}

test('webhooks are asked to come again while the database hangs, all of them in time, and each is stored once', {
  timeout: 60_000,
}, async () => {
  await withClient(app.databaseUrl, async (client) => {
    await client.query('BEGIN')
    await client.query('LOCK TABLE inbound_keys IN ACCESS EXCLUSIVE MODE')
    const started = performance.now()
    const refused = await postAll()
    expect(performance.now() - started).toBeLessThan(WITHIN_MS)
    expect(refused.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      Array.from({ length: POSTS }, () => [503, '5']),
    )
    await client.query('ROLLBACK')
  })
  expect((await postAll()).map(({ status }) => status)).toEqual(Array.from({ length: POSTS }, () => 200))
  await app.settled()
  const stored = await app.rows<{ content: string }>('SELECT content FROM messages ORDER BY content')
  expect(stored.map(({ content }) => content)).toEqual(Array.from({ length: POSTS }, (_, n) => `${n}`))
})

test('a server that takes connections and says nothing is no fault of what was to be stored', {
  timeout: 30_000,
}, async () => {
  const mute = createServer(() => undefined)
  const port = await freePort()
  await new Promise<void>((resolve) => mute.listen(port, '127.0.0.1', resolve))
  const url = `postgresql://nobody@127.0.0.1:${port}/nothing`
  const connection = new PipelinedConnection({ url, pgbouncer: false, logger: createLogger('silent') })
  const failure = await connection.transact([{ text: 'SELECT 1' }]).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Error)
  expect(connection.isUnavailable(failure)).toBe(true)
  await connection.close()
  mute.close()
})
