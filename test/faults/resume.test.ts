import { expect, inject, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { WsClient } from '../support/ws-client.ts'
import { senderTarget, startCluster, waitUntilApplied } from './support/flood.ts'
import { type Post, postAll } from './support/webhook-sender.ts'

const MESSAGES = process.env.PARLEY_FLOOD === 'full' ? 5000 : 1500
const CUTS = 10
const EVERYTHING = `subscription ($after: String) { events(after: $after) {
  __typename ... on MessageAdded { cursor message { content sequence conversation { id } } }
  ... on MessageUpdated { cursor } ... on ConversationUpdated { cursor } ... on Checkpoint { cursor } ... on Gap { cursor reason } } }`

interface Event {
  __typename: string
  cursor: string
  message?: { content: string; sequence: number; conversation: { id: string } }
}

test.each([
  ['that others apply', 'web'],
  ['that the server applies itself, with others', 'all'],
] as const)(
  'a client that is cut ten times while messages pass %s receives each once and in order, over a kill of the server too',
  {
    timeout: 180_000,
  },
  async (_who, webRole) => {
    const { url, drop } = await createTestDatabase()
    const cluster = await startCluster(url, inject('redisUrl'), {}, webRole)
    try {
      const target = senderTarget(cluster, 'TELEGRAM')
      const posts = Array.from({ length: MESSAGES }, (_, n): Post => {
        const customer = { externalId: target.channel.samples.customerId(n % 20), name: `Customer ${n % 20}` }
        const message = { account: target.account, customer, id: n + 1, text: `message ${n}`, at: new Date() }
        return { target, body: target.channel.samples.text(message) }
      })
      const heard: Event[] = []
      const follower = follow(cluster.url, cluster.project.apiKey, heard, () => cluster.web)
      await follower.ready
      await Promise.all([postAll(posts, 4, 120), follower.done])
      await waitUntilApplied(url)
      const added = heard.filter((event) => event.__typename === 'MessageAdded')
      expect(heard.filter((event) => event.__typename === 'Gap')).toEqual([])
      expect(added).toHaveLength(MESSAGES)
      expect(new Set(added.map((event) => event.message?.content)).size).toBe(MESSAGES)
      const last = new Map<string, number>()
      for (const { message } of added) {
        if (!message) continue
        expect(message.sequence).toBe((last.get(message.conversation.id) ?? 0) + 1)
        last.set(message.conversation.id, message.sequence)
      }
    } finally {
      await cluster.stop()
      await drop()
    }
  },
)

/** Follows all events over one connection after another, each cut without a goodbye, one by killing the server. */
function follow(
  url: string,
  apiKey: string,
  heard: Event[],
  web: () => { kill(): Promise<void>; start(): Promise<void> },
): { ready: Promise<void>; done: Promise<void> } {
  let cursor: string | null = null
  let announce: () => void = () => undefined
  const ready = new Promise<void>((resolve) => {
    announce = resolve
  })
  const count = () => heard.filter((event) => event.__typename === 'MessageAdded').length
  const listenUntil = async (wanted: number, cut: (client: WsClient) => Promise<void>) => {
    const client = await connectAgain(url, apiKey)
    let taken = 0
    client.subscribe('1', EVERYTHING, { after: cursor })
    await client.until(() => {
      const events = client.events('1').map((data) => data.events as Event)
      for (const event of events.slice(taken)) {
        if (event.__typename !== 'Checkpoint') heard.push(event)
        cursor = event.cursor
      }
      if (events.length > 0) announce()
      taken = events.length
      return count() >= wanted
    }, 60_000)
    await cut(client)
  }
  const done = (async () => {
    for (let n = 1; n <= CUTS; n += 1)
      await listenUntil(Math.floor((MESSAGES * n) / (CUTS + 1)), async (client) => {
        client.socket.terminate()
        if (n !== 5) return
        await web().kill()
        await web().start()
      })
    await listenUntil(MESSAGES, (client) => client.close())
  })()
  return { ready, done }
}

async function connectAgain(url: string, apiKey: string): Promise<WsClient> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await new WsClient(`${url}/graphql`).init(apiKey)
    } catch (error) {
      if (tries > 50) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
