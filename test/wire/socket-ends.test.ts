import { describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

const open = (server: TestApp) => new WsClient(`${server.url}/graphql`)

describe('a socket', () => {
  test('of a server that stops holds it up for moments, also where the client is silent', async () => {
    const second = await startTestApp()
    const client = await open(second).init(second.demo.main.apiKey)
    client.socket.pause()
    const started = performance.now()
    await second.stop()
    expect(performance.now() - started).toBeLessThan(10_000)
    client.socket.terminate()
  }, 90_000)
})
