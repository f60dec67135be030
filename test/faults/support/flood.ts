import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { channelOf, channels } from '../../../src/channels/index.ts'
import { type SeededDemo, type SeededProject, seedDemo } from '../../../src/demo/seed.ts'
import type { SeededPlatform } from '../../../src/demo/seed-platform.ts'
import { Database } from '../../../src/infra/database.ts'
import { createLogger } from '../../../src/infra/logger.ts'
import { parseKeyRing, Vault } from '../../../src/infra/vault.ts'
import { freePort } from '../../support/free-port.ts'
import { NOWHERE } from '../../support/test-app.ts'
import { waitFor } from '../../support/wait.ts'
import { planFlood } from './flood-plan.ts'
import { type FloodVerdict, judgeFlood } from './flood-verdict.ts'
import { type Environment, killRepeatedly, ParleyProcess } from './parley-process.ts'
import { postAll, type SenderTarget } from './webhook-sender.ts'

export interface FloodOptions {
  databaseUrl: string
  redisUrl: string
  webhooks: number
  /** Share of the webhooks that is delivered a second time. */
  redelivered: number
  workerKills: number
  webKills: number
  seed: number
  /** Milliseconds between kills, on average. */
  pause: number
  /** Runs beside the flood, such as other faults. */
  meanwhile?: () => Promise<void>
}

export interface FloodReport {
  posts: number
  attempts: number
  seconds: number
  verdict: FloodVerdict
}

export interface Cluster {
  demo: SeededDemo
  project: SeededProject
  url: string
  web: ParleyProcess
  workers: ParleyProcess[]
  stop(): Promise<void>
}

/** One web process and two workers over one database and one Redis, as in production. The web process may also work. */
export async function startCluster(
  databaseUrl: string,
  redisUrl: string,
  more: Environment = {},
  webRole: 'web' | 'all' = 'web',
): Promise<Cluster> {
  const keys = `k1:${randomBytes(32).toString('base64')}`
  const database = new Database({
    url: databaseUrl,
    pgbouncer: false,
    logger: createLogger('silent'),
    maxConnections: 2,
  })
  const demo = await seedDemo(database, new Vault(parseKeyRing(keys)), undefined)
  await database.close()
  const port = await freePort()
  const environment = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    PARLEY_ENCRYPTION_KEYS: keys,
    PORT: String(port),
    PARLEY_SIMULATOR_URL: NOWHERE,
    ...more,
  }
  const web = new ParleyProcess({ ...environment, PARLEY_ROLE: webRole })
  const workers = [1, 2].map(() => new ParleyProcess({ ...environment, PARLEY_ROLE: 'worker' }))
  const all = [web, ...workers]
  try {
    for (const process of all) await process.start()
  } catch (error) {
    await Promise.all(all.map((process) => process.kill()))
    throw error
  }
  return {
    demo,
    project: demo.main,
    url: `http://127.0.0.1:${port}`,
    web,
    workers,
    stop: async () => void (await Promise.all(all.map((process) => process.stop()))),
  }
}

export function senderTarget(cluster: Cluster, type: string): SenderTarget & { account: string } {
  const channel = channelOf(type)
  const platform = cluster.project.platforms.find((one) => one.type === type) as SeededPlatform
  if (!channel) throw new Error(`there is no channel for ${type}`)
  const url = `${cluster.url}/webhooks/${type.toLowerCase()}/${platform.uuid}`
  return { channel, url, secret: platform.secret, account: platform.externalId }
}

/** Floods a cluster with webhooks while its processes are killed, and compares what is stored with what was sent. */
export async function runFlood(options: FloodOptions): Promise<FloodReport> {
  const cluster = await startCluster(options.databaseUrl, options.redisUrl)
  try {
    const plan = planFlood(
      channels.map((channel) => senderTarget(cluster, channel.type)),
      options.webhooks,
      options.redelivered,
      options.seed,
    )
    const started = performance.now()
    const pause = (n: number) => options.pause * (0.5 + ((n * 7919) % 100) / 100)
    const [attempts] = await Promise.all([
      postAll(plan.posts, 8, 300),
      killRepeatedly(cluster.workers, options.workerKills, pause),
      killRepeatedly([cluster.web], options.webKills, (n) => pause(n) * 3),
      options.meanwhile?.(),
    ])
    await waitUntilApplied(options.databaseUrl)
    const seconds = (performance.now() - started) / 1000
    const verdict = await judgeFlood(options.databaseUrl, cluster.project.projectId, plan)
    return { posts: plan.posts.length, attempts, seconds, verdict }
  } finally {
    await cluster.stop()
  }
}

export async function waitUntilApplied(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const pending = async () => {
      const { rows } = await client.query(
        `SELECT count(*)::int AS n FROM inbound_events WHERE status = 'PENDING'`,
      )
      return rows[0].n as number
    }
    await waitFor(async () => (await pending()) === 0, {
      timeout: 120_000,
      every: 200,
      what: 'an empty backlog',
    })
  } finally {
    await client.end()
  }
}

export const spotless: FloodVerdict = {
  lost: 0,
  duplicates: 0,
  gapsInSequences: 0,
  wrongStatuses: 0,
  wrongEdits: 0,
  wrongUnsends: 0,
  wrongConversationCounters: 0,
  wrongMetrics: 0,
  pendingOrFailed: 0,
  holesInChangeLog: 0,
}
