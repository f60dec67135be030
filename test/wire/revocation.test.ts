import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../support/principals.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await app?.stop()
})

const EVENTS = 'subscription { events { __typename } }'
const revoke = (key: string, how = 'revoked_at = now()') =>
  app.rows(`UPDATE api_keys SET ${how} WHERE prefix = '${key.slice(0, 11)}'`)

/** Everything that a stream of events tells until its end. */
function listen(key: string): { told: () => string; end: Promise<string> } {
  let text = ''
  const read = async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${key}`,
      },
      body: JSON.stringify({ query: EVENTS }),
    })
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
    return text
  }
  return { told: () => text, end: read() }
}

describe('a stream of events', () => {
  test.each([
    ['was revoked', 'revoked_at = now()'],
    ['has expired', 'expires_at = now()'],
    ['has another role now', `role = 'ANALYST'`],
  ])('ends within five seconds once its key %s, though nothing happens, and says why', async (_name, how) => {
    const key = await keyOf(app, 'AGENT')
    const stream = listen(key)
    await expect.poll(stream.told, { timeout: 15_000 }).toContain('Checkpoint')
    const started = Date.now()
    await revoke(key, how)
    const told = await stream.end
    expect(Date.now() - started).toBeLessThan(5000)
    expect(told).toMatch(/event: next\ndata: .*"code":"UNAUTHENTICATED".*\n\n(:\n\n)*event: complete/)
  })

  test('of another key goes on', async () => {
    const [key, other] = [await keyOf(app, 'AGENT'), await keyOf(app, 'AGENT')]
    const [stream, kept] = [listen(key), listen(other)]
    for (const { told } of [stream, kept])
      await expect.poll(told, { timeout: 15_000 }).toContain('Checkpoint')
    await revoke(key)
    await stream.end
    await app.write(app.platform('TELEGRAM'), { n: 1, text: 'still here?' })
    await expect.poll(kept.told, { timeout: 15_000 }).toContain('MessageAdded')
    expect(kept.told()).not.toContain('UNAUTHENTICATED')
    await revoke(other)
    await kept.end
  })
})

test('sockets of revoked keys are closed with 4403 also while events come, and no event after', async () => {
  const keys = await Promise.all(Array.from({ length: 4 }, () => keyOf(app, 'AGENT')))
  const clients: WsClient[] = []
  for (const key of keys) {
    const client = await new WsClient(`${app.url}/graphql`).init(key)
    client.subscribe('1', EVENTS)
    await client.until(() => client.events('1').length > 0)
    clients.push(client)
  }
  for (const key of keys) await revoke(key)
  let isOver = false
  const closed = Promise.all(clients.map((client) => client.closed)).finally(() => {
    isOver = true
  })
  for (let n = 100; !isOver; n += 1) await app.write(app.platform('TELEGRAM'), { n, text: `event ${n}` })
  expect((await closed).map(({ code }) => code)).toEqual([4403, 4403, 4403, 4403])
  for (const { messages } of clients) {
    const refused = messages.findIndex(({ payload }) => JSON.stringify(payload)?.includes('UNAUTHENTICATED'))
    const after = refused < 0 ? [] : messages.slice(refused + 1)
    expect(after.filter(({ type }) => type === 'next')).toEqual([])
  }
})
