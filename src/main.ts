import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { App } from './app.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import type { SeededDemo } from './demo/seed.ts'
import { Database } from './infra/database.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './infra/embedded-postgres.ts'
import { checkKeys } from './infra/key-check.ts'
import { createLogger, type Logger } from './infra/logger.ts'
import { applyMigrations } from './infra/migrations.ts'
import { openVault, type Vault, VaultError } from './infra/vault.ts'
import type { RunningSimulator } from './simulator/server.ts'

/** Starts what the configuration asks for, and stops it in order when told to. */

interface Running {
  postgres: EmbeddedPostgres | undefined
  simulator: RunningSimulator | undefined
  app: App
  stopTraffic: () => void
}

async function seed(url: string, vault: Vault, config: Config, logger: Logger): Promise<SeededDemo> {
  const database = new Database({ url, pgbouncer: config.pgbouncer, logger, maxConnections: 2 })
  const { prepareDemo } = await import('./demo/demo.ts')
  try {
    return await prepareDemo(database, vault, resolve(config.dataDir))
  } finally {
    await database.close()
  }
}

async function start(config: Config, logger: Logger): Promise<Running> {
  const dataDir = resolve(config.dataDir)
  const vault = openVault(config.encryptionKeys, dataDir)
  const postgres = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dataDir, database: 'parley', logger })
  if (postgres?.note) logger.info(postgres.note)
  try {
    const databaseUrl = config.databaseUrl ?? postgres?.url ?? ''
    const databaseDirectUrl = config.databaseDirectUrl ?? databaseUrl
    const applied = await applyMigrations(databaseDirectUrl)
    if (applied.length > 0) logger.info({ applied }, 'migrations applied')
    await checkKeys(databaseDirectUrl, vault)
    const demo = config.demo ? await seed(databaseDirectUrl, vault, config, logger) : undefined
    const simulator = demo && config.simulatorUrl === undefined ? await startSimulator() : undefined
    const simulatorUrl = config.simulatorUrl ?? simulator?.url
    // Only now: what V8 was told on the role's account holds while it is loaded.
    const { startApp } = await import('./app.ts')
    const app = await startApp({
      config: { ...config, simulatorUrl },
      databaseUrl,
      databaseDirectUrl,
      vault,
      logger,
      demoKey: demo?.main.apiKey,
    })
    logger.info({ url: app.url, role: config.role }, 'started')
    const stopTraffic =
      demo && app.url && simulatorUrl
        ? await startDemo(config, demo, app.url, simulatorUrl, logger)
        : () => undefined
    return { postgres, simulator, app, stopTraffic }
  } catch (error) {
    await postgres?.stop()
    throw error
  }
}

async function startSimulator(): Promise<RunningSimulator> {
  const { start } = await import('./simulator/server.ts')
  return await start({ seed: Date.now() })
}

async function startDemo(
  config: Config,
  seeded: SeededDemo,
  url: string,
  simulatorUrl: string,
  logger: Logger,
): Promise<() => void> {
  const { runDemo } = await import('./demo/demo.ts')
  const traffic = config.demoTraffic && !process.argv.includes('--no-traffic')
  const startedInMs = performance.now()
  return await runDemo({
    seeded,
    url: config.publicUrl ?? url,
    simulatorUrl,
    dataDir: resolve(config.dataDir),
    traffic,
    logger,
    startedInMs,
  })
}

async function stop({ postgres, simulator, app, stopTraffic }: Running): Promise<void> {
  stopTraffic()
  await app.stop()
  await simulator?.close()
  await postgres?.stop()
}

/**
 * Files and webhooks pass through a worker as short-lived buffers. V8 lets the space of what is young grow to 64 MB,
 * and their garbage with it; this keeps it at its first size. To be told before the rest of the program is loaded.
 */
function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** Errors that a person can mend are told in a line; others keep their stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof VaultError) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return `${message}\nAnother program listens there: stop it, or choose another with PORT=4001 npm start.`
  if (code === 'EACCES' && /listen/.test(message))
    return `${message}\nPorts below 1024 need more rights: choose another with PORT.`
  return error instanceof Error ? (error.stack ?? message) : String(error)
}

function stopOnSignals(running: Running, logger: Logger): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    const deadline = setTimeout(() => process.exit(1), 20_000)
    deadline.unref()
    stop(running).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}

try {
  const config = readConfig()
  if (config.role === 'worker') keepYoungSpaceSmall()
  const logger = createLogger(config.logLevel)
  stopOnSignals(await start(config, logger), logger)
} catch (error) {
  console.error(`Parley could not start.\n${explain(error)}`)
  process.exit(1)
}
