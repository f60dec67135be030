import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { job, onStop, tell } from './child.ts'

/** The least that any receiver of webhooks does, in plain node:http: check the signature, parse, answer. */
export interface LimitJob {
  secret: string
}

const { secret } = job<LimitJob>()

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice('sha256='.length), 'hex')
    const made = createHmac('sha256', secret).update(body).digest()
    const genuine = given.length === made.length && timingSafeEqual(given, made)
    const parsed = genuine ? (JSON.parse(body.toString('utf8')) as { object?: string }) : {}
    const status = parsed.object === 'whatsapp_business_account' ? 200 : 401
    response.writeHead(status, { 'content-type': 'text/plain', 'content-length': 2 }).end('ok')
  })
})
server.keepAliveTimeout = 65_000 // as Parley's
server.listen(0, '127.0.0.1', () =>
  tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
onStop(async () => server.closeAllConnections())
