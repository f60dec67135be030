import { readConfig } from './config.ts'
import { openConfiguredDatabase } from './infra/configured-database.ts'
import { applyMigrations } from './infra/migrations.ts'

/** `npm run migrate`: brings the database of the configuration up to date and says what was done. */
const database = await openConfiguredDatabase(readConfig())
try {
  const applied = await applyMigrations(database.url)
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`)
} finally {
  await database.stop()
}
// Prisma's engine leaves a timer behind that would hold the process for ten seconds.
process.exit()
