import { setTimeout as delay } from 'node:timers/promises'
import { channelOf } from '../src/channels/index.ts'
import { type SeededDemo, seedDemo } from '../src/demo/seed.ts'
import { askSimulator, registerAccounts } from '../src/demo/simulator.ts'
import { Database } from '../src/infra/database.ts'
import { createLogger } from '../src/infra/logger.ts'
import { openVault } from '../src/infra/vault.ts'
import { toGlobalId } from '../src/schema/global-id.ts'
import { type RunningSimulator, start as startSimulator } from '../src/simulator/server.ts'
import { type Prepared, prepare, startParley } from './support/parley.ts'
import { type BenchPostgres, query } from './support/postgres.ts'
import { InvalidRun, mustEqual, printTable } from './support/report.ts'
import type { Settings } from './support/settings.ts'
import { type Latency, summarize } from './support/statistics.ts'

/**
 * From the mutation to the network: stored, in its lane, paced, written to the ledger, called. Beside it the bare
 * call of the same API, made by the same client at the same rate.
 */

const RATES = [50, 200]
const CUSTOMERS = 200
const NETWORK = 'FACEBOOK'

type Send = (customer: number, text: string) => Promise<void>

export async function send(settings: Settings, postgres: BenchPostgres): Promise<boolean> {
  const prepared = await prepare(postgres, 'send')
  const simulator = await startSimulator()
  const parley = startParley({ ...prepared, simulatorUrl: simulator.url }, 'all', { settings })
  try {
    const url = (await parley.ready).url ?? ''
    const demo = await demoOf(prepared)
    await registerAccounts(simulator.url, demo, url)
    const conversations = await meet(simulator, prepared, demo)
    const seconds = settings.quick ? 5 : 20
    const rounds = settings.quick ? 1 : 3
    for (const rate of RATES) {
      const ours: Latency[] = []
      const bare: Latency[] = []
      for (let round = 0; round < rounds; round += 1) {
        const name = `${rate} a second, round ${round}`
        const plan = { simulator, rate, seconds }
        ours.push(await measure({ ...plan, name: `ours ${name},` }, throughParley(url, demo, conversations)))
        bare.push(await measure({ ...plan, name: `bare ${name},` }, bareCall(simulator, demo)))
      }
      report(rate, ours, bare)
    }
    return true
  } finally {
    await parley.stop()
    await simulator.close()
  }
}

function report(rate: number, ours: Latency[], bare: Latency[]): void {
  const series = (name: string, rows: Latency[]) =>
    (['p50', 'p99'] as const).map((key) => ({
      name: `${name}, ${key}`,
      rounds: rows.map((row) => row[key]),
      unit: 'ms',
      digits: 1,
    }))
  printTable(`send: ${rate} messages/s, open loop, from the request to the network`, [
    ...series('Parley', ours),
    ...series('bare call', bare),
  ])
}

interface Plan {
  simulator: RunningSimulator
  name: string
  rate: number
  seconds: number
}

async function demoOf({ databaseUrl, dataDir }: Prepared): Promise<SeededDemo> {
  const database = new Database({ url: databaseUrl, pgbouncer: false, logger: createLogger('warn') })
  try {
    return await seedDemo(database, openVault(undefined, dataDir), undefined)
  } finally {
    await database.close()
  }
}

const accountOf = (demo: SeededDemo) => {
  const found = demo.main.platforms.find(({ type }) => type === NETWORK)
  if (!found) throw new InvalidRun(`the demo has no ${NETWORK}`)
  return found
}

const customerOf = (n: number) => channelOf(NETWORK)?.samples.customerId(n % CUSTOMERS) ?? ''

/** Every customer writes once; returns their conversations in order. */
async function meet(
  simulator: RunningSimulator,
  { databaseUrl }: Prepared,
  demo: SeededDemo,
): Promise<string[]> {
  const { externalId: account } = accountOf(demo)
  for (let n = 0; n < CUSTOMERS; n += 1)
    await askSimulator(simulator.url, `/customers/${NETWORK}/${customerOf(n)}/messages`, {
      account,
      text: 'Hello',
    })
  for (let tries = 0; tries < 100; tries += 1) {
    const rows = await query<{ id: string; external_id: string }>(
      databaseUrl,
      'SELECT id, external_id FROM conversations WHERE message_count > 0',
    )
    if (rows.length === CUSTOMERS) {
      const byCustomer = new Map(rows.map((row) => [row.external_id, row.id]))
      return Array.from({ length: CUSTOMERS }, (_, n) =>
        toGlobalId('Conversation', byCustomer.get(customerOf(n)) ?? ''),
      )
    }
    await delay(100)
  }
  throw new InvalidRun('the customers were not heard')
}

function throughParley(url: string, demo: SeededDemo, conversations: readonly string[]): Send {
  const mutation = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }`
  return async (customer, text) => {
    const input = { conversationId: conversations[customer], content: { text: { text } } }
    const answer = await post(`${url}/graphql`, demo.main.apiKey, { query: mutation, variables: { input } })
    if (!answer.includes('SendMessagePayload')) throw new InvalidRun(answer)
  }
}

function bareCall(simulator: RunningSimulator, demo: SeededDemo): Send {
  const { externalId, accessToken } = accountOf(demo)
  return async (customer, text) => {
    const body = { recipient: { id: customerOf(customer) }, messaging_type: 'RESPONSE', message: { text } }
    await post(`${simulator.url}/facebook/v26.0/${externalId}/messages`, accessToken, body)
  }
}

async function post(url: string, token: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return await response.text()
}

/** Sends by the clock, and asks the network when it took each. */
async function measure({ simulator, name, rate, seconds }: Plan, act: Send): Promise<Latency> {
  const total = rate * seconds
  const startedAt = new Map<string, number>()
  const begin = Date.now()
  const acts: Promise<void>[] = []
  for (let n = 0; n < total; n += 1) {
    const due = begin + (n * 1000) / rate
    if (due > Date.now()) await delay(due - Date.now())
    startedAt.set(`${name} ${n}`, due)
    acts.push(act(n % CUSTOMERS, `${name} ${n}`))
  }
  await Promise.all(acts)
  const arrivals = await arrived(simulator, name, total)
  mustEqual(`messages of "${name}" that the network took`, arrivals.size, total)
  const latencies = [...arrivals].map(([text, at]) => at - (startedAt.get(text) ?? at))
  return summarize(Float64Array.from(latencies))
}

interface Conversations {
  messages: { direction: string; text: string | null; at: string }[]
}

async function arrived(
  simulator: RunningSimulator,
  name: string,
  total: number,
): Promise<Map<string, number>> {
  for (let tries = 0; ; tries += 1) {
    const found = new Map<string, number>()
    for (let n = 0; n < CUSTOMERS; n += 1) {
      const path = `/customers/${NETWORK}/${customerOf(n)}/messages`
      const { messages } = await askSimulator<Conversations>(simulator.url, path)
      for (const { text, at } of messages) if (text?.startsWith(`${name} `)) found.set(text, Date.parse(at))
    }
    if (found.size >= total || tries >= 50) return found
    await delay(200)
  }
}
