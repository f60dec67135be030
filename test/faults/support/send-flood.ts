import { channels } from '../../../src/channels/index.ts'
import { askSimulator, registerAccounts } from '../../../src/demo/simulator.ts'
import { toGlobalId } from '../../../src/schema/global-id.ts'
import { type RunningSimulator, start as startSimulator } from '../../../src/simulator/server.ts'
import { withClient } from '../../support/database.ts'
import { waitFor } from '../../support/wait.ts'
import { type Cluster, startCluster, waitUntilApplied } from './flood.ts'
import { killRepeatedly } from './parley-process.ts'

export interface SendFloodOptions {
  databaseUrl: string
  redisUrl: string
  sends: number
  customersPerNetwork: number
  workerKills: number
  /** Milliseconds between kills, on average. */
  pause: number
  seconds: number
}

/** What was seen, in numbers: before anything was resolved, and at the end. */
export interface SendFloodReport {
  sends: number
  unconfirmed: number
  failed: number
  /** Of the unconfirmed, those that the customer had. */
  unconfirmedButSeen: number
  sentTwice: number
  lost: number
  conversationsOutOfOrder: number
  seconds: number
}

/** One call in twenty goes wrong, in every way that leaves the account and its customers as they are. */
const FAULTS = [
  { fault: 'drop', probability: 0.01 },
  { fault: 'error500', probability: 0.01 },
  // Only one network tells seconds: at the others each of these stops the account for a minute.
  { fault: 'rateLimit', probability: 0.02, retryAfter: 1, network: 'TELEGRAM' },
  { fault: 'rateLimit', probability: 0.0003, retryAfter: 1 },
  { fault: 'refuseConnection', probability: 0.01 },
  { fault: 'timeout', probability: 0.003, delayMs: 8000 },
  { fault: 'expiredToken', probability: 0.01 },
  { fault: 'duplicate', probability: 0.05 },
  { fault: 'reorder', probability: 0.05 },
  { fault: 'delay', probability: 0.05, delayMs: 500 },
  { fault: 'echoFirst', probability: 0.05 },
  { fault: 'statusFirst', probability: 0.05 },
]

interface Talk {
  type: string
  customer: string
  conversationId: string
  /** In the order of sending. */
  texts: string[]
}

type Ask = <T>(query: string, variables: object) => Promise<T>

/** Sends into many conversations of all networks while calls fail and workers are killed; then settles what is open. */
export async function runSendFlood(options: SendFloodOptions): Promise<SendFloodReport> {
  const simulator = await startSimulator({ seed: 7, retryDelaysMs: [100, 500, 1000, 2000] })
  const more = { PARLEY_SIMULATOR_URL: simulator.url }
  const cluster = await startCluster(options.databaseUrl, options.redisUrl, more)
  try {
    await registerAccounts(simulator.url, cluster.demo, cluster.url)
    const ask = asker(cluster)
    const talks = await beginTalks(simulator, cluster, options)
    for (const fault of FAULTS) await askSimulator(simulator.url, '/faults', fault)
    const started = performance.now()
    const pause = (n: number) => options.pause * (0.5 + ((n * 7919) % 100) / 100)
    const messages = new Map<string, { talk: Talk; text: string }>()
    await Promise.all([
      Promise.all(talks.map((talk) => speak(ask, talk, messages))),
      killRepeatedly(cluster.workers, options.workerKills, pause),
    ])
    await quiet(options)
    const seconds = (performance.now() - started) / 1000
    await fetch(`${simulator.url}/sim/faults`, { method: 'DELETE' })
    await delivered(options)
    return { ...(await settleAndJudge({ options, simulator, cluster, ask, talks, messages })), seconds }
  } finally {
    await cluster.stop()
    await simulator.close()
  }
}

function asker({ url, project, web }: Cluster): Ask {
  return async <T>(query: string, variables: object) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${project.apiKey}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
    if (errors) throw new Error(`${JSON.stringify(errors)}\n${web.log}`)
    return data
  }
}

/** Each customer writes first, so that there is a conversation to answer in. */
async function beginTalks(
  simulator: RunningSimulator,
  { project }: Cluster,
  { databaseUrl, customersPerNetwork, sends }: SendFloodOptions,
): Promise<Talk[]> {
  const people = project.platforms.flatMap(({ type, externalId }) => {
    const samples = channels.find((channel) => channel.type === type)?.samples
    return Array.from({ length: customersPerNetwork }, (_, n) => ({
      type,
      account: externalId,
      customer: samples?.customerId(5000 + n) ?? '',
    }))
  })
  for (const { type, account, customer } of people)
    await askSimulator(simulator.url, `/customers/${type}/${customer}/messages`, { account, text: 'Hello' })
  const rows = async () =>
    await withClient(databaseUrl, async (client) => {
      const result = await client.query<{ id: string; external_id: string; type: string }>(
        `SELECT c.id, c.external_id, p.type FROM conversations c JOIN platforms p ON p.id = c.platform_id WHERE c.message_count > 0`,
      )
      return result.rows
    })
  await waitFor(async () => (await rows()).length === people.length, {
    timeout: 30_000,
    what: 'the customers',
  })
  return (await rows()).map(({ id, external_id: customer, type }, talk, all) => ({
    type,
    customer,
    conversationId: toGlobalId('Conversation', id),
    texts: Array.from({ length: Math.ceil(sends / all.length) }, (_, n) => `answer ${n} of talk ${talk}`),
  }))
}

