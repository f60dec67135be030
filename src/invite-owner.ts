import { readConfig } from './config.ts'
import { inviteOwner } from './domain/access/invite-owner.ts'
import { Database } from './infra/database.ts'
import { createLogger } from './infra/logger.ts'

/** `npm run invite-owner -- <short name> [name]`: prints the token by which an organisation's first OWNER joins. */
const [slug, name = slug] = process.argv.slice(2)
const config = readConfig()
const url = config.databaseDirectUrl
if (slug === undefined || name === undefined || url === undefined) {
  console.error('Usage: DATABASE_URL=... npm run invite-owner -- <short name> [name of the organisation]')
  process.exit(1)
}
const database = new Database({
  url,
  pgbouncer: false,
  logger: createLogger(config.logLevel),
  maxConnections: 1,
})
try {
  console.log(await inviteOwner(database, slug, name))
} finally {
  await database.close()
}
process.exit()
