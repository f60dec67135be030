import { startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
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
    ...readConfig({
      PORT: '0',
      DATABASE_URL: databaseUrl,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_SIMULATOR_URL: simulatorUrl,
      PARLEY_GRAPHIQL: '0',
      // The load comes with one key.
      PARLEY_KEY_POINTS_PER_MINUTE: '1000000000',
    }),
    role,
  },
  databaseUrl,
  databaseDirectUrl: databaseUrl,
  vault: openVault(undefined, dataDir),
  logger: createLogger('warn'),
})
onStop(() => app.stop())
tell({ url: app.url, startingAt } satisfies AppReady)
