import type { TestProject } from 'vitest/node'
import { createLogger } from '../../src/infra/logger.ts'
import { applyMigrations } from '../../src/infra/migrations.ts'
import { Queue } from '../../src/jobs/queue.ts'
import { startTestPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { adminUrl: string; template: string }
    redisUrl: string
  }
}

const TEMPLATE = 'parley_template'
// Enough connections for many files at once. Killed processes lose nothing without fsync; only a machine would.
const FLAGS = ['-c', 'max_connections=300', '-c', 'fsync=off', '-c', 'shared_buffers=256MB']

type Undo = () => Promise<void>

interface Services {
  redisUrl: string
  postgres: { adminUrl: string; template: string }
  stop: Undo
}

/** Each project of the run loads this module anew, in one process. */
const shared = globalThis as { parleyServices?: { started: Promise<Services>; users: number } }

/** One PostgreSQL and one Redis for the whole run, whichever of its projects comes first; the last one stops them. */
export default async function startServices(project: TestProject): Promise<Undo> {
  shared.parleyServices ??= { started: start(), users: 0 }
  const { parleyServices } = shared
  parleyServices.users += 1
  const { redisUrl, postgres, stop } = await parleyServices.started
  project.provide('redisUrl', redisUrl)
  project.provide('postgres', postgres)
  return async () => {
    parleyServices.users -= 1
    if (parleyServices.users === 0) await stop()
  }
}

/** Whatever was started is stopped, also when a later step fails. */
async function start(): Promise<Services> {
  const undo: Undo[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const redisUrl = process.env.REDIS_URL || (await startSharedRedis(undo))
    return { redisUrl, postgres: { adminUrl: await startSharedPostgres(undo), template: TEMPLATE }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startSharedRedis(undo: Undo[]): Promise<string> {
  const redis = await startRedis()
  undo.push(() => redis.kill())
  return redis.url
}

/** Returns the address of its maintenance database. */
async function startSharedPostgres(undo: Undo[]): Promise<string> {
  const postgres = await startTestPostgres(TEMPLATE, FLAGS)
  undo.push(() => postgres.stop())
  await applyMigrations(postgres.url)
  await createQueueSchema(postgres.url)
  const adminUrl = new URL(postgres.url)
  adminUrl.pathname = '/postgres'
  return adminUrl.href
}

/** In the template once, so that no test waits for the queue's own migrations. */
async function createQueueSchema(url: string): Promise<void> {
  const queue = new Queue({ url, logger: createLogger('silent'), supervise: false })
  await queue.start()
  await queue.stop()
}
