import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../src/infra/uuid.ts'
import { type NodeType, toGlobalId } from '../../src/schema/global-id.ts'
import { schema } from '../../src/schema/index.ts'
import { askOverHttp, QUIET_MS } from '../support/isolation/ask-http.ts'
import { type IdSlot, idSlots, nestedSlots, slotName } from '../support/isolation/id-slots.ts'
import { type PlantedTenant, plantTenant } from '../support/isolation/plant-tenant.ts'
import { selectionOf } from '../support/isolation/selection.ts'
import {
  anonymous,
  DEPTH,
  idOf,
  leaksIn,
  type Operation,
  operationOf,
} from '../support/isolation/slot-operations.ts'
import { keyOf } from '../support/principals.ts'
import { NOWHERE, startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

/** Every id that the graph takes × own, foreign, missing, mistyped and malformed ids, over HTTP and WebSocket. */
let app: TestApp
let client: pg.Client
let own: PlantedTenant
let foreign: PlantedTenant
let key: string
let socket: WsClient

beforeAll(async () => {
  // Nobody listens there: what an own id sets going ends at a closed door.
  app = await startTestApp({ PARLEY_SIMULATOR_URL: NOWHERE })
  client = new pg.Client({ connectionString: app.databaseUrl })
  await client.connect()
  own = await plantTenant(client, app.vault, 'own-marker')
  foreign = await plantTenant(client, app.vault, 'foreign-marker')
  // Beside the planted one, which is revoked on the way.
  key = await keyOf(app, 'OWNER', ['*'], own.projectId)
  socket = await new WsClient(`${app.url}/graphql`).init(key)
})
afterAll(async () => {
  await socket?.close()
  await client?.end()
  await app?.stop()
})

/** Ids that must all be answered alike, whatever they are. */
function strangers(type: NodeType): Record<string, string> {
  const other: NodeType = type === 'Message' ? 'Platform' : 'Message'
  return {
    missing: toGlobalId(type, newId()),
    foreign: idOf(foreign, type),
    'of another type': idOf(own, other),
    'foreign and of another type': idOf(foreign, other),
    malformed: 'not an id',
    'a bare uuid': newId(),
    empty: '',
    'SQL text': `x' OR '1'='1`,
  }
}

let operations = 0

/** One answer over a transport, as text. Of a subscription the first message, or what a quiet one says: nothing. */
type Transport = (operation: Operation, kind: IdSlot['operation']) => Promise<string>

const overHttp: Transport = (operation, kind) => askOverHttp(app.url, key, operation, kind)

const overSocket: Transport = async (operation, kind) => {
  operations += 1
  const id = `op-${operations}`
  socket.subscribe(id, operation.query, operation.variables)
  const mine = () => socket.messages.filter((message) => message.id === id)
  const isOver = () => mine().some(({ type }) => type === 'complete' || type === 'error')
  const answered = socket.until(isOver, kind === 'subscription' ? QUIET_MS : 15_000)
  if (kind === 'subscription') await answered.catch(() => socket.send({ id, type: 'complete' }))
  else await answered
  const text = JSON.stringify(mine().map(({ id: _id, ...message }) => message))
  socket.messages.length = 0
  return text
}

const TRANSPORTS: Record<string, Transport> = { HTTP: overHttp, WebSocket: overSocket }

const tally = { cases: 0, leaks: 0, slots: 0, shown: 0 }

async function tryStrangers(slot: IdSlot, type: NodeType, below?: NodeType): Promise<void> {
  tally.slots += 1
  for (const [transport, ask] of Object.entries(TRANSPORTS)) {
    const answers = new Map<string, string>()
    for (const [kind, id] of Object.entries(strangers(type))) {
      // Where any type may be named, there is no other one.
      if (kind === 'of another type' && slot.types.length > 1) continue
      const answer = await ask(operationOf(own, slot, id, below), slot.operation)
      tally.cases += 1
      const leaks = leaksIn(answer, foreign, id)
      tally.leaks += leaks.length
      expect(leaks, `${slotName(slot)} over ${transport}, ${kind}: ${answer.slice(0, 500)}`).toEqual([])
      answers.set(kind, anonymous(answer, id))
    }
    const missing = answers.get('missing')
    // Of an id that is missing, the graph answers that it is missing and nothing of how it looked for it.
    expect(missing, slotName(slot)).not.toMatch(/INTERNAL|GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT/)
    for (const [kind, answer] of answers)
      expect(answer, `${slotName(slot)} over ${transport}: ${kind} is answered as missing`).toBe(missing)
  }
}

async function tryOwn(slot: IdSlot, type: NodeType, below?: NodeType): Promise<void> {
  for (const [transport, ask] of Object.entries(TRANSPORTS)) {
    const id = idOf(own, type)
    const answer = await ask(operationOf(own, slot, id, below), slot.operation)
    tally.cases += 1
    tally.leaks += leaksIn(answer, foreign, id).length
    tally.shown += answer.includes(own.marker) ? 1 : 0
    expect(leaksIn(answer, foreign, id), `${slotName(slot)} over ${transport}, own`).toEqual([])
    if (slot.operation !== 'mutation')
      expect(answer, `${slotName(slot)} over ${transport}, own`).not.toMatch(
        /NOT_FOUND|INTERNAL|VALIDATION_FAILED/,
      )
  }
}

async function rowsOf(tenant: PlantedTenant): Promise<Map<string, unknown>> {
  const rows = new Map<string, unknown>()
  for (const [table, row] of tenant.rows) {
    if (!('project_id' in row)) continue
    const found = await client.query(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE project_id = $1`, [
      tenant.projectId,
    ])
    rows.set(table, found.rows)
  }
  return rows
}

const slots = idSlots(schema)
const nested = nestedSlots(schema)
let before: Map<string, unknown>

describe('every id that the graph takes', () => {
  beforeAll(async () => {
    before = await rowsOf(foreign)
  })

  test.each(slots.map((slot) => [`${slot.operation} ${slotName(slot)}`, slot] as const))(
    '%s: foreign, mistyped and malformed are answered as missing',
    async (_name, slot) => {
      for (const type of slot.types) await tryStrangers(slot, type)
    },
    120_000,
  )

  test.each(nested.map(({ type, slot }) => [`${type}.${slotName(slot)}`, type, slot] as const))(
    '%s: the same below a node of our own',
    async (_name, type, slot) => {
      for (const named of slot.types) await tryStrangers(slot, named, type)
    },
    120_000,
  )

  test('answers an own id, and nothing of the other tenant beside it', async () => {
    const first = slots.filter(({ operation }) => operation !== 'mutation')
    for (const slot of first) for (const type of slot.types) await tryOwn(slot, type)
    for (const { type, slot } of nested) for (const named of slot.types) await tryOwn(slot, named, type)
    // Last, because they change what the others read.
    for (const slot of slots.filter(({ operation }) => operation === 'mutation'))
      for (const type of slot.types) await tryOwn(slot, type)
    // The markers do show where they may.
    expect(tally.shown).toBeGreaterThan(40)
  }, 120_000)

  test('is not needed to keep subscriptions apart: each tenant hears of its own alone', async () => {
    const { main, other } = app.demo
    const [listener, neighbour] = await Promise.all(
      [main, other].map(async ({ apiKey }) => await new WsClient(`${app.url}/graphql`).init(apiKey)),
    )
    const telegram = (of: typeof main) => of.platforms.find(({ type }) => type === 'TELEGRAM')
    const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {})
    for (const [who, on] of [listener, neighbour].entries())
      for (const field of fields)
        on?.subscribe(
          `${field.name}-${who}`,
          `subscription { ${field.name} ${selectionOf(schema, field.type, DEPTH)} }`,
        )
    await listener?.until(() => listener.events('events-0').length > 0)
    await neighbour?.until(() => neighbour.events('events-1').length > 0)
    for (const [word, of] of [
      ['theirs', other],
      ['ours', main],
    ] as const) {
      const platform = telegram(of)
      if (platform) await app.write(platform, { n: 77, text: `${word}-alone` })
    }
    for (const [socketOf, word] of [
      [listener, 'ours'],
      [neighbour, 'theirs'],
    ] as const)
      await socketOf?.until((messages) => JSON.stringify(messages).includes(`${word}-alone`))
    await app.settled()
    expect(JSON.stringify(listener?.messages)).not.toContain('theirs-alone')
    expect(JSON.stringify(neighbour?.messages)).not.toContain('ours-alone')
    await Promise.all([listener?.close(), neighbour?.close()])
  })

  test('has changed no row of the other tenant', async () => {
    expect(await rowsOf(foreign)).toEqual(before)
    expect(tally.leaks).toBe(0)
    console.info(
      `isolation matrix: ${slots.length + nested.length} id arguments (${tally.slots} with their types), ${tally.cases} cases over HTTP and WebSocket, ${tally.leaks} leaks`,
    )
  })
})
