import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/infra/embedded-postgres.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { applyMigrations } from '../../src/infra/migrations.ts'
import { findPostgresPlace } from '../../src/infra/postgres-place.ts'
import { Queue } from '../../src/jobs/queue.ts'
import { guard } from './guard.ts'
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

const STOP_POSTGRES_AND_REMOVE = `
  data=$1; shift
  pid=$(head -n 1 "$data/postmaster.pid")
  [ -n "$pid" ] && kill -INT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
  rm -rf "$@"`

type Undo = () => Promise<void> | void

/** One PostgreSQL and one Redis for the whole run. Whatever was started is stopped, also when a later step fails. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const undo: Undo[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    project.provide('redisUrl', process.env.REDIS_URL || (await startSharedRedis(undo)))
    project.provide('postgres', { adminUrl: await startPostgres(undo), template: TEMPLATE })
    return stop
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
async function startPostgres(undo: Undo[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'))
  chmodSync(folder, 0o711) // PostgreSQL may run as another user, who must be able to pass
  const { dataDir } = findPostgresPlace(join(folder, 'postgres'))
  const folders = [folder, dirname(dataDir)]
  undo.push(() => folders.forEach((path) => void rmSync(path, { recursive: true, force: true })))
  undo.push(guard(STOP_POSTGRES_AND_REMOVE, dataDir, ...folders))
  const logger = createLogger('warn')
  const postgres = await startEmbeddedPostgres({ dataDir: folder, database: TEMPLATE, logger, flags: FLAGS })
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
