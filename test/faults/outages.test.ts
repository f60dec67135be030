import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { applyMigrations } from '../../src/infra/migrations.ts'
import { createTestDatabase } from '../support/database.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { startRedis } from '../support/redis.ts'
import { WsClient } from '../support/ws-client.ts'
import { runFlood, senderTarget, spotless, startCluster } from './support/flood.ts'
import { postAll } from './support/webhook-sender.ts'

describe('Redis', () => {
  test('stopped and started again costs subscribers nothing but a moment', { timeout: 120_000 }, async () => {
    const redis = await startRedis()
    const { url, drop } = await createTestDatabase()
    const cluster = await startCluster(url, redis.url)
    try {
      const target = senderTarget(cluster, 'WHATSAPP')
      const client = await new WsClient(`${cluster.url}/graphql`).init(cluster.project.apiKey)
      client.subscribe(
        '1',
        'subscription { events { __typename ... on MessageAdded { message { content } } } }',
      )
      await client.until(() => client.events('1').length > 0)
      const write = (n: number) => {
        const customer = { externalId: target.channel.samples.customerId(1), name: 'Mali' }
        const message = { account: target.account, customer, id: n, text: `${n}`, at: new Date() }
        return postAll([{ target, body: target.channel.samples.text(message) }], 1, 30)
      }
      for (let n = 1; n <= 60; n += 1) {
        if (n === 20) await redis.kill()
        if (n === 40) await redis.start()
        await write(n)
        await delay(20)
      }
      const contents = () =>
        client
          .events('1')
          .flatMap((data) => (data.events as { message?: { content: string } }).message?.content ?? [])
      await client.until(() => contents().length >= 60)
      expect(contents()).toEqual(Array.from({ length: 60 }, (_, n) => `${n + 1}`))
      await client.close()
    } finally {
      await cluster.stop()
      await redis.kill()
      await drop()
    }
  })
})

describe('PostgreSQL', () => {
  test('killed and started again in a flood loses and doubles nothing that was acknowledged', {
    timeout: 180_000,
  }, async () => {
    const redis = await startRedis()
    const postgres = await startTestPostgres('parley')
    try {
      await applyMigrations(postgres.url)
      const report = await runFlood({
        databaseUrl: postgres.url,
        redisUrl: redis.url,
        webhooks: 600,
        redelivered: 0.2,
        workerKills: 0,
        webKills: 0,
        seed: 7,
        pause: 0,
        meanwhile: async () => {
          await delay(400)
          // Its sessions end with it; the embedded server is looked after and started again on the same port.
          process.kill(postgres.pid(), 'SIGKILL')
        },
      })
      expect(report.attempts).toBeGreaterThan(report.posts)
      expect(report.verdict).toEqual(spotless)
    } finally {
      await postgres.stop()
      await redis.kill()
    }
  })
})