const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
  ... on SendMessagePayload { message { id } } ... on UserError { code reason: message } } }`

/** One after the other: the order of the answers is the order that the customer must see. */
async function speak(
  ask: Ask,
  talk: Talk,
  messages: Map<string, { talk: Talk; text: string }>,
): Promise<void> {
  for (const text of talk.texts) {
    const { sendMessage } = await ask<{ sendMessage: { message?: { id: string }; reason?: string } }>(SEND, {
      input: { conversationId: talk.conversationId, content: { text: { text } }, idempotencyKey: text },
    })
    if (!sendMessage.message) throw new Error(sendMessage.reason)
    messages.set(sendMessage.message.id, { talk, text })
  }
}

async function countOf(databaseUrl: string, sql: string): Promise<number> {
  return await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ n: number }>(sql)
    return rows[0]?.n ?? 0
  })
}

/** Every lane is empty. */
async function quiet({ databaseUrl, seconds }: SendFloodOptions): Promise<void> {
  await waitFor(async () => (await countOf(databaseUrl, 'SELECT count(*)::int AS n FROM send_lanes')) === 0, {
    timeout: seconds * 1000,
    every: 250,
    what: 'empty lanes',
  })
}

/** What the networks still had to tell has been told: nothing is pending, and nothing changes any more. */
async function delivered({ databaseUrl }: SendFloodOptions): Promise<void> {
  let before = -1
  await waitFor(
    async () => {
      await waitUntilApplied(databaseUrl)
      const now = await countOf(databaseUrl, 'SELECT count(*)::int AS n FROM inbound_events')
      const isStill = now === before
      before = now
      return isStill
    },
    { timeout: 180_000, every: 1500, what: 'silence of the networks' },
  )
}

interface Judged {
  options: SendFloodOptions
  simulator: RunningSimulator
  cluster: Cluster
  ask: Ask
  talks: readonly Talk[]
  messages: ReadonlyMap<string, { talk: Talk; text: string }>
}

async function settleAndJudge(run: Judged): Promise<Omit<SendFloodReport, 'seconds'>> {
  const { options, messages, talks, ask } = run
  const before = await seenBy(run)
  const unconfirmed = await listed(ask, 'UNCONFIRMED')
  const failed = await listed(ask, 'FAILED')
  let unconfirmedButSeen = 0
  for (const id of unconfirmed) {
    const message = messages.get(id)
    const isSeen = message ? (before.get(message.text) ?? 0) > 0 : false
    if (isSeen) unconfirmedButSeen += 1
    await ask(`mutation ($input: ResolveMessageInput!) { resolveMessage(input: $input) { __typename } }`, {
      input: { messageId: id, resolution: isSeen ? 'SENT' : 'RESEND' },
    })
  }
  await ask('mutation { retryFailedMessages(input: {}) { __typename } }', {})
  await quiet(options)
  await delivered(options)
  const after = await seenBy(run)
  const texts = [...messages.values()].map(({ text }) => text)
  return {
    sends: messages.size,
    unconfirmed: unconfirmed.length,
    failed: failed.length,
    unconfirmedButSeen,
    sentTwice: texts.filter((text) => (after.get(text) ?? 0) > 1).length,
    lost: texts.filter((text) => !after.has(text)).length,
    conversationsOutOfOrder: await outOfOrder(run, talks, new Set([...unconfirmed, ...failed])),
  }
}

async function listed(ask: Ask, status: string): Promise<string[]> {
  const ids: string[] = []
  let after: string | null = null
  for (;;) {
    const { messages }: Page = await ask<Page>(
      `query ($after: String) { messages(first: 100, after: $after, filter: { deliveryStatus: [${status}] }) {
         edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
      { after },
    )
    ids.push(...messages.edges.map((edge) => edge.node.id))
    if (!messages.pageInfo.hasNextPage) return ids
    after = messages.pageInfo.endCursor
  }
}

interface Page {
  messages: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
}

async function shownTo(run: Judged, talk: Talk): Promise<string[]> {
  const account = run.cluster.project.platforms.find((one) => one.type === talk.type)?.externalId
  const { messages } = await askSimulator<{ messages: { direction: string; text: string | null }[] }>(
    run.simulator.url,
    `/customers/${talk.type}/${talk.customer}/messages?account=${account}`,
  )
  return messages.filter((one) => one.direction === 'OUT').map((one) => one.text ?? '')
}

/** How often each text was seen by its customer. */
async function seenBy(run: Judged): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const talk of run.talks)
    for (const text of await shownTo(run, talk)) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

/** What went out by itself is in order; what a person settled came later, and is left out. */
async function outOfOrder(
  run: Judged,
  talks: readonly Talk[],
  settled: ReadonlySet<string>,
): Promise<number> {
  const late = new Set([...settled].map((id) => run.messages.get(id)?.text))
  let wrong = 0
  for (const talk of talks) {
    const shown = (await shownTo(run, talk)).filter((text) => !late.has(text))
    const expected = talk.texts.filter((text) => !late.has(text))
    if (shown.join('\n') !== expected.join('\n')) wrong += 1
  }
  return wrong
}
