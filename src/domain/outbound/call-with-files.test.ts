import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { defineChannel } from '../../channels/channel.ts'
import { channels } from '../../channels/index.ts'
import { type CallFiles, networkCaller } from './call-network.ts'
import { multipartBody } from './multipart.ts'

const MB = 1024 * 1024
const [template] = channels
const channel = defineChannel({ ...template })
const RECEIVER = `
  const { parentPort } = require('node:worker_threads')
  const server = require('node:http').createServer(async (request, response) => {
    let received = 0
    for await (const chunk of request) received += chunk.length
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ received }))
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`
const PIECE = Buffer.alloc(64 * 1024, 7)

function file(size: number, mimeType = 'application/pdf') {
  return { id: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0009', mimeType, size }
}

function* pieces(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= PIECE.length) yield PIECE.subarray(0, Math.min(left, PIECE.length))
}

const opens = (size: number): CallFiles => ({ open: async () => Readable.from(pieces(size)) })

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function network(answer: (request: IncomingMessage) => Promise<unknown>): Promise<string> {
  const server = createServer(async (request, response) => {
    try {
      const body = await answer(request)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    } catch {
      response.destroy()
    }
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function call(origin: string, size: number, files = opens(size), announced = size) {
  const request = {
    method: 'POST' as const,
    host: 'api',
    path: '/upload',
    body: { type: 'application/pdf', options: { keep: true } },
    files: [{ field: 'file', file: file(announced), fileName: 'ใบเสนอ "ราคา"\r\n.pdf' }],
  }
  return await networkCaller(() => origin).call(channel, request, 'token', files)
}

describe('a call with files', () => {
  it('is a form that everybody reads, its length told before', async () => {
    const seen: { length?: string; fields: [string, unknown][]; text?: string } = { fields: [] }
    const origin = await network(async (request) => {
      seen.length = request.headers['content-length'] ?? ''
      const bytes = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>))
      expect(String(bytes.length)).toBe(seen.length)
      const headers = { 'content-type': request.headers['content-type'] ?? '' }
      for (const [name, value] of await new Response(bytes, { headers }).formData())
        seen.fields.push([name, typeof value === 'string' ? value : [value.name, value.type, value.size]])
      return { id: '1' }
    })
    expect(await call(origin, 100_001)).toMatchObject({ kind: 'answered', response: { body: { id: '1' } } })
    expect(seen.fields).toEqual([
      ['type', 'application/pdf'],
      ['options', '{"keep":true}'],
      ['file', ['ใบเสนอ "ราคา"\r\n.pdf', 'application/pdf', 100_001]],
    ])
  })

  it('knows its length to the byte, whatever its parts', async () => {
    for (const sizes of [[], [1], [5, 70_000], [0x1ffff]]) {
      const parts = sizes.map((size, n) => ({ field: `f${n}`, file: file(size), fileName: `ก${n}.pdf` }))
      const body = multipartBody({ text: 'สวัสดี', n: 1 }, parts)
      let length = 0
      const open = async ({ size }: { size: number }) => Readable.from(pieces(size))
      for await (const chunk of body.chunks(open)) length += chunk.length
      expect(length).toBe(body.length)
    }
  })

  it('holds a piece of a large file at a time', { timeout: 60_000 }, async () => {
    const size = 400 * MB
    const folder = await mkdtemp(join(tmpdir(), 'parley-test-'))
    const path = join(folder, 'large')
    await writeFile(path, '')
    await truncate(path, size)
    // In a thread of its own, whose memory is not counted here.
    const receiver = new Worker(RECEIVER, { eval: true })
    const [port] = (await once(receiver, 'message')) as [number]
    const used = () => process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
    const before = used()
    let most = 0
    const sampling = setInterval(() => {
      most = Math.max(most, used())
    }, 2)
    const open = async () => createReadStream(path)
    const result = await call(`http://127.0.0.1:${port}`, size, { open })
    clearInterval(sampling)
    await receiver.terminate()
    await rm(folder, { recursive: true })
    expect(result).toMatchObject({ kind: 'answered', response: { body: { received: expect.any(Number) } } })
    const grown = (most - before) / MB
    console.log(`400 MB went out with ${grown.toFixed(1)} MB more of memory`)
    // What the collector has not come to yet, which does not grow with the file.
    expect(grown).toBeLessThan(100)
  })

  it('that broke off before it was whole was surely not taken', async () => {
    const origin = await network(async (request) => {
      request.destroy()
      throw new Error('gone')
    })
    expect(await call(origin, 20 * MB)).toMatchObject({ kind: 'unsent' })
  })

  it('that went out whole and got no answer is lost', async () => {
    const origin = await network(async (request) => {
      for await (const _ of request);
      throw new Error('gone')
    })
    expect(await call(origin, 100_000)).toMatchObject({ kind: 'lost' })
  })

  it.each([
    ['shorter', 99_999],
    ['longer', 100_001],
  ])('is not made of a file that is %s than it should be', async (_, actual) => {
    let isWhole = false
    const origin = await network(async (request) => {
      for await (const _ of request);
      isWhole = request.complete
      return { id: '1' }
    })
    expect(await call(origin, actual, opens(actual), 100_000)).toMatchObject({ kind: 'unsent' })
    expect(isWhole).toBe(false)
  })

  it('is not made where the file cannot be opened', async () => {
    const origin = await network(async () => ({ id: '1' }))
    const files = { open: () => Promise.reject(new Error('no such object')) }
    expect(await call(origin, 10, files)).toMatchObject({ kind: 'unsent' })
  })

  it('ends when it is told to', async () => {
    const origin = await network(() => new Promise(() => {}))
    const signal = AbortSignal.timeout(200)
    expect((await call(origin, 10, { ...opens(10), signal })).kind).not.toBe('answered')
  })
})
