import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../../src/channels/inbound.ts'
import { channelOf, channels } from '../../src/channels/index.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { type EchoingNetwork, startEchoingNetwork } from '../support/isolation/echoing-network.ts'
import { pgDump, readDump } from '../support/isolation/read-dump.ts'
import { Sender } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

/** Secrets go in by every way there is, at the most talkative level of the log; then everything left is searched. */
let app: TestApp
let network: EchoingNetwork
let log = ''
/** What a client was answered. */
let answers = ''
const secrets = new Map<string, string>()

const plant = (what: string, secret: string | null): string => {
  if (secret) secrets.set(secret, what)
  return secret ?? ''
}

const made = (what: string): string => plant(what, `${what}-${randomBytes(12).toString('hex')}`)

beforeAll(async () => {
  network = await startEchoingNetwork()
  const write = (line: string) => {
    log += line
  }
  const logger = createLogger('trace', { write })
  app = await startTestApp({ PARLEY_SIMULATOR_URL: network.url }, { logger })
  for (const project of [app.demo.main, app.demo.other]) {
    plant('api key', project.apiKey)
    for (const one of [...project.platforms, ...project.apps]) {
      plant(`${one.type} webhook secret`, one.secret)
      plant(`${one.type} verify token`, one.verifyToken)
      plant(`${one.type} access token`, 'accessToken' in one ? String(one.accessToken) : null)
    }
  }
})
afterAll(async () => {
  await app?.stop()
  await network?.close()
})

/** The same body with a word in every object of it that no channel reads. */
function withMarkers(body: Json): Json {
  if (Array.isArray(body)) return body.map(withMarkers)
  if (body === null || typeof body !== 'object') return body
  const inner = Object.entries(body).map(([name, value]) => [name, withMarkers(value)])
  return { ...Object.fromEntries(inner), x_planted: made('payload') }
}

const PEOPLE = 6

test('secrets are planted through webhooks, handshakes, sends, refusals and wrong keys', async () => {
  const sender = new Sender(app)
  for (const platform of app.demo.main.platforms) {
    const channel = channelOf(platform.type)
    if (!channel) continue
    const { samples } = channel
    for (let n = 1; n <= PEOPLE; n += 1) {
      const customer = { externalId: samples.customerId(n), name: `Customer ${n}` }
      if (platform.type === 'WHATSAPP') plant('phone number', `+${customer.externalId}`)
      const message = {
        account: platform.externalId,
        customer,
        id: n,
        text: `in plain words ${n}`,
        at: new Date(),
      }
      const response = await app.post(platform, withMarkers(samples.text(message)))
      expect(response.status, platform.type).toBe(200)
      answers += await response.text()
    }
    answers += await refusedPosts(platform.type)
  }
  await app.settled()
  const conversations = await app.rows<{ id: string }>('SELECT id FROM conversations')
  expect(conversations.length).toBeGreaterThanOrEqual(channels.length * 2)
  for (const { id } of conversations) {
    const conversationId = toGlobalId('Conversation', id)
    answers += JSON.stringify(await sender.send(conversationId, { text: { text: 'an answer' } }))
    answers += JSON.stringify(await sender.mutate('markConversationRead', { conversationId }).catch(String))
  }
  await expect.poll(() => network.calls, { timeout: 20_000 }).toBeGreaterThan(channels.length * 2)
  const errors = `SELECT count(*)::int AS n FROM send_attempts WHERE error LIKE '%Invalid token%'`
  await expect
    .poll(async () => (await app.rows<{ n: number }>(errors))[0]?.n, { timeout: 20_000 })
    .toBeGreaterThan(4)
  await tellOnce()
  answers += await wrongKeys()
  answers += JSON.stringify(
    await app.query(`{ platforms(first: 20) { edges { node { name lastError webhook { lastFailureReason url } } } }
      messages(first: 50, filter: { deliveryStatus: [FAILED, UNCONFIRMED] }) { edges { node { error attempts { error } } } } }`),
  )
  expect(secrets.size).toBeGreaterThanOrEqual(200)
})

