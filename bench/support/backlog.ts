import { createHash } from 'node:crypto'
import type { Json } from '../../src/channels/inbound.ts'
import { channelOf } from '../../src/channels/index.ts'
import { Intake } from '../../src/domain/inbound/accept-webhook.ts'
import { WebhookDirectory } from '../../src/domain/platforms/webhook-directory.ts'
import { Database } from '../../src/infra/database.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { PipelinedConnection } from '../../src/infra/pipelined-connection.ts'
import { openVault } from '../../src/infra/vault.ts'
import { Queue } from '../../src/jobs/queue.ts'
import type { Prepared } from './parley.ts'
import { query } from './postgres.ts'
import { signedBody } from './posts.ts'

/** As many posts per flush, and so per job, as a busy server of 64 connections takes in. */
const PER_FLUSH = 64

/** Accepts messages while no worker runs, and leaves PostgreSQL with fresh statistics. */
export async function fillBacklog(to: Prepared, messages: number): Promise<void> {
  const logger = createLogger('warn')
  const database = new Database({ url: to.databaseUrl, pgbouncer: false, logger })
  const vault = openVault(undefined, to.dataDir)
  const queue = new Queue({ url: to.databaseUrl, logger, supervise: false })
  const connection = new PipelinedConnection({ url: to.databaseUrl, pgbouncer: false, logger })
  try {
    await queue.start()
    const intake = new Intake(connection, queue, vault)
    const target = await new WebhookDirectory(database, vault).find('WHATSAPP', to.platformId)
    const webhook = channelOf('WHATSAPP')?.webhook
    if (!target || !webhook) throw new Error('there is nothing to fill')
    for (let n = 0; n < messages; n += PER_FLUSH) {
      const posts = Array.from({ length: Math.min(PER_FLUSH, messages - n) }, (_, offset) => {
        const { body } = signedBody(to, n + offset)
        const items = webhook.items(JSON.parse(body.toString()) as Json)
        const bodySha256 = createHash('sha256').update(body).digest()
        return intake.accept({ routed: [{ target, items }], bodySha256, receivedAt: new Date() })
      })
      await Promise.all(posts)
    }
  } finally {
    await queue.stop()
    await connection.close()
    await database.close()
  }
  await query(to.databaseUrl, 'ANALYZE')
}
