import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { findPgBouncer, startPgBouncer, type TestPgBouncer } from '../support/pgbouncer.ts'
import { Sender } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

const program = findPgBouncer()
const POOL = 2

interface Inbox {
  viewer: { project: { id: string } }
  conversations: {
    edges: { node: { title: string | null; messages: { edges: { node: { content: string } }[] } } }[]
  }
}

const INBOX = `{
  viewer { project { id } }
  conversations(first: 50) { edges { node { title messages(first: 50) { edges { node { content } } } } } }
}`

/** A whole Parley whose every request goes through two connections of a transaction pooler. */
describe.skipIf(program === undefined)('behind PgBouncer in transaction mode, with a pool of two', () => {
  let app: TestApp
  let bouncer: TestPgBouncer
  beforeAll(async () => {
    app = await startTestApp(
      {},
      {
        simulated: true,
        through: async (databaseUrl) => {
          if (!program) throw new Error('there is no PgBouncer')
          bouncer = await startPgBouncer(program, { databaseUrl, poolSize: POOL, port: await freePort() })
          return bouncer.url
        },
      },
    )
  })
  afterAll(async () => {
    await app?.stop()
    await bouncer?.stop()
  })

  test('webhooks, answers and subscriptions work', async () => {
    const socket = await new WsClient(`${app.url}/graphql`).init(app.demo.main.apiKey)
    socket.subscribe('1', 'subscription { messageReceived { content } }')
    const sender = new Sender(app)
    const { conversationId, customer } = await sender.meet('TELEGRAM')
    await socket.until(() => socket.events('1').length > 0)
    expect(socket.events('1')).toEqual([{ messageReceived: { content: 'Hello' } }])
    const sent = await sender.send(conversationId, { text: { text: 'Through the pool' } })
    await sender.becomes(sent, /^(SENT|DELIVERED|READ)$/)
    expect(await sender.outOf('TELEGRAM', customer)).toMatchObject([{ text: 'Through the pool' }])
    await socket.close()
  })

  test('1,000 interleaved requests of two tenants never see a row of the other', async () => {
    const tenants = await Promise.all(
      [app.demo.main, app.demo.other].map(async (project, n) => {
        const platform = project.platforms.find(({ type }) => type === 'LINE')
        if (!platform) throw new Error('the demo has no LINE')
        for (let message = 1; message <= 10; message += 1)
          await app.write(platform, {
            n: 1000 * (n + 1) + message,
            text: `of tenant ${n}`,
            customer: message,
          })
        return { key: project.apiKey, word: `of tenant ${n}`, foreign: `of tenant ${1 - n}`, project }
      }),
    )
    await app.settled()
    const REQUESTS = 1000
    let answered = 0
    let crossed = 0
    let next = 0
    const asker = async () => {
      while (next < REQUESTS) {
        const tenant = tenants[next % 2]
        next += 1
        if (!tenant) return
        const text = JSON.stringify(await app.query<Inbox>(INBOX, {}, tenant.key))
        expect(text).toContain(tenant.word)
        answered += 1
        crossed += text.includes(tenant.foreign) ? 1 : 0
      }
    }
    await Promise.all(Array.from({ length: 16 }, asker))
    expect(answered).toBe(REQUESTS)
    expect(crossed).toBe(0)
    console.info(
      `PgBouncer, pool of ${POOL}: ${answered} interleaved requests of two tenants, ${crossed} cross rows`,
    )
  })

  test('without a tenant there is no row, also right after a connection served one', async () => {
    const client = new pg.Client({ connectionString: bouncer.url })
    await client.connect()
    try {
      const seen = async (projectId: string | null) => {
        await client.query(`BEGIN`)
        await client.query(`SELECT set_config('role', 'parley_api', true)`)
        if (projectId) await client.query(`SELECT set_config('app.project_id', $1, true)`, [projectId])
        const { rows } = await client.query('SELECT count(*) AS n FROM messages')
        await client.query('COMMIT')
        return Number(rows[0].n)
      }
      for (let n = 0; n < 20; n += 1) {
        expect(await seen(app.demo.main.projectId)).toBeGreaterThan(0)
        expect(await seen(null)).toBe(0)
      }
    } finally {
      await client.end()
    }
  })

  test('named statements, which the pool would lose, are not used on it', async () => {
    const pooled = new pg.Client({ connectionString: bouncer.url })
    await pooled.connect()
    // On both connections of the pool, at once.
    const other = new pg.Client({ connectionString: bouncer.url })
    await other.connect()
    try {
      await Promise.all([pooled.query('BEGIN'), other.query('BEGIN')])
      for (const client of [pooled, other]) {
        const { rows } = await client.query('SELECT name FROM pg_prepared_statements')
        expect(rows).toEqual([])
      }
      await Promise.all([pooled.query('COMMIT'), other.query('COMMIT')])
    } finally {
      await Promise.all([pooled.end(), other.end()])
    }
  })
})
