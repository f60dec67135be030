import type { AppOptions } from './app-options.ts'
import { Copying } from './domain/media/copy-attachments.ts'
import { FileLinks } from './domain/media/file-links.ts'
import { createFileStore } from './domain/media/file-store.ts'
import type { FileStore } from './domain/media/stored-file.ts'
import { networkCaller, type OriginOf } from './domain/outbound/call-network.ts'
import { Delivery } from './domain/outbound/delivery.ts'
import { SENT_LINK_SECONDS, SentFileLinks } from './domain/outbound/file-links.ts'
import type { Lane } from './domain/outbound/lanes.ts'
import { systemClock } from './infra/clock.ts'
import { Database } from './infra/database.ts'
import { type Egress, openEgress } from './infra/egress.ts'
import { openStorage } from './infra/open-storage.ts'
import { inProcessWakeUps, redisWakeUps } from './infra/pubsub.ts'
import { openRates } from './infra/rates.ts'
import { Spool } from './infra/spool.ts'
import type { Storage } from './infra/storage.ts'
import { TableStatistics } from './infra/table-statistics.ts'
import { Queue } from './jobs/queue.ts'
import { startWorker } from './jobs/worker.ts'
import type { startWeb } from './web.ts'

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
  const { maxBytes, maxProjectBytes } = config.media
  const files = createFileStore({ database, storage, spool, maxBytes, maxProjectBytes, logger })
  await queue.start()
  const delivery = config.role === 'web' ? undefined : new Delivery({ ...shared, files, rates })
  const copying =
    config.role === 'web'
      ? undefined
      : new Copying({ ...shared, files, originOf, maxBytes, egress: egressOf(config.simulatorUrl) })
  const statistics = config.role === 'web' ? undefined : new TableStatistics(database, logger)
  if (delivery && copying) await startWorker({ ...shared, rates, delivery, copying, storage })
  const deliverSoon = delivery && ((lane: Lane) => delivery.wake(lane))
  const web =
    config.role === 'worker'
      ? undefined
      : await serve(options, { ...shared, deliverSoon }, { files, storage })
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
      await Promise.all([delivery?.stop(), copying?.stop(), statistics?.stop()])
      await rates.close()
      await wakeUps.close()
      await database.close()
      spool.stop()
      storage.close()
    },
  }
}

/** Read only where it runs: the schema and all that serves it are a third of a worker's memory. */
async function serve(...parts: Parameters<typeof startWeb>): ReturnType<typeof startWeb> {
  const { startWeb } = await import('./web.ts')
  return await startWeb(...parts)
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
