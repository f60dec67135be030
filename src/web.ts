import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AppOptions } from './app-options.ts'
import { Authenticator } from './domain/access/authenticate.ts'
import { LastUse } from './domain/access/last-use.ts'
import { TokenVerifier } from './domain/access/verify-token.ts'
import { ChangeFeed } from './domain/changes/change-feed.ts'
import { Intake } from './domain/inbound/accept-webhook.ts'
import { ApplySoon } from './domain/inbound/apply-soon.ts'
import { FileLinks } from './domain/media/file-links.ts'
import type { FileStore } from './domain/media/stored-file.ts'
import type { SendingDependencies } from './domain/outbound/sending-dependencies.ts'
import { WebhookDirectory } from './domain/platforms/webhook-directory.ts'
import { WebhookStats } from './domain/platforms/webhook-stats.ts'
import { clientAddress } from './http/client-address.ts'
import { createGraphQL } from './http/graphql.ts'
import { KeyAttempts } from './http/key-attempts.ts'
import { readPersistedOperations } from './http/persisted-operations.ts'
import { RightsWatch } from './http/rights-watch.ts'
import { createHttpServer } from './http/server.ts'
import { serveWebSocket } from './http/websocket.ts'
import { type Budgets, budgetsRedis, openBudgets } from './infra/budgets.ts'
import { systemClock } from './infra/clock.ts'
import { Database } from './infra/database.ts'
import type { Logger } from './infra/logger.ts'
import { PipelinedConnection } from './infra/pipelined-connection.ts'
import type { Storage } from './infra/storage.ts'
import { createLoaders } from './schema/context.ts'

interface Media {
  files: FileStore
  storage: Storage
}

/** Serves the webhooks, the graph and the files, and stops in order. */
export async function startWeb(options: AppOptions, sending: SendingDependencies, { files, storage }: Media) {
  const { database, queue, wakeUps, network } = sending
  const { config, vault, logger } = options
  const connection = new PipelinedConnection({ url: options.databaseDirectUrl, pgbouncer: false, logger })
  const changes = new ChangeFeed(database, wakeUps, logger)
  const tellHere = changes.give.bind(changes)
  const applying = { database, vault, wakeUps, queue, clock: systemClock, logger, tellHere }
  const soon = config.role === 'all' ? new ApplySoon(applying) : undefined
  const intake = new Intake(connection, queue, vault, soon)
  // Connections of its own: readers of the API, however many, must not keep webhooks waiting.
  const { pgbouncer } = config
  const doorkeeper = new Database({ url: options.databaseUrl, pgbouncer, logger, maxConnections: 3 })
  const stats = new WebhookStats(doorkeeper, logger)
  const lastUse = new LastUse(doorkeeper, logger)
  const authenticator = new Authenticator(doorkeeper, tokenVerifier(options, doorkeeper), lastUse)
  const rights = new RightsWatch(authenticator, logger)
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
    rights,
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
      loaders: createLoaders({ database, vault, network, projectId: principal.projectId }),
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
    rights,
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
      rights.stop()
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
