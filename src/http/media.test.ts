import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type MediaDependencies, serveMedia } from './media.ts'

const SIZE = 1_000_000_000

/** A file that is larger than whatever lies between, and counts how much of it was read. */
class Bytes extends Readable {
  given = 0
  override _read(): void {
    this.given += 65_536
    this.push(Buffer.alloc(65_536))
  }
}

describe('a reader that takes nothing', () => {
  let server: Server
  let bytes: Bytes
  let opening: Promise<void> | undefined
  let asked: PromiseWithResolvers<ServerResponse>
  beforeEach(async () => {
    bytes = new Bytes()
    opening = undefined
    asked = Promise.withResolvers()
    const link = { projectId: 'project', fileId: 'file', fileName: 'a.mp4', isThumbnail: false }
    const deps = {
      links: { read: () => ({ ok: true, file: link, secondsLeft: 60 }) },
      database: { tenant: async () => [{ id: 'file', size: SIZE, sha256: 'ab', mimeType: 'video/mp4' }] },
      files: { open: async () => opening?.then(() => bytes) ?? bytes },
      corsOrigins: [],
      logger: { warn: () => undefined },
      patienceMs: 500,
    } as unknown as MediaDependencies
    server = createServer((request, response) => {
      asked.resolve(response)
      void serveMedia(deps, request, response, new URL('http://localhost/media/file/a.mp4'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('is given no more than fits between, and is cut after a while, and the file is let go', async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await expect.poll(() => bytes.destroyed, { timeout: 15_000 }).toBe(true)
    expect(bytes.given).toBeLessThan(50_000_000)
    socket.destroy()
  })

  test('lets the file go at once when it leaves', async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.once('data', () => socket.destroy())
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    await expect.poll(() => bytes.destroyed, { timeout: 15_000 }).toBe(true)
  })

  test('lets the file go that is opened only after it left', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    opening = promise
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const response = await asked.promise
    socket.destroy()
    await expect.poll(() => response.destroyed, { timeout: 15_000 }).toBe(true)
    resolve()
    await expect.poll(() => bytes.destroyed, { timeout: 15_000 }).toBe(true)
    expect(bytes.given).toBe(0)
  })
})
