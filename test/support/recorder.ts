/** Stands between Parley and the simulator, and writes down what is sent to the networks. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Recorded {
  method: string
  /** Begins with the network. */
  path: string
  headers: Record<string, string>
  body: unknown
  /** What the network said to it. */
  answer: string
}

export interface Recorder {
  url: string
  calls: Recorded[]
  /** Where calls go on to. */
  forwardTo(url: string): void
  close(): void
}

export async function startRecorder(): Promise<Recorder> {
  const calls: Recorded[] = []
  let target = ''
  const server = createServer(async (request, response) => {
    const { method = 'GET', url: path = '/' } = request
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !HOP.has(name)),
    ) as Record<string, string>
    const sent = await text(request)
    const body = sent === '' ? null : (JSON.parse(sent) as unknown)
    const call: Recorded = { method, path, headers, body, answer: '' }
    calls.push(call)
    const answer = await fetch(target + path, { method, headers, ...(sent !== '' && { body: sent }) })
    const type = answer.headers.get('content-type') ?? 'application/json'
    call.answer = await answer.text()
    response.writeHead(answer.status, { 'content-type': type }).end(call.answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    forwardTo: (url) => {
      target = url
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Of the connection, not of the message. */
const HOP = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'keep-alive',
])
