import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import type { Json } from '../../src/channels/inbound.ts'
import { channelOf } from '../../src/channels/index.ts'
import type { SeededApp } from '../../src/demo/seed-platform.ts'
import { createPlatform } from '../../src/domain/platforms/create-platform.ts'
import { appSecretsBoundTo } from '../../src/domain/platforms/webhook-directory.ts'
import { bytes } from '../../src/infra/vault.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { appWebhookPath, startTestApp, type TestApp } from '../support/test-app.ts'

const PAGES = 10
const ENTRIES = 1000

let app: TestApp
let facebook: Channel
beforeAll(async () => {
  app = await startTestApp()
  facebook = channelOf('FACEBOOK') as Channel
})
afterAll(async () => {
  await app?.stop()
})

function metaApp(): SeededApp {
  const found = app.demo.main.apps.find((one) => one.type === 'FACEBOOK')
  if (!found) throw new Error('the demo has no app')
  return found
}

/** A page of the demo's project, connected through the app or without one. */
async function connectPage(externalId: string, appId?: string): Promise<string> {
  const organizations = await app.rows<{ id: string }>(`SELECT id FROM organizations WHERE slug = 'demo'`)
  const { id } = await createPlatform(app.database.prisma, app.vault, {
    organizationId: organizations[0]?.id ?? '',
    projectId: app.demo.main.projectId,
    ...(appId && { appId }),
    type: 'FACEBOOK',
    name: `Page ${externalId}`,
    slug: `page-${externalId}`,
    externalId,
    secrets: ['of-the-page-alone'],
  })
  return id
}

function entryOf(account: string, n: number, at: Date): Json {
  const customer = { externalId: facebook.samples.customerId(n % 25), name: `Customer ${n % 25}` }
  const body = facebook.samples.text({ account, customer, id: n, text: `message ${n}`, at }) as {
    entry: Json[]
  }
  return body.entry[0] ?? null
}

async function post(entries: Json[], secret = metaApp().secret): Promise<Response> {
  const body = Buffer.from(JSON.stringify({ object: 'page', entry: entries }))
  return await app.postRaw(appWebhookPath(metaApp()), body, facebook.webhook.sign(body, secret))
}

/** Always the same disorder. */
const disordered = (entries: Json[]) =>
  entries.map((entry, n) => ({ entry, rank: (n * 7919) % entries.length })).sort((a, b) => a.rank - b.rank)

describe('the address of an app', () => {
  test('brings 1,000 entries of ten pages each to its own platform, once and in order', async () => {
    const pages = Array.from({ length: PAGES }, (_, n) => `55000000000${n}`)
    for (const page of pages) await connectPage(page, metaApp().uuid)
    const start = Date.now() - ENTRIES * 1000
    const entries = Array.from({ length: ENTRIES }, (_, n) =>
      entryOf(pages[n % PAGES] ?? '', n, new Date(start + n * 1000)),
    )
    const body = disordered(entries).map(({ entry }) => entry)
    for (const _delivery of [1, 2]) expect((await post(body)).status).toBe(200)
    await app.settled()
    const rows = await app.rows<{ page: string; text: string }>(
      `SELECT p.external_id AS page, m.content AS text FROM messages m JOIN platforms p ON p.id = m.platform_id
       WHERE p.external_id LIKE '55000000000_' ORDER BY m.ordered_at, m.sequence`,
    )
    expect(rows).toEqual(entries.map((_, n) => ({ page: pages[n % PAGES], text: `message ${n}` })))
    const dense = await app.rows<{ wrong: number }>(
      `SELECT count(*)::int AS wrong FROM conversations WHERE message_count <> last_sequence`,
    )
    expect(dense).toEqual([{ wrong: 0 }])
  })

  test('keeps nothing of a stranger’s account, nor of a page of another app, and counts them', async () => {
    await connectPage('56000000001')
    const foreign = app.demo.other.platforms.find((one) => one.type === 'FACEBOOK')?.externalId ?? ''
    const before = await app.rows<{ n: number }>('SELECT count(*)::int AS n FROM inbound_events')
    const accounts = ['56000000001', foreign, '99999999999']
    const entries = accounts.map((account, n) => entryOf(account, 5000 + n, new Date()))
    expect((await post(entries)).status).toBe(200)
    expect(await app.rows('SELECT count(*)::int AS n FROM inbound_events')).toEqual(before)
    const unclaimed = () =>
      app.rows<{ n: string }>(
        `SELECT unclaimed_count::text AS n FROM platform_apps WHERE id = '${metaApp().uuid}'`,
      )
    await expect.poll(unclaimed).toEqual([{ n: '3' }])
  })

  test('is opened by any of its current secrets and by no other', async () => {
    const { uuid, secret } = metaApp()
    const sealed = app.vault.sealJson(['the-newest', secret], appSecretsBoundTo(uuid))
    await app.database.prisma.platformApp.update({
      where: { id: uuid },
      data: { secretsEncrypted: bytes(sealed) },
    })
    const status = async (key: string) => (await post([], key)).status
    await expect.poll(() => status('the-newest')).toBe(200)
    expect(await status(secret)).toBe(200)
    expect(await status('of-the-page-alone')).toBe(401)
    expect(await status('')).toBe(401)
  })

  test('answers the handshake with the app’s verify token', async () => {
    const ask = (token: string) =>
      fetch(
        `${app.url}${appWebhookPath(metaApp())}?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=${token}`,
      )
    const answer = await ask(metaApp().verifyToken ?? '')
    expect([answer.status, await answer.text()]).toEqual([200, '4711'])
    expect((await ask('wrong')).status).toBe(403)
  })

  test.each([
    [
      'of no app',
      (uuid: string) => `/webhooks/facebook/apps/${uuid.replace(/.$/, (c) => (c === '0' ? '1' : '0'))}`,
    ],
    ['of another network', (uuid: string) => `/webhooks/instagram/apps/${uuid}`],
    ['of a network without apps', (uuid: string) => `/webhooks/telegram/apps/${uuid}`],
    ['that names the app as a platform', (uuid: string) => `/webhooks/facebook/${uuid}`],
    ['that is malformed', () => '/webhooks/facebook/apps/not-an-id'],
  ])('%s is 404', async (_name, path) => {
    const body = Buffer.from('{"object":"page","entry":[]}')
    const response = await app.postRaw(
      path(metaApp().uuid),
      body,
      facebook.webhook.sign(body, metaApp().secret),
    )
    expect(response.status).toBe(404)
  })

  test('shows in the graph what it received and refused', async () => {
    type Answer = { node: { app: Record<string, unknown> } }
    const read = async () => {
      const id = toGlobalId('Platform', app.platform('FACEBOOK').uuid)
      const { node } = await app.query<Answer>(
        `query ($id: ID!) { node(id: $id) { ... on Platform { app {
           webhookUrl receivedCount acceptedCount refusedCount unclaimedCount lastFailureReason } } } }`,
        { id },
      )
      return node.app
    }
    await expect.poll(async () => (await read()).refusedCount).toBeGreaterThan(0)
    const shown = await read()
    expect(shown).toMatchObject({ unclaimedCount: 3, lastFailureReason: expect.stringContaining('match') })
    expect(shown.webhookUrl).toContain(appWebhookPath(metaApp()))
    expect(shown.acceptedCount).toBeGreaterThanOrEqual(3)
  })
})
