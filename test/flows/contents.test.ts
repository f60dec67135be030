import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import type { OutboundContent } from '../../src/channels/outbound.ts'
import type { SimulatedMessage } from '../../src/simulator/message-types.ts'
import { inputOf } from '../support/content-input.ts'
import { contentsTable, type Row } from '../support/contents-table.ts'
import { type Recorded, type Recorder, startRecorder } from '../support/recorder.ts'
import { samplesFor } from '../support/sample-contents.ts'
import { ON_ITS_WAY, Sender } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

const TABLE = join(import.meta.dirname, '../../docs/contents-table.md')

let app: TestApp
let sender: Sender
let recorder: Recorder
const rows = new Map<string, Row[]>()

beforeAll(async () => {
  recorder = await startRecorder()
  app = await startTestApp({ PARLEY_SIMULATOR_URL: recorder.url }, { simulated: true })
  recorder.forwardTo(app.simulator?.url ?? '')
  sender = new Sender(app)
  await approveTemplates()
})
afterAll(async () => {
  await app?.stop()
  recorder?.close()
})

/** Those that the samples name, at the network that has to know them. */
async function approveTemplates(): Promise<void> {
  for (const type of ['FACEBOOK', 'WHATSAPP'])
    for (const [name, text] of [
      ['shop_open', 'เปิดแล้วค่ะ'],
      ['order_ready', 'ออเดอร์ {{1}} พร้อมแล้วค่ะ'],
    ])
      await app.sim(`/accounts/${type}/${app.platform(type).externalId}/templates`, {
        name,
        language: 'th',
        category: 'UTILITY',
        components: [{ type: 'BODY', text }],
      })
}

/** Ids of files are given by the networks, each its own: only of these everybody knows some. */
function isKnown(type: string, content: OutboundContent): boolean {
  if (content.kind !== 'media' || !('id' in content.source)) return true
  return content.type === 'STICKER' && ['LINE', 'INSTAGRAM', 'FACEBOOK'].includes(type)
}

interface Previewed {
  __typename: string
  requests?: { method: string; url: string; body: unknown }[]
  losses?: string[]
  code?: string
  reason?: string
}

const DONE = /^(SENT|DELIVERED|READ|FAILED|UNCONFIRMED)$/

/** As many customers of each network at a time. */
const AT_ONCE = 8

test('every content is sent as its preview says, and is seen by the customer', async () => {
  const made = await Promise.all(
    channels.map(async ({ type, name }) => {
      const said = await inTurns(samplesFor(type), AT_ONCE, ([sample, content]) => say(type, sample, content))
      return [name, said] as const
    }),
  )
  for (const [name, said] of made) rows.set(name, said)
  for (const [, said] of made)
    expect(said.filter(({ refused }) => refused === undefined).length).toBeGreaterThan(30)
}, 180_000)

test('the table of the documents shows it', async () => {
  const ordered = new Map(channels.map(({ name }) => [name, rows.get(name) ?? []]))
  await expect(contentsTable(ordered)).toMatchFileSnapshot(TABLE)
})

async function say(type: string, sample: string, content: OutboundContent): Promise<Row> {
  const { customer, conversationId } = await sender.meet(type)
  const input = { conversationId, content: inputOf(content) }
  const preview = await previewed(input)
  const shown = (preview.requests ?? []).map(({ method, url, body }) => ({
    method,
    path: new URL(url).pathname,
    body,
  }))
  if (preview.code === undefined && !isKnown(type, content))
    return { sample, requests: shown, seen: [], losses: preview.losses ?? [] }
  const before = recorder.calls.length
  const sent = await sender.send(conversationId, input.content)
  if (preview.code !== undefined) {
    expect({ sample, code: sent.code, reason: sent.reason }).toEqual({
      sample,
      code: preview.code,
      reason: preview.reason,
    })
    return { sample, refused: preview.reason ?? '', requests: [], seen: [], losses: [] }
  }
  const { deliveryStatus } = await sender.becomes(sent, DONE, 90_000, 200)
  const seen = (await sender.outOf(type, customer)) as unknown as SimulatedMessage[]
  const calls = recorder.calls
    .slice(before)
    .filter((call) => isSend(call, type, [customer, ...seen.map(({ id }) => id)]))
  const answers = calls.map(({ answer }) => answer)
  const isOnItsWay = ON_ITS_WAY.test(deliveryStatus)
  expect.soft(isOnItsWay ? [] : answers, `${sample} on ${type}`).toEqual([])
  const requests = preview.requests ?? []
  expect.soft(calls.map(plain), `${sample} on ${type}`).toEqual(requests.map(plainPreview))
  return { sample, requests: shown, seen, losses: preview.losses ?? [] }
}

async function previewed(input: object): Promise<Previewed> {
  const { previewMessage } = await app.query<{ previewMessage: Previewed }>(
    `mutation ($input: SendMessageInput!) { previewMessage(input: $input) { __typename
       ... on PreviewMessagePayload { requests { method url body } losses } ... on UserError { code reason: message } } }`,
    { input },
  )
  return previewMessage
}

/** By what only that customer has: their id, or, as a reply token does not tell whose it is, those of its messages. */
function isSend({ method, path, body, answer }: Recorded, type: string, ids: readonly string[]): boolean {
  if (method === 'GET') return false // somebody's name was asked for
  const words = JSON.stringify(body) + answer
  return path.startsWith(`/${type.toLowerCase()}/`) && ids.some((id) => words.includes(id))
}

/** In their order, so many at a time. */
async function inTurns<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const entries = items.entries()
  const lane = async () => {
    for (const [index, item] of entries) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}

/** Without what is another for every message, and for previews a placeholder: references and tokens. */
function plain({ method, path, body }: { method: string; path: string; body: unknown }) {
  return { method, path: withoutToken(path.replace(/^\/[a-z-]+/, '')), body: withoutReferences(body) }
}

function plainPreview({ method, url, body }: { method: string; url: string; body: unknown }) {
  const { pathname, search } = new URL(url)
  return { method, path: withoutToken(decodeURIComponent(pathname) + search), body: withoutReferences(body) }
}

function withoutToken(path: string): string {
  return path.replace(/^\/bot[^/]+/, '/bot')
}

function withoutReferences(body: unknown): unknown {
  const text = JSON.stringify(body)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'reference')
    .replace(/"replyToken":"[^"]+"/, '"replyToken":"token"')
  return JSON.parse(text) as unknown
}
