import { seedDemo } from '../../src/demo/seed.ts'
import { Database } from '../../src/infra/database.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { applyMigrations } from '../../src/infra/migrations.ts'
import { openVault } from '../../src/infra/vault.ts'
import type { AppJob, AppReady } from './app.ts'
import type { BenchPostgres } from './postgres.ts'
import { Child, type SpawnOptions } from './processes.ts'

/** A database of Parley with one project and its WhatsApp account, ready to be written to. */
export interface Prepared {
  databaseUrl: string
  dataDir: string
  projectId: string
  apiKey: string
  platformId: string
  account: string
  secret: string
}

export async function prepare(postgres: BenchPostgres, name: string): Promise<Prepared> {
  const databaseUrl = await postgres.createDatabase(name)
  await applyMigrations(databaseUrl)
  const database = new Database({ url: databaseUrl, pgbouncer: false, logger: createLogger('warn') })
  try {
    const { main } = await seedDemo(database, openVault(undefined, postgres.dataDir), undefined)
    const platform = main.platforms.find(({ type }) => type === 'WHATSAPP')
    if (!platform) throw new Error('the demo has no WhatsApp account')
    const { uuid: platformId, externalId: account, secret } = platform
    const { dataDir } = postgres
    return {
      databaseUrl,
      dataDir,
      projectId: main.projectId,
      apiKey: main.apiKey,
      platformId,
      account,
      secret,
    }
  } finally {
    await database.close()
  }
}

/** Parley itself in a process of its own. */
export function startParley(
  prepared: Prepared & { simulatorUrl?: string },
  role: AppJob['role'],
  options: Omit<SpawnOptions, 'core'>,
) {
  const { databaseUrl, dataDir, simulatorUrl } = prepared
  const job: AppJob = { role, databaseUrl, dataDir, simulatorUrl }
  return new Child<AppReady>('app.ts', job, {
    ...options,
    core: 'server',
    profiled: true,
  })
}
