import { ConfigError, readConfig } from './config.ts'
import { inviteOwner } from './domain/access/invite-owner.ts'
import { UserFailure } from './domain/user-failure.ts'
import { openConfiguredDatabase } from './infra/configured-database.ts'
import { Database } from './infra/database.ts'
import { createLogger } from './infra/logger.ts'
import { applyMigrations } from './infra/migrations.ts'

/** `npm run invite-owner -- <short name> [name]`: prints the token by which an organisation's first OWNER joins. */
async function run(slug: string, name: string): Promise<string> {
  const config = readConfig()
  const { url, isEmbedded, stop } = await openConfiguredDatabase(config)
  const logger = createLogger(config.logLevel)
  const database = new Database({ url, pgbouncer: false, logger, maxConnections: 1 })
  try {
    // As `npm start` would: nobody has to start it once before.
    if (isEmbedded) await applyMigrations(url)
    return await inviteOwner(database, slug, name)
  } finally {
    await database.close()
    await stop()
  }
}

const [slug, name = slug] = process.argv.slice(2)
if (slug === undefined || name === undefined) {
  console.error('Usage: npm run invite-owner -- <short name> [name of the organisation]')
  process.exit(1)
}
try {
  console.log(await run(slug, name))
  process.exit()
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof UserFailure ? error.message : error)
  process.exit(1)
}
