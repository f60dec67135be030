/** For the tests of the simulator: a running one, and a real address that takes its webhooks. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isObject, type Json, parseJson } from './json.ts'
import { readBytes } from './read-call.ts'
import { start } from './server.ts'

export interface ReceivedPost {
  headers: IncomingHttpHeaders
  raw: Buffer
  body: Json
}

export interface Answered {
  status: number
  headers: Headers
  body: Json
}

export interface Receiver {
  url: string
  posts: ReceivedPost[]
  /** What it answers next, instead of 200; the last one stays. */
  statuses: number[]
  /** What Meta's handshake must name. */
  verifyToken: string
  close(): Promise<void>
}

export interface Sandbox {
  url: string
  receiver: Receiver
  /** To any path of the simulator; a body that is an object goes out as JSON. */
  call(
    method: string,
    path: string,
    options?: { body?: Json | FormData; headers?: Record<string, string> },
  ): Promise<Answered>
  /** To the control API, which must take it. */
  sim(method: string, path: string, body?: Json): Promise<Json>
  /** Waits for this many posts to have arrived, and gives them. */
  posts(count: number): Promise<ReceivedPost[]>
  /** Waits until nothing is left to post, and gives what arrived. */
  settled(): Promise<ReceivedPost[]>
  close(): Promise<void>
}

export async function openSandbox(): Promise<Sandbox> {
  const receiver = await openReceiver()
  const simulator = await start({ retryDelaysMs: [5, 10] })
  const call: Sandbox['call'] = async (method, path, { body, headers = {} } = {}) => {
    const isForm = body instanceof FormData
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: { ...(body !== undefined && !isForm && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parseJson(text) ?? text }
  }
  const sim: Sandbox['sim'] = async (method, path, body) => {
    const answer = await call(method, `/sim${path}`, body === undefined ? {} : { body })
    if (answer.status !== 200) throw new Error(`${method} /sim${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return {
    url: simulator.url,
    receiver,
    call,
    sim,
    posts: async (count) => {
      await until(() => receiver.posts.length >= count, `${count} webhooks`)
      return receiver.posts
    },
    settled: async () => {
      const isIdle = async () => {
        const state = await sim('GET', '/webhooks')
        return isObject(state) && state.pending === 0
      }
      await until(isIdle, 'all webhooks')
      return receiver.posts
    },
    close: async () => {
      await simulator.close()
      await receiver.close()
    },
  }
}

async function openReceiver(): Promise<Receiver> {
  const posts: ReceivedPost[] = []
  const statuses: number[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver')
    if (request.method === 'GET') {
      const isRight = url.searchParams.get('hub.verify_token') === receiver.verifyToken
      response.writeHead(isRight ? 200 : 403).end(isRight ? url.searchParams.get('hub.challenge') : 'no')
      return
    }
    readBytes(request).then(
      (raw) => {
        posts.push({ headers: request.headers, raw, body: parseJson(raw.toString()) })
        response.writeHead(statuses.shift() ?? 200).end()
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    posts,
    statuses,
    verifyToken: 'verify-me',
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 4000
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
