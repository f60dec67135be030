import type { Config } from './config.ts'
import type { Logger } from './infra/logger.ts'
import type { Vault } from './infra/vault.ts'

/** What a process is started with. */
export interface AppOptions {
  config: Pick<
    Config,
    | 'role'
    | 'port'
    | 'host'
    | 'publicUrl'
    | 'pgbouncer'
    | 'redisUrl'
    | 'corsOrigins'
    | 'graphiql'
    | 'simulatorUrl'
    | 'trustedProxies'
    | 'keyPointsPerMinute'
    | 'failedKeysPerMinute'
    | 'persistedOperations'
    | 'media'
  > &
    Partial<Pick<Config, 'identityProvider' | 'jwksPrivate'>>
  databaseUrl: string
  databaseDirectUrl: string
  vault: Vault
  logger: Logger
  /** Filled into GraphiQL for the visitor of a demo. */
  demoKey?: string | undefined
}
