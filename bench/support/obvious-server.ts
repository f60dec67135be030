import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { PgBoss } from 'pg-boss'
import { v7 } from 'uuid'
import { PrismaClient } from '../../src/generated/prisma/client.ts'
import { job, onStop, tell } from './child.ts'

/**
 * What one would write first with the same parts: for every webhook a Prisma transaction that stores the event,
 * then a job, then the answer. Nothing is batched and nothing encrypted.
 */
export interface ObviousJob {
  databaseUrl: string
  projectId: string
  platformId: string
  secret: string
}

const { databaseUrl, projectId, platformId, secret } = job<ObviousJob>()
const QUEUE = 'obvious'
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 10 }) })
const boss = new PgBoss({ connectionString: databaseUrl, max: 10, supervise: false, schedule: false })
boss.on('error', (error) => console.error(error))
await boss.start()
await boss.createQueue(QUEUE)

interface Body {
  entry: { changes: { value: { messages: { id: string }[] } }[] }[]
}

async function accept(body: Buffer, signature: string): Promise<number> {
  const given = Buffer.from(signature.slice('sha256='.length), 'hex')
  const made = createHmac('sha256', secret).update(body).digest()
  if (given.length !== made.length || !timingSafeEqual(given, made)) return 401
  const parsed = JSON.parse(body.toString('utf8')) as Body
  const dedupeKey = `message:${parsed.entry[0]?.changes[0]?.value.messages[0]?.id}`
  const id = v7()
  const now = new Date()
  const key = { projectId, platformId, dedupeKey }
  await prisma.$transaction([
    prisma.inboundKey.create({ data: { ...key, eventId: id, firstDeliveredAt: now, lastDeliveredAt: now } }),
    prisma.inboundEvent.create({
      data: {
        ...key,
        id,
        receivedAt: now,
        payloadEncrypted: new Uint8Array(body),
        bodySha256: new Uint8Array(createHash('sha256').update(body).digest()),
      },
    }),
  ])
  await boss.send(QUEUE, { projectId, eventIds: [id] })
  return 200
}

let underWay = 0

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    underWay += 1
    accept(Buffer.concat(chunks), String(request.headers['x-hub-signature-256']))
      .then(
        (status) => response.writeHead(status, { 'content-length': 2 }).end('ok'),
        (error: unknown) => {
          console.error(error)
          response.writeHead(500, { 'content-length': 2 }).end('no')
        },
      )
      .finally(() => {
        underWay -= 1
      })
  })
})
server.listen(0, '127.0.0.1', () =>
  tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
onStop(async () => {
  server.closeAllConnections()
  while (underWay > 0) await delay(10)
  await boss.stop({ graceful: false })
  await prisma.$disconnect()
})
