import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/infra/embedded-postgres.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { applyMigrations } from '../../src/infra/migrations.ts'
import { Queue } from '../../src/jobs/queue.ts'
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

/** One PostgreSQL and one Redis for the whole run. */
export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const logger = createLogger('warn')
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'))
  chmodSync(folder, 0o711) // PostgreSQL may run as another user, who must be able to pass
  const postgres = await startEmbeddedPostgres({ dataDir: folder, database: TEMPLATE, logger, flags: FLAGS })
  await applyMigrations(postgres.url)
  await createQueueSchema(postgres.url)
  const configured = process.env.REDIS_URL
  const redis = configured ? undefined : await startRedis()
  const adminUrl = new URL(postgres.url)
  adminUrl.pathname = '/postgres'
  project.provide('postgres', { adminUrl: adminUrl.href, template: TEMPLATE })
  project.provide('redisUrl', configured ?? redis?.url ?? '')
  return async () => {
    await redis?.kill()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In the template once, so that no test waits for the queue's own migrations. */
async function createQueueSchema(url: string): Promise<void> {
  const queue = new Queue({ url, logger: createLogger('silent'), supervise: false })
  await queue.start()
  await queue.stop()
}
