import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchDocument } from './fetch-document.ts'

let connections = 0
const server = createServer((request, response) => {
  if (request.url === '/large') response.end(JSON.stringify('x'.repeat(5000)))
  else if (request.url === '/missing') response.writeHead(404).end()
  else if (request.url === '/moved') response.writeHead(302, { location: 'http://127.0.0.2/' }).end()
  else if (request.url !== '/silent') response.end('{"keys":[]}')
})
server.on('connection', () => {
  connections += 1
})
let port: number
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const options = { allowPrivate: false, timeoutMs: 1000, maxBytes: 1000 }
const inHouse = { ...options, allowPrivate: true }

describe('a document at an address that a user named', () => {
  test.each(['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]', '169.254.169.254'])(
    'inside the house (https://%s) is not connected to',
    async (host) => {
      await expect(fetchDocument(`https://${host}:${port}/`, options)).rejects.toMatchObject({
        code: 'PRIVATE_ADDRESS',
      })
      expect(connections).toBe(0)
    },
  )

  test('that is not https is refused, whatever it is', async () => {
    for (const url of [`http://127.0.0.1:${port}/`, 'file:///etc/passwd', 'ftp://example.com/', 'nonsense'])
      await expect(fetchDocument(url, options)).rejects.toMatchObject({ code: 'INVALID_ADDRESS' })
    expect(connections).toBe(0)
  })

  test('inside the house is read where that is allowed', async () => {
    expect(await fetchDocument(`http://127.0.0.1:${port}/`, inHouse)).toEqual({ keys: [] })
  })

  test('that is too large, silent, missing or moved inside is given up on', async () => {
    const read = (path: string) => fetchDocument(`http://127.0.0.1:${port}${path}`, inHouse)
    await expect(read('/large')).rejects.toMatchObject({ code: 'TOO_LARGE' })
    await expect(read('/silent')).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(read('/missing')).rejects.toThrow('it answered 404')
    await expect(read('/moved')).rejects.toMatchObject({ code: 'PRIVATE_ADDRESS' })
  })
})
