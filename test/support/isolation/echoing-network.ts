import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A network of the worst manners: it refuses every call and repeats all it was told in its words and headers. */
export interface EchoingNetwork {
  url: string
  calls: number
  close(): Promise<void>
}

export async function startEchoingNetwork(): Promise<EchoingNetwork> {
  const network: EchoingNetwork = { url: '', calls: 0, close: async () => undefined }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk
    })
    request.on('end', () => {
      network.calls += 1
      const authorization = request.headers.authorization ?? ''
      const words = `Invalid token: ${authorization} in ${request.url} with ${body.slice(0, 300)}`
      const status = network.calls % 3 === 0 ? 500 : 401
      response.writeHead(status, {
        'content-type': 'application/json',
        'www-authenticate': `Bearer ${encodeURIComponent(authorization)}`,
      })
      response.end(
        JSON.stringify({
          ok: false,
          error_code: status,
          description: words,
          message: words,
          error: { message: words, code: 190, type: 'OAuthException', error_data: { details: words } },
        }),
      )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  network.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  network.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return network
}
