import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from './config.ts'
import { Authenticator } from './domain/access/authenticate.ts'
import { LastUse } from './domain/access/last-use.ts'
import { TokenVerifier } from './domain/access/verify-token.ts'
import { ChangeFeed } from './domain/changes/change-feed.ts'
import { Intake } from './domain/inbound/accept-webhook.ts'
import { ApplySoon } from './domain/inbound/apply-soon.ts'
import { Copying } from './domain/media/copy-attachments.ts'
import { FileLinks } from './domain/media/file-links.ts'
import { createFileStore } from './domain/media/file-store.ts'
import type { FileStore } from './domain/media/stored-file.ts'
import { networkCaller, type OriginOf } from './domain/outbound/call-network.ts'
import { Delivery } from './domain/outbound/delivery.ts'
import { SENT_LINK_SECONDS, SentFileLinks } from './domain/outbound/file-links.ts'
import type { Lane } from './domain/outbound/lanes.ts'
import type { SendingDependencies } from './domain/outbound/sending-dependencies.ts'
import { WebhookDirectory } from './domain/platforms/webhook-directory.ts'
import { WebhookStats } from './domain/platforms/webhook-stats.ts'
import { clientAddress } from './http/client-address.ts'
import { createGraphQL } from './http/graphql.ts'
import { KeyAttempts } from './http/key-attempts.ts'
import { readPersistedOperations } from './http/persisted-operations.ts'
import { createHttpServer } from './http/server.ts'
import { serveWebSocket } from './http/websocket.ts'
import { type Budgets, budgetsRedis, openBudgets } from './infra/budgets.ts'
import { systemClock } from './infra/clock.ts'
import { Database } from './infra/database.ts'
import { type Egress, openEgress } from './infra/egress.ts'
import type { Logger } from './infra/logger.ts'
import { openStorage } from './infra/open-storage.ts'
import { PipelinedConnection } from './infra/pipelined-connection.ts'
import { inProcessWakeUps, redisWakeUps } from './infra/pubsub.ts'
import { openRates } from './infra/rates.ts'
import { Spool } from './infra/spool.ts'
import type { Storage } from './infra/storage.ts'
import type { Vault } from './infra/vault.ts'
import { Queue } from './jobs/queue.ts'
import { startWorker } from './jobs/worker.ts'
import { createLoaders } from './schema/context.ts'

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

/** Everything of one process, running. */
export interface App {
  database: Database
  queue: Queue
  files: FileStore
  storage: Storage
  /** Where the server listens; undefined in a worker. */
  url: string | undefined
  /** Stops in order: no new requests, then what is under way, then the connections. */
  stop(): Promise<void>
}

/** Builds every dependency once and starts what the role asks for. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, databaseUrl: url, databaseDirectUrl: directUrl, vault, logger } = options
  const { pgbouncer } = config
  const storage = await openStorage(config.media.storage, logger)
  const database = new Database({ url, pgbouncer, logger })
  const queue = new Queue({ url: directUrl, logger, supervise: config.role !== 'web' })
  const wakeUps = config.redisUrl ? redisWakeUps(config.redisUrl, logger) : inProcessWakeUps()
  // Their library names its statements, which a transaction pooler loses.
  const rates = openRates({ redisUrl: config.redisUrl, databaseUrl: directUrl, logger })
  const originOf = originsOf(config.simulatorUrl)
  const network = networkCaller(originOf)
  const links = new SentFileLinks(new FileLinks(vault, SENT_LINK_SECONDS, systemClock), {
    publicUrl: config.publicUrl,
    isSimulated: config.simulatorUrl !== undefined && (config.role !== 'worker' || !!config.publicUrl),
  })
  const shared = { database, queue, vault, wakeUps, network, links, clock: systemClock, logger }
  const spool = new Spool(storage.spoolDir, (err) =>
    logger.warn({ err }, 'what was left of uploads could not be removed'),
  )
  const { maxBytes } = config.media
  const files = createFileStore({ database, storage, spool, maxBytes, logger })
  await queue.start()
  const delivery = config.role === 'web' ? undefined : new Delivery({ ...shared, files, rates })
  const copying =
    config.role === 'web'
      ? undefined
      : new Copying({ ...shared, files, originOf, maxBytes, egress: egressOf(config.simulatorUrl) })
  if (delivery && copying) await startWorker({ ...shared, delivery, copying, storage })
  const deliverSoon = delivery && ((lane: Lane) => delivery.wake(lane))
  const web =
    config.role === 'worker'
      ? undefined
      : await startWeb(options, { ...shared, deliverSoon }, { files, storage })
  if (web) links.listensAt(web.url)
  return {
    database,
    queue,
    files,
    storage,
    url: web?.url,
    stop: async () => {
      await web?.stop()
      await queue.stop()
      await Promise.all([delivery?.stop(), copying?.stop()])
      await rates.close()
      await wakeUps.close()
      await database.close()
      spool.stop()
      storage.close()
    },
  }
}

/** A simulator plays every host of every network under a path of its own. */
function originsOf(simulatorUrl: string | undefined): OriginOf {
  if (simulatorUrl === undefined) return (_type, _host, origin) => origin
  return (type, host) => `${simulatorUrl}/${type.toLowerCase()}${host === 'api' ? '' : `-${host}`}`
}

