import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createLogger } from '../../src/infra/logger.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let app: TestApp
let log = ''
beforeAll(async () => {
  const write = (line: string) => {
    log += line
  }
  app = await startTestApp({}, { logger: createLogger('warn', { write }) })
})
afterAll(async () => {
  await app?.stop()
})

const open = () => new WsClient(`${app.url}/graphql`)
const ready = () => open().init(app.demo.main.apiKey)
const NEW_MESSAGES =
  'subscription { messageReceived { content sender { name type } conversation { unreadCount } } }'

describe('a subscriber over WebSocket', () => {
  test('hears a message within moments of its webhook', async () => {
    const client = await ready()
    client.subscribe('1', NEW_MESSAGES)
    await liveNow(client)
    await app.write(app.platform('TELEGRAM'), { n: 1, text: 'สวัสดี', customer: 50 })
    await client.until(() => client.events('1').length > 0)
    expect(client.events('1')[0]).toEqual({
      messageReceived: {
        content: 'สวัสดี',
        sender: { name: 'Customer 50', type: 'CUSTOMER' },
        conversation: { unreadCount: 1 },
      },
    })
    await client.close()
  })

  test('hears nothing of another organisation', async () => {
    const mine = await ready()
    const theirs = await open().init(app.demo.other.apiKey)
    for (const client of [mine, theirs]) client.subscribe('1', NEW_MESSAGES)
    await Promise.all([liveNow(mine), liveNow(theirs)])
    await app.write(app.platform('WHATSAPP'), { n: 2, text: 'for main' })
    const other = app.demo.other.platforms[0]
    if (other) await app.write(other, { n: 3, text: 'for other' })
    await mine.until(() => mine.events('1').length > 0)
    await theirs.until(() => theirs.events('1').length > 0)
    expect(contents(mine)).toEqual(['for main'])
    expect(contents(theirs)).toEqual(['for other'])
    await Promise.all([mine.close(), theirs.close()])
  })

  test('runs queries too, under the same limits', async () => {
    const client = await ready()
    client.subscribe('q', '{ viewer { project { name } } }')
    await client.until((messages) => messages.some((message) => message.type === 'complete'))
    expect(client.events('q')).toHaveLength(1)
    const deep = `{ ${'platforms { edges { node { conversations { edges { node { '.repeat(4)} id ${'} } } } } }'.repeat(4)} }`
    client.subscribe('deep', deep)
    await client.until((messages) =>
      messages.some((message) => message.id === 'deep' && message.type === 'error'),
    )
    await client.close()
  })

  test('whose subscription ends is forgotten at once, though nothing happens', async () => {
    const client = await ready()
    client.subscribe('1', NEW_MESSAGES)
    await liveNow(client)
    client.send({ id: '1', type: 'complete' })
    client.subscribe('1', NEW_MESSAGES) // the id is free again: the first was ended while it waited
    await liveNow(client)
    expect(client.socket.readyState).toBe(1)
    await client.close()
  })
})

describe('a socket is closed with', () => {
  test('4400 for a message that is none', async () => {
    const client = await open().opened()
    client.send('not JSON')
    expect((await client.closed).code).toBe(4400)
  })
  test('4401 for subscribing before connection_init', async () => {
    const client = await open().opened()
    client.subscribe('1', '{ changeCursor }')
    expect((await client.closed).code).toBe(4401)
  })
  test.each([
    ['no key', undefined],
    ['an empty key', { apiKey: '' }],
    ['a wrong key', { apiKey: 'pk_wrong' }],
    ['a key that is no text', { apiKey: { $ne: 1 } }],
  ])('4403 for %s', async (_name, payload) => {
    const client = await open().opened()
    client.send({ type: 'connection_init', payload })
    expect((await client.closed).code).toBe(4403)
  })
  test('4406 for another subprotocol', async () => {
    const client = new WsClient(`${app.url}/graphql`, 'graphql-ws')
    const { code } = await client.closed
    expect([1006, 4406]).toContain(code)
  })
  test('4408 for no connection_init in time', async () => {
    const client = await open().opened()
    expect((await client.closed).code).toBe(4408)
  })
  test('4409 for an id that is in use', async () => {
    const client = await ready()
    client.subscribe('1', NEW_MESSAGES)
    client.subscribe('1', NEW_MESSAGES)
    expect((await client.closed).code).toBe(4409)
  })
  test('4429 for a second connection_init', async () => {
    const client = await ready()
    client.send({ type: 'connection_init' })
    expect((await client.closed).code).toBe(4429)
  })
  test('1009 for a frame that is too large, of which nothing is told past the log', async () => {
    const past = vi.spyOn(console, 'error')
    const client = await ready()
    client.send(
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: `{ a } #${'x'.repeat(1024 * 1024)}` } }),
    )
    expect((await client.closed).code).toBe(1009)
    expect(past).not.toHaveBeenCalled()
    past.mockRestore()
  })
  test('4403 within five seconds of the revocation of its key', async () => {
    const { key } = await temporaryKey()
    const client = await open().init(key)
    client.subscribe('1', NEW_MESSAGES)
    await app.rows(`UPDATE api_keys SET revoked_at = now() WHERE name = 'temporary'`)
    const started = Date.now()
    expect((await client.closed).code).toBe(4403)
    expect(Date.now() - started).toBeLessThan(5000)
  })
})

