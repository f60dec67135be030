import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../support/principals.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ PARLEY_CORS_ORIGINS: '*' })
})
afterAll(async () => {
  await app?.stop()
})

const open = (server = app) => new WsClient(`${server.url}/graphql`)
const CREATE = 'mutation Create($name: String!) { createTeam(input: { name: $name }) { __typename } }'
const teams = async (server = app) =>
  (await server.rows<{ name: string }>('SELECT name FROM teams ORDER BY id')).map(({ name }) => name)

describe('a socket', () => {
  test('whose key was revoked does nothing more, though its client does not let it be closed', async () => {
    const key = await keyOf(app, 'ADMIN')
    const client = await open().init(key)
    client.subscribe('before', CREATE, { name: 'before' })
    await expect.poll(() => teams(), { timeout: 10_000 }).toEqual(['before'])
    const neighbour = await open().init(key)
    client.socket.pause() // a close frame is not read, and not answered
    await app.rows(`UPDATE api_keys SET revoked_at = now() WHERE name = 'Key of ADMIN'`)
    expect((await neighbour.closed).code).toBe(4403)
    client.subscribe('after', CREATE, { name: 'after' })
    client.socket.resume()
    expect((await client.closed).code).toBe(4403)
    const other = await open().init(app.demo.main.apiKey)
    other.subscribe('last', CREATE, { name: 'last' })
    await expect.poll(() => teams(), { timeout: 10_000 }).toContain('last')
    expect(await teams()).toEqual(['before', 'last'])
    await other.close()
  })

  test('of a server that stops holds it up for moments, also where the client is silent', async () => {
    const second = await startTestApp()
    const client = await open(second).init(second.demo.main.apiKey)
    client.socket.pause()
    const started = performance.now()
    await second.stop()
    expect(performance.now() - started).toBeLessThan(10_000)
    client.socket.terminate()
  }, 90_000)

  test('that is told to come again does nothing more, though its rights hold', async () => {
    const second = await startTestApp()
    const client = await open(second).init(second.demo.main.apiKey)
    const neighbour = await open(second).init(second.demo.main.apiKey)
    client.socket.pause() // a close frame is not read, and not answered
    const halted = second.halt()
    expect((await neighbour.closed).code).toBe(1012)
    client.subscribe('after', CREATE, { name: 'after' })
    client.socket.resume()
    await client.closed
    await halted
    expect(await teams(second)).toEqual([])
    await second.stop()
  }, 90_000)

  test('may be opened by pages of any origin where any may call', async () => {
    const { status, headers } = await fetch(`${app.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://any.example', 'access-control-request-method': 'POST' },
    })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, 'https://any.example'])
    const client = new WsClient(`${app.url}/graphql`, 'graphql-transport-ws', 'https://any.example')
    await client.init(app.demo.main.apiKey)
    await client.close()
  })
})

test('a connection that carried many answers to who would also take a stream has nobody watching it any more', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => void warnings.push(warning)
  process.on('warning', note)
  for (let n = 0; n < 60; n += 1) {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${app.demo.main.apiKey}`,
      },
      body: '{"query":"{ changeCursor }"}',
    })
    await response.text()
  }
  await new Promise(setImmediate)
  process.off('warning', note)
  expect(warnings.map(({ message }) => message)).toEqual([])
})