/** A simulator serves files at its own address, which is on this machine or near it. */
function egressOf(simulatorUrl: string | undefined): Egress {
  return openEgress(simulatorUrl === undefined ? {} : { allowedOrigins: [simulatorUrl] })
}

interface Media {
  files: FileStore
  storage: Storage
}

async function startWeb(options: AppOptions, sending: SendingDependencies, { files, storage }: Media) {
  const { database, queue, wakeUps } = sending
  const { config, vault, logger } = options
  const connection = new PipelinedConnection({ url: options.databaseDirectUrl, pgbouncer: false, logger })
  const applying = { database, vault, wakeUps, queue, clock: systemClock, logger }
  const soon = config.role === 'all' ? new ApplySoon(applying) : undefined
  const intake = new Intake(connection, queue, vault, soon)
  // Connections of its own: readers of the API, however many, must not keep webhooks waiting.
  const { pgbouncer } = config
  const doorkeeper = new Database({ url: options.databaseUrl, pgbouncer, logger, maxConnections: 3 })
  const stats = new WebhookStats(doorkeeper, logger)
  const lastUse = new LastUse(doorkeeper, logger)
  const authenticator = new Authenticator(doorkeeper, tokenVerifier(options, doorkeeper), lastUse)
  const changes = new ChangeFeed(database, wakeUps, logger)
  let publicUrl = config.publicUrl ?? ''
  const limits = openRequestLimits(config, logger)
  const attempts = new KeyAttempts(authenticator, limits.failures)
  const addressOf = (request: IncomingMessage) => clientAddress(request, config.trustedProxies)
  const persisted =
    config.persistedOperations &&
    readPersistedOperations(config.persistedOperations.path, config.persistedOperations.only)
  const links = new FileLinks(vault, config.media.linkSeconds, systemClock)
  const yoga = createGraphQL({
    authenticator,
    attempts,
    budgets: limits.keys,
    persisted,
    addressOf,
    contextFor: (principal, requestId) => ({
      principal,
      requestId,
      database,
      vault,
      queue,
      sending,
      changes,
      links,
      publicUrl,
      loaders: createLoaders({ database, vault, projectId: principal.projectId }),
    }),
    corsOrigins: config.corsOrigins,
    graphiql: config.graphiql ? { demoKey: options.demoKey } : undefined,
    logger,
  })
  const checks = {
    database: async () => void (await database.anonymous({ text: 'SELECT 1' })),
    storage: () => storage.check(),
  }
  const { corsOrigins } = config
  const { maxBytes } = config.media
  const media = {
    files,
    links,
    database,
    attempts,
    addressOf,
    corsOrigins,
    maxBytes,
    publicUrl: () => publicUrl,
    logger,
  }
  const directory = new WebhookDirectory(doorkeeper, vault)
  const isHttps = publicUrl.startsWith('https:')
  const server = createHttpServer({ directory, intake, stats, yoga, media, checks, isHttps, logger })
  const sockets = serveWebSocket({
    server,
    yoga,
    authenticator,
    attempts,
    persisted,
    addressOf,
    corsOrigins,
    logger,
  })
  const url = await listen(server, config.port, config.host)
  publicUrl ||= url
  return {
    url,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      await sockets.close()
      server.closeIdleConnections()
      await intake.drain()
      await soon?.drain()
      setTimeout(() => server.closeAllConnections(), 2000).unref()
      await closed
      changes.close()
      await stats.close()
      await lastUse.close()
      await connection.close()
      await doorkeeper.close()
      limits.close()
    },
  }
}

function tokenVerifier({ config, logger }: AppOptions, database: Database): TokenVerifier {
  const provider = config.identityProvider && { ...config.identityProvider, organizationId: null }
  return new TokenVerifier({ database, logger, provider, allowPrivate: config.jwksPrivate ?? false })
}

/** Shared by all processes where there is Redis; one that serves alone counts for itself. */
function openRequestLimits(
  { redisUrl, keyPointsPerMinute, failedKeysPerMinute }: AppOptions['config'],
  logger: Logger,
): { keys: Budgets; failures: Budgets; close(): void } {
  const redis = redisUrl === undefined ? undefined : budgetsRedis(redisUrl, logger)
  const perMinute = (name: string, points: number) =>
    openBudgets({ name, budget: { points, seconds: 60 }, redis })
  return {
    keys: perMinute('key', keyPointsPerMinute),
    failures: perMinute('failed-keys', failedKeysPerMinute),
    close: () => redis?.disconnect(),
  }
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${address.port}`
}
