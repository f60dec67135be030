import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { spoolFile } from '../domain/media/spool-file.ts'
import { endSlowBody } from './slow-body.ts'
import { handleUpload, type UploadDependencies } from './upload.ts'

/** A store that only spools: what is tested is time. */
function uploadsInto(folder: string): UploadDependencies {
  return {
    attempts: {
      admit: async () => ({
        ok: true,
        principal: { id: 'key', projectId: 'project', permissions: new Set(['SEND_MESSAGES']) },
      }),
    },
    addressOf: () => '127.0.0.1',
    files: {
      receive: async (
        _project: string,
        bytes: AsyncIterable<Uint8Array>,
        { signal }: { signal: AbortSignal },
      ) => {
        const path = join(folder, 'spooled')
        await spoolFile(path, bytes, { maxBytes: 1_000_000, signal }).finally(() => rm(path, { force: true }))
        throw new Error('the body was whole')
      },
    },
    corsOrigins: [],
    maxBytes: 1_000_000,
    publicUrl: () => '',
    logger: { error: () => undefined },
    pace: { bytes: 1000, spanMs: 300 },
  } as unknown as UploadDependencies
}

describe('a body that does not come', () => {
  let server: Server
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-slow-'))
    const deps = uploadsInto(folder)
    server = createServer((request, response) => {
      if (request.url === '/media') return void handleUpload(deps, request, response)
      endSlowBody(request, response, 200)
      request.resume().once('end', () => response.end('whole'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true, force: true })
  })

  const post = (path: string, headers: string, length = 100_000) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\ncontent-length: ${length}\r\n${headers}\r\n`,
    )
    return socket
  }

  test.each([
    ['as bare bytes', ''],
    ['as a form', 'content-type: multipart/form-data; boundary=x\r\n'],
  ])('of an upload %s, byte by byte, is cut with 408 and leaves nothing', async (_what, type) => {
    const socket = post('/media', type)
    const drip = setInterval(() => socket.writable && socket.write('x'), 20)
    const answer = await text(socket)
    clearInterval(drip)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('TOO_SLOW')
    expect(await readdir(folder)).toEqual([])
  })

  test('of an upload that is slow and steady goes on past many spans', async () => {
    const socket = post('/media', '', 40_000)
    const answer = text(socket)
    for (let sent = 0; sent < 40; sent += 1) {
      socket.write(Buffer.alloc(1000))
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    // The store of this test refuses what came whole.
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /)
  })

  test('of any other request is cut after its time', async () => {
    const socket = post('/else', '', 10)
    socket.write('12345')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
    const quick = post('/else', '', 5)
    quick.write('12345')
    expect(await text(quick)).toContain('whole')
  })
})