describe('a hostile upgrade', () => {
  const raw = (path: string) =>
    new Promise<string>((resolve) => {
      const { hostname, port } = new URL(app.url)
      const socket = connect(Number(port), hostname)
      let answer = ''
      socket.on('error', () => undefined)
      socket.on('data', (chunk) => {
        answer += chunk.toString()
      })
      socket.on('close', () => resolve(answer))
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      )
    })

  test('of a path that is none is 404, and the server lives on', async () => {
    for (const path of ['//', '/elsewhere', '/graphql/more'])
      expect(await raw(path)).toMatch(/^HTTP\/1.1 404/)
    expect((await fetch(`${app.url}/live`)).status).toBe(200)
  })
  test('that is reset at once harms nobody', async () => {
    const { hostname, port } = new URL(app.url)
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const socket = connect(Number(port), hostname)
        socket.on('error', () => undefined)
        await new Promise((resolve) => socket.once('connect', resolve))
        socket.write(
          'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        )
        socket.resetAndDestroy()
      }),
    )
    expect((await fetch(`${app.url}/live`)).status).toBe(200)
  })
})

test('a reader that stops is closed with 1013 while the others go on, and resumes where it was', async () => {
  const slow = await ready()
  const other = await ready()
  // Each event carries the conversation's last messages, so that few of them fill every buffer on the way.
  const large = `subscription ($after: String) { events(after: $after) { __typename ... on MessageAdded {
    cursor message { content conversation { messages(last: 20) { edges { node { content } } } } } } ... on Checkpoint { cursor } } }`
  for (const client of [slow, other]) client.subscribe('1', large, { after: null })
  await slow.until(() => slow.events('1').length > 0)
  await other.until(() => other.events('1').length > 0)
  slow.socket.pause()
  const pad = 'x'.repeat(18_000)
  for (let n = 0; n < 120; n += 1)
    await app.write(app.platform('TELEGRAM'), { n: 5000 + n, text: `${n} ${pad}`, customer: 60 })
  const added = (client: WsClient) =>
    client.events('1').flatMap((data) => {
      const { cursor, message } = data.events as { cursor: string; message?: { content: string } }
      return message ? [{ cursor, n: Number(message.content.split(' ')[0]) }] : []
    })
  await other.until(() => added(other).length === 120, 40_000)
  // Until it reads again, only the server knows.
  await expect.poll(() => log, { timeout: 30_000 }).toContain('a subscriber stopped reading and was closed')
  slow.socket.resume()
  expect((await slow.closed).code).toBe(1013)

  const heard = added(slow)
  const again = await ready()
  again.subscribe('1', large, { after: heard.at(-1)?.cursor ?? null })
  await again.until(() => heard.length + added(again).length >= 120, 30_000)
  expect([...heard, ...added(again)].map((one) => one.n)).toEqual(Array.from({ length: 120 }, (_, n) => n))
  await Promise.all([other.close(), again.close()])
}, 90_000)

test('1012 tells clients of a server that restarts to come again', async () => {
  const second = await startTestApp()
  const client = await new WsClient(`${second.url}/graphql`).init(second.demo.main.apiKey)
  const stopped = second.stop()
  expect((await client.closed).code).toBe(1012)
  await stopped
})

test('what goes wrong inside while somebody connects is told to the log and not to them', async () => {
  const lines: string[] = []
  const logger = createLogger('error', { write: (line) => void lines.push(line) })
  const past = vi.spyOn(console, 'error')
  const second = await startTestApp({}, { logger })
  const broken = '(bytea) RENAME TO'
  await second.rows(`ALTER FUNCTION authenticate_api_key${broken} authenticate_api_key_away`)
  const client = await new WsClient(`${second.url}/graphql`).opened()
  client.send({ type: 'connection_init', payload: { apiKey: 'pk_anything' } })
  expect(await client.closed).toEqual({ code: 4500, reason: 'Internal server error' })
  expect(lines.join()).toContain('function authenticate_api_key')
  expect(past).not.toHaveBeenCalled()
  past.mockRestore()
  const response = await fetch(`${second.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer pk_anything' },
    body: JSON.stringify({ query: '{ __typename }' }),
  })
  expect(await response.text()).not.toMatch(/authenticate_api_key|function/)
  await second.stop()
})

function contents(client: WsClient): unknown[] {
  return client.events('1').map((event) => (event.messageReceived as { content: string }).content)
}

async function temporaryKey(): Promise<{ key: string }> {
  const { makeApiKey } = await import('../../src/domain/access/authenticate.ts')
  const { key, prefix, hash } = makeApiKey()
  await app.rows(
    `INSERT INTO api_keys (id, project_id, name, prefix, hash, role, scopes)
     VALUES (gen_random_uuid(), '${app.demo.main.projectId}', 'temporary', '${prefix}', '\\x${hash.toString('hex')}', 'AGENT', '{*}')`,
  )
  return { key }
}

/**
 * A live subscription has no acknowledgement: a resumable one on the same socket, begun after it, has its first
 * checkpoint, and by then the server has begun both.
 */
let marker = 0
async function liveNow(client: WsClient): Promise<void> {
  marker += 1
  const id = `live-${marker}`
  client.subscribe(id, 'subscription { events { __typename } }')
  await client.until(() => client.events(id).length > 0)
  client.send({ id, type: 'complete' })
}
