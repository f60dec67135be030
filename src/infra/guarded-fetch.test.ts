import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guardedFetch } from './guarded-fetch.ts'

let connections = 0
const server = createServer((request, response) => {
  if (request.url === '/large') response.end('x'.repeat(5000))
  else if (request.url === '/moved') response.writeHead(302, { location: '/' }).end()
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

const options = { allowPrivate: false, timeoutMs: 1000, mostBytes: 1000 }
const inHouse = { ...options, allowPrivate: true }

describe('an address that a user named', () => {
  test.each([
    '127.0.0.1',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    '127.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[fe80::1]',
    '[fd00::1]',
    '10.0.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '[2002:7f00:1::]',
  ])('https://%s is not connected to', async (host) => {
    await expect(guardedFetch(`https://${host}:${port}/`, options)).rejects.toThrow(
      /public address|not public/,
    )
    expect(connections).toBe(0)
  })
  test('that is not https is refused, whatever it is', async () => {
    for (const url of [`http://127.0.0.1:${port}/`, 'file:///etc/passwd', 'ftp://example.com/'])
      await expect(guardedFetch(url, options)).rejects.toThrow(/not https/)
    expect(connections).toBe(0)
  })
  test('inside the house is read where that is allowed', async () => {
    expect(await (await guardedFetch(`http://127.0.0.1:${port}/`, inHouse)).json()).toEqual({ keys: [] })
  })
  test('that answers too much or not at all is given up on, and a redirect is not followed', async () => {
    await expect(guardedFetch(`http://127.0.0.1:${port}/large`, inHouse)).rejects.toThrow(
      /more than 1000 bytes/,
    )
    await expect(guardedFetch(`http://127.0.0.1:${port}/silent`, inHouse)).rejects.toThrow(/abort|timeout/i)
    expect((await guardedFetch(`http://127.0.0.1:${port}/moved`, inHouse)).status).toBe(302)
  })
})
