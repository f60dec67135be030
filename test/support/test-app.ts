import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, startApp } from '../../src/app.ts'
import type { Json } from '../../src/channels/inbound.ts'
import { channelOf } from '../../src/channels/index.ts'
import { readConfig } from '../../src/config.ts'
import { type SeededDemo, seedDemo } from '../../src/demo/seed.ts'
import type { SeededApp, SeededPlatform } from '../../src/demo/seed-platform.ts'
import { askSimulator, registerAccounts } from '../../src/demo/simulator.ts'
import { Database } from '../../src/infra/database.ts'
import { createLogger, type Logger } from '../../src/infra/logger.ts'
import { Vault } from '../../src/infra/vault.ts'
import { type RunningSimulator, start as startSimulator } from '../../src/simulator/server.ts'
import { createTestDatabase } from './database.ts'
import { waitFor } from './wait.ts'

/** Where nobody answers: no test calls the networks themselves. */
export const NOWHERE = 'http://127.0.0.1:9'

/** A whole Parley in this process on a database of its own, with the demo's two organisations. */
export interface TestApp {
  app: App
  url: string
  databaseUrl: string
  demo: SeededDemo
  vault: Vault
  database: Database
  /** Where its files are, below `files`. */
  dataDir: string
  platform(type: string): SeededPlatform
  /** Posts a body as the network of the platform would, signed. */
  post(platform: SeededPlatform, body: Json): Promise<Response>
  /** Posts bytes with headers of one's own choice. */
  postRaw(path: string, body: string | Buffer, headers?: Record<string, string>): Promise<Response>
  /** Posts a customer's text; returns the external id the message gets. */
  write(
    platform: SeededPlatform,
    message: { n: number; text: string; customer?: number; at?: Date },
  ): Promise<string>
  query<T = Record<string, never>>(query: string, variables?: object, apiKey?: string): Promise<T>
  /** Rows as the owner of the tables sees them. */
  rows<T = Record<string, unknown>>(sql: string): Promise<T[]>
  /** Plays the networks; absent unless it was asked for. */
  simulator: RunningSimulator | undefined
  /** Asks the simulator's control API. */
  sim<T = Record<string, never>>(path: string, body?: unknown): Promise<T>
  /** Waits until no event of any project is pending. */
  settled(): Promise<void>
  /** Stops Parley; its database can still be looked at until `stop`. */
  halt(): Promise<void>
  stop(): Promise<void>
}

export function testVault(): Vault {
  return new Vault([{ id: 'test', secret: randomBytes(32) }])
}

export interface TestAppOptions {
  showDemoKey?: boolean
  simulated?: boolean
  vault?: Vault
  logger?: Logger
  /** Puts something between, such as a pooler: gives the address by which the requests reach the database. */
  through?: (databaseUrl: string) => Promise<string>
}

export async function startTestApp(
  environment: Record<string, string> = {},
  options: TestAppOptions = {},
): Promise<TestApp> {
  const { showDemoKey = false, simulated = false } = options
  const { vault = testVault(), logger = createLogger('silent') } = options
  const { url: databaseUrl, drop } = await createTestDatabase()
  const database = new Database({ url: databaseUrl, pgbouncer: false, logger, maxConnections: 3 })
  const demo = await seedDemo(database, vault, undefined)
  const simulator = simulated ? await startSimulator({ retryDelaysMs: [50, 200, 500] }) : undefined
  const pooledUrl = await options.through?.(databaseUrl)
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-test-'))
  const config = readConfig({
    PORT: '0',
    PARLEY_DATA_DIR: dataDir,
    DATABASE_URL: pooledUrl ?? databaseUrl,
    ...(pooledUrl && { DATABASE_DIRECT_URL: databaseUrl, PARLEY_PGBOUNCER: '1' }),
    PARLEY_SIMULATOR_URL: simulator?.url ?? NOWHERE,
    // Tests ask more often than people.
    PARLEY_KEY_POINTS_PER_MINUTE: '1000000000',
    PARLEY_FAILED_KEYS_PER_MINUTE: '1000000000',
    ...environment,
  })
  const demoKey = showDemoKey ? demo.main.apiKey : undefined
  const app = await startApp({
    config,
    databaseUrl: config.databaseUrl ?? databaseUrl,
    databaseDirectUrl: databaseUrl,
    vault,
    logger,
    demoKey,
  })
  const url = app.url ?? ''
  if (simulator) await registerAccounts(simulator.url, demo, url)
  let halting: Promise<void> | undefined
  const halt = () => {
    halting ??= app.stop()
    return halting
  }
  const rows = async <T>(sql: string) => (await database.prisma.$queryRawUnsafe(sql)) as T[]

  const postRaw: TestApp['postRaw'] = (path, body, headers = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    })
  const post: TestApp['post'] = (platform, body) => {
    const bytes = Buffer.from(JSON.stringify(body))
    const headers = channelOf(platform.type)?.webhook.sign(bytes, platform.secret) ?? {}
    return postRaw(webhookPath(platform), bytes, headers)
  }
  return {
    app,
    url,
    databaseUrl,
    demo,
    vault,
    database,
    dataDir,
    platform: (type) => {
      const found = demo.main.platforms.find((platform) => platform.type === type)
      if (!found) throw new Error(`the demo has no ${type}`)
      return found
    },
    post,
    postRaw,
    write: async (platform, { n, text, customer = 1, at = new Date() }) => {
      const samples = channelOf(platform.type)?.samples
      if (!samples) throw new Error(`no channel for ${platform.type}`)
      const person = { externalId: samples.customerId(customer), name: `Customer ${customer}` }
      const message = { account: platform.externalId, customer: person, id: n, text, at }
      const response = await post(platform, samples.text(message))
      if (response.status !== 200) throw new Error(`the webhook was answered ${response.status}`)
      return samples.externalId(message)
    },
    query: async <T>(query: string, variables: object = {}, apiKey = demo.main.apiKey) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
      if (errors) throw new Error(`GraphQL errors: ${JSON.stringify(errors)}`)
      return data
    },
    rows,
    simulator,
    sim: async (path, body) => await askSimulator(simulator?.url ?? '', path, body),
    settled: async () => {
      await waitFor(async () => {
        const pending = await rows<{ n: number }>(
          `SELECT count(*)::int AS n FROM inbound_events WHERE status = 'PENDING'`,
        )
        return pending[0]?.n === 0
      })
    },
    halt,
    stop: async () => {
      await halt()
      await simulator?.close()
      await database.close()
      await drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export function appWebhookPath(app: SeededApp): string {
  return `/webhooks/${app.type.toLowerCase()}/apps/${app.uuid}`
}

export function webhookPath(platform: SeededPlatform): string {
  return `/webhooks/${platform.type.toLowerCase()}/${platform.uuid}`
}
