import { startApp } from '../../src/app.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { openVault } from '../../src/infra/vault.ts'
import { job, onStop, tell } from './child.ts'

/** Parley as `npm start` builds it, without the demo: the process under test. */
export interface AppJob {
  role: 'all' | 'web' | 'worker'
  databaseUrl: string
  dataDir: string
  simulatorUrl?: string | undefined
}

export interface AppReady {
  /** Undefined in a worker. */
  url: string | undefined
  /** When its modules were loaded and Parley's own start began. */
  startingAt: number
}

const { role, databaseUrl, dataDir, simulatorUrl } = job<AppJob>()
const startingAt = Date.now()
const app = await startApp({
  config: {
    role,
    port: 0,
    host: '127.0.0.1',
    publicUrl: undefined,
    pgbouncer: false,
    redisUrl: undefined,
    corsOrigins: [],
    graphiql: false,
    simulatorUrl,
    media: {
      storage: { kind: 'local', dir: `${dataDir}/files` },
      maxBytes: 100_000_000,
      linkSeconds: 86_400,
    },
  },
  databaseUrl,
  databaseDirectUrl: databaseUrl,
  vault: openVault(undefined, dataDir),
  logger: createLogger('warn'),
})
onStop(() => app.stop())
tell({ url: app.url, startingAt } satisfies AppReady)
