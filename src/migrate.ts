import { resolve } from 'node:path'
import { readConfig } from './config.ts'
import { startEmbeddedPostgres } from './infra/embedded-postgres.ts'
import { createLogger } from './infra/logger.ts'
import { applyMigrations } from './infra/migrations.ts'

/** `npm run migrate`: brings the database of the configuration up to date and says what was done. */
const config = readConfig()
const logger = createLogger(config.logLevel)
const postgres = config.databaseDirectUrl
  ? undefined
  : await startEmbeddedPostgres({ dataDir: resolve(config.dataDir), database: 'parley', logger })
try {
  const applied = await applyMigrations(config.databaseDirectUrl ?? postgres?.url ?? '')
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`)
} finally {
  await postgres?.stop()
}
// Prisma's engine leaves a timer behind that would hold the process for ten seconds.
process.exit()