/** Bodies with wrong signatures and handshakes with wrong tokens, which an error could repeat. */
async function refusedPosts(type: string): Promise<string> {
  const path = `/webhooks/${type.toLowerCase()}/${app.platform(type).uuid}`
  const body = JSON.stringify({ object: made('refused-payload') })
  const signature = made('wrong-signature')
  const headers = {
    'x-hub-signature-256': `sha256=${signature}`,
    'x-line-signature': signature,
    'x-telegram-bot-api-secret-token': signature,
  }
  const refused = await app.postRaw(path, body, headers)
  const broken = await app.postRaw(path, `{"broken": "${made('broken-payload')}`, headers)
  const query = `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${made('wrong-verify-token')}`
  const handshake = await fetch(`${app.url}${path}?${query}`)
  return [await refused.text(), await broken.text(), await handshake.text()].join()
}

/** Keys and tokens that one answer shows and nothing keeps, and the address of who is invited. */
async function tellOnce(): Promise<void> {
  const { key, invited } = await app.query<{
    key: { secret: string; apiKey: { id: string } }
    invited: { token: string }
  }>(
    `mutation ($email: String!) {
      key: createApiKey(input: { name: "planted", role: AGENT }) { ... on CreateApiKeyPayload { secret apiKey { id } } }
      invited: inviteMember(input: { role: AGENT, email: $email }) { ... on InviteMemberPayload { token } } }`,
    { email: `${made('address')}@example.com` },
  )
  const { rotated } = await app.query<{ rotated: { secret: string } }>(
    `mutation ($apiKeyId: ID!) { rotated: rotateApiKey(input: { apiKeyId: $apiKeyId, overlapSeconds: 60 }) {
      ... on RotateApiKeyPayload { secret } } }`,
    { apiKeyId: key.apiKey.id },
  )
  for (const secret of [key.secret, rotated.secret, invited.token]) expect(secret).toMatch(/.{20}/)
  plant('made key', key.secret)
  plant('rotated key', rotated.secret)
  plant('invitation token', invited.token)
}

async function wrongKeys(): Promise<string> {
  let said = ''
  for (let n = 0; n < 5; n += 1) {
    const apiKey = made('wrong-key')
    const socket = await new WsClient(`${app.url}/graphql`).opened()
    socket.send({ type: 'connection_init', payload: { apiKey } })
    said += JSON.stringify(await socket.closed)
    said += await app.query('{ viewer { __typename } }', {}, apiKey).catch(String)
  }
  for (const path of ['/metrics', '/ready', '/live', '/nowhere'])
    said += await (await fetch(`${app.url}${path}`)).text()
  return said
}

/** In any of the forms that a text may have it. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -2),
]

function found(text: string): string[] {
  return [...secrets]
    .filter(([secret]) => formsOf(secret).some((form) => text.includes(form)))
    .map(
      ([secret, what]) =>
        `${what} …${text.slice(Math.max(0, text.indexOf(secret) - 200), text.indexOf(secret) + 40)}`,
    )
}

test('none is in a dump of the database, with all jobs in it', async () => {
  const dump = await readDump(app.databaseUrl)
  // What stands in it is read: texts are plain, and the queue is there.
  expect(dump).toContain('in plain words 1')
  expect(dump).toContain('[redacted]')
  expect(dump).toContain('deliver-lane')
  expect(found(dump)).toEqual([])
  const real = pgDump(app.databaseUrl)
  if ('text' in real) expect(found(real.text)).toEqual([])
  console.info(
    `secrets: ${secrets.size} planted, ${found(dump).length} found in ${dump.length} characters of dump, ${found(log).length} in ${log.length} of log, ${found(answers).length} in ${answers.length} of answers; pg_dump: ${'text' in real ? `${found(real.text).length} in ${real.text.length}` : real.reason}`,
  )
})

test('none is in the log, though it says all that it can', () => {
  expect(log).toMatch(/signature|refused|token/i)
  expect(found(log)).toEqual([])
})

test('none is in what clients are answered', () => {
  expect(answers).toContain('[redacted]')
  expect(found(answers)).toEqual([])
})
