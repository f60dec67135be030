import { resolve } from 'node:path'
import type { Config } from '../config.ts'
import { attachEmbeddedPostgres } from './embedded-postgres.ts'
import { createLogger } from './logger.ts'

/**
 * The database that a command works on: that of the configuration, past any pooler; else the embedded one, which a
 * Parley beside it may be looking after.
 */
export async function openConfiguredDatabase(
  config: Pick<Config, 'databaseDirectUrl' | 'dataDir' | 'logLevel'>,
): Promise<{ url: string; isEmbedded: boolean; stop(): Promise<void> }> {
  const { databaseDirectUrl: url } = config
  if (url !== undefined) return { url, isEmbedded: false, stop: async () => undefined }
  const logger = createLogger(config.logLevel)
  const postgres = await attachEmbeddedPostgres({
    dataDir: resolve(config.dataDir),
    database: 'parley',
    logger,
  })
  return { url: postgres.url, isEmbedded: true, stop: () => postgres.stop() }
}
