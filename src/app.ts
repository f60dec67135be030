import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from './config.ts'
import { Authenticator } from './domain/access/authenticate.ts'
import { ChangeFeed } from './domain/changes/change-feed.ts'
import { Intake } from './domain/inbound/accept-webhook.ts'
import { ApplySoon } from './domain/inbound/apply-soon.ts'
import { networkCaller, type OriginOf } from './domain/outbound/call-network.ts'
import { Delivery } from './domain/outbound/delivery.ts'
import type { Lane } from './domain/outbound/lanes.ts'
import type { SendingDependencies } from './domain/outbound/sending-dependencies.ts'
import { WebhookDirectory } from './domain/platforms/webhook-directory.ts'
import { WebhookStats } from './domain/platforms/webhook-stats.ts'
import { createGraphQL } from './http/graphql.ts'
import { createHttpServer } from './http/server.ts'
import { serveWebSocket } from './http/websocket.ts'
import { systemClock } from './infra/clock.ts'
import { Database } from './infra/database.ts'
import type { Logger } from './infra/logger.ts'
import { PipelinedConnection } from './infra/pipelined-connection.ts'
import { inProcessWakeUps, redisWakeUps } from './infra/pubsub.ts'
import { openRates } from './infra/rates.ts'
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
  >
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
  /** Where the server listens; undefined in a worker. */
  url: string | undefined
  /** Stops in order: no new requests, then what is under way, then the connections. */
  stop(): Promise<void>
}

/** Builds every dependency once and starts what the role asks for. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, databaseUrl: url, databaseDirectUrl: directUrl, vault, logger } = options
  const { pgbouncer } = config
  const database = new Database({ url, pgbouncer, logger })
  const queue = new Queue({ url: directUrl, logger, supervise: config.role !== 'web' })
  const wakeUps = config.redisUrl ? redisWakeUps(config.redisUrl, logger) : inProcessWakeUps()
  // Their library names its statements, which a transaction pooler loses.
  const rates = openRates({ redisUrl: config.redisUrl, databaseUrl: directUrl, logger })
  const network = networkCaller(originsOf(config.simulatorUrl))
  const shared = { database, queue, vault, wakeUps, network, clock: systemClock, logger }
  await queue.start()
  const delivery = config.role === 'web' ? undefined : new Delivery({ ...shared, rates })
  if (delivery) await startWorker({ ...shared, delivery })
  const deliverSoon = delivery && ((lane: Lane) => delivery.wake(lane))
  const web = config.role === 'worker' ? undefined : await startWeb(options, { ...shared, deliverSoon })
  return {
    database,
    queue,
    url: web?.url,
    stop: async () => {
      await web?.stop()
      await queue.stop()
      await delivery?.stop()
      await rates.close()
      await wakeUps.close()
      await database.close()
    },
  }
}

/** A simulator plays every host of every network under a path of its own. */
function originsOf(simulatorUrl: string | undefined): OriginOf {
  if (simulatorUrl === undefined) return (_type, _host, origin) => origin
  return (type, host) => `${simulatorUrl}/${type.toLowerCase()}${host === 'api' ? '' : `-${host}`}`
}

async function startWeb(options: AppOptions, sending: SendingDependencies) {
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
  const authenticator = new Authenticator(doorkeeper)
  const changes = new ChangeFeed(database, wakeUps, logger)
  let publicUrl = config.publicUrl ?? ''
  const yoga = createGraphQL({
    authenticator,
    contextFor: (principal, requestId) => ({
      principal,
      requestId,
      database,
      vault,
      queue,
      sending,
      changes,
      publicUrl,
      loaders: createLoaders({ database, vault, projectId: principal.projectId }),
    }),
    corsOrigins: config.corsOrigins,
    graphiql: config.graphiql ? { demoKey: options.demoKey } : undefined,
    logger,
  })
  const checks = { database: async () => void (await database.anonymous({ text: 'SELECT 1' })) }
  const directory = new WebhookDirectory(doorkeeper, vault)
  const server = createHttpServer({ directory, intake, stats, yoga, checks, logger })
  const sockets = serveWebSocket({ server, yoga, authenticator, logger })
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
      await connection.close()
      await doorkeeper.close()
    },
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
