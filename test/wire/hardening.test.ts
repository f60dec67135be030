import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

const VIEWER = 'query Viewer { viewer { project { name } } }'
const VIEWER_ID = createHash('sha256').update(VIEWER).digest('hex')

function fileOfOperations(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'parley-operations-')), 'operations.json')
  writeFileSync(path, JSON.stringify({ [VIEWER_ID]: VIEWER }))
  return path
}

interface Answer {
  status: number
  headers: Headers
  body: {
    data?: Record<string, never>
    errors?: { message: string; extensions?: Record<string, unknown> }[]
    extensions?: { cost?: Record<string, number> }
  }
}

async function post(app: TestApp, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${app.demo.main.apiKey}`,
      ...headers,
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as never }
}

interface OverSocket {
  data?: Record<string, unknown>
  errors?: { extensions?: { code?: string } }[]
}

/** One operation over a WebSocket of its own: its result, or the errors it was refused with. */
async function overSocket(app: TestApp, payload: object): Promise<OverSocket> {
  const client = await new WsClient(`${app.url}/graphql`).init(app.demo.main.apiKey)
  let answer: OverSocket = {}
  client.send({ id: '1', type: 'subscribe', payload })
  await client.until((messages) =>
    messages.some((message) => {
      if (message.id !== '1' || message.type === 'complete') return false
      answer = message.type === 'error' ? { errors: message.payload as never } : (message.payload as never)
      return true
    }),
  )
  await client.close()
  return answer
}

const codeOf = ({ body }: Answer) => body.errors?.[0]?.extensions?.code
const persisted = (id: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: id } } })

describe('the budget of a key', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ PARLEY_KEY_POINTS_PER_MINUTE: '20' })
  })
  afterAll(async () => {
    await app?.stop()
  })

  test('is told with every answer, in headers, extensions and the graph', async () => {
    const key = app.demo.other.apiKey
    const answer = await post(
      app,
      {
        query:
          '{ rateLimit { limit cost remaining resetAt } conversations(first: 100) { edges { node { id } } } }',
      },
      { authorization: `Bearer ${key}` },
    )
    expect(answer.body.extensions?.cost).toEqual({ objects: 101, points: 2, limit: 20, remaining: 18 })
    expect(answer.headers.get('ratelimit-limit')).toBe('20')
    expect(answer.headers.get('ratelimit-remaining')).toBe('18')
    expect(Number(answer.headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60)
    const { rateLimit } = answer.body.data as unknown as { rateLimit: Record<string, unknown> }
    expect(rateLimit).toMatchObject({ limit: 20, cost: 2, remaining: 18 })
    expect(Date.parse(String(rateLimit.resetAt))).toBeGreaterThan(Date.now() - 1000)
  })

  test('once it is used up, refuses with 429 and when to come again, and leaves other keys alone', async () => {
    const answers: Answer[] = []
    for (let n = 0; n < 21; n += 1) answers.push(await post(app, { query: '{ changeCursor }' }))
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), 429])
    const last = answers.at(-1) as Answer
    expect(codeOf(last)).toBe('RATE_LIMITED')
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(last.body.data ?? null).toBeNull()
    const other = await post(app, { query: VIEWER }, { authorization: `Bearer ${app.demo.other.apiKey}` })
    expect(other.status).toBe(200)
    // The same budget over a WebSocket, whose socket stays open.
    const refused = await overSocket(app, { query: '{ changeCursor }' })
    expect(refused.errors?.[0]?.extensions?.code).toBe('RATE_LIMITED')
  })
})

describe('an address that tries bad keys', () => {
  test('is answered 429 after some, while good keys behind it go on', async () => {
    const app = await startTestApp({ PARLEY_FAILED_KEYS_PER_MINUTE: '5' })
    try {
      expect((await post(app, { query: VIEWER })).status).toBe(200)
      const statuses: number[] = []
      for (let n = 0; n < 7; n += 1) {
        const answer = await post(app, { query: VIEWER }, { authorization: `Bearer pk_wrong${n}` })
        statuses.push(answer.status)
        if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
      expect((await post(app, { query: VIEWER })).status).toBe(200)
      const forwarded = { authorization: 'Bearer pk_wrong', 'x-forwarded-for': '203.0.113.9' }
      // Nobody's proxy is trusted here: the header is the client's own claim.
      expect((await post(app, { query: VIEWER }, forwarded)).status).toBe(429)
    } finally {
      await app.stop()
    }
  })

  test('is known by what a trusted proxy says of it', async () => {
    const app = await startTestApp({ PARLEY_FAILED_KEYS_PER_MINUTE: '1', PARLEY_TRUSTED_PROXIES: '1' })
    const tryFrom = async (hops: string) =>
      (await post(app, { query: VIEWER }, { authorization: 'Bearer pk_wrong', 'x-forwarded-for': hops }))
        .status
    try {
      expect(await tryFrom('203.0.113.1')).toBe(401)
      expect(await tryFrom('203.0.113.1')).toBe(429)
      expect(await tryFrom('198.51.100.7, 203.0.113.1')).toBe(429)
      expect(await tryFrom('203.0.113.1, 203.0.113.2')).toBe(401)
    } finally {
      await app.stop()
    }
  })
})

describe('persisted operations', () => {
  test('are executed by their id beside others, over HTTP and WebSocket', async () => {
    const app = await startTestApp({ PARLEY_PERSISTED_OPERATIONS: fileOfOperations() })
    try {
      expect((await post(app, persisted(VIEWER_ID))).body.data).toHaveProperty('viewer')
      expect((await post(app, { query: '{ changeCursor }' })).body.data).toHaveProperty('changeCursor')
      expect(codeOf(await post(app, persisted('0'.repeat(64))))).toBe('PERSISTED_OPERATION_NOT_FOUND')
      const over = await overSocket(app, { query: '', ...persisted(VIEWER_ID) })
      expect(over.data).toHaveProperty('viewer')
    } finally {
      await app.stop()
    }
  })

  test('are all that is executed in the strict mode', async () => {
    const app = await startTestApp({
      PARLEY_PERSISTED_OPERATIONS: fileOfOperations(),
      PARLEY_PERSISTED_OPERATIONS_ONLY: '1',
    })
    try {
      expect((await post(app, persisted(VIEWER_ID))).body.data).toHaveProperty('viewer')
      for (const body of [
        { query: '{ changeCursor }' },
        { query: VIEWER },
        { query: VIEWER, ...persisted(VIEWER_ID) },
      ]) {
        const answer = await post(app, body)
        expect([answer.status, codeOf(answer)]).toEqual([400, 'PERSISTED_OPERATIONS_ONLY'])
      }
      const refused = await overSocket(app, { query: '{ changeCursor }' })
      expect(refused.errors?.[0]?.extensions?.code).toBe('PERSISTED_OPERATIONS_ONLY')
      const over = await overSocket(app, { query: '', ...persisted(VIEWER_ID) })
      expect(over.data).toHaveProperty('viewer')
    } finally {
      await app.stop()
    }
  })
})

describe('every answer', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ PARLEY_PUBLIC_URL: 'https://parley.example.com' })
  })
  afterAll(async () => {
    await app?.stop()
  })

  test('carries an id, the caller’s own where it gives one', async () => {
    const made = await post(app, { query: VIEWER })
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    const given = await post(app, { query: VIEWER }, { 'x-request-id': 'trace-0af7651916cd43dd' })
    expect(given.headers.get('x-request-id')).toBe('trace-0af7651916cd43dd')
    const forged = await post(app, { query: VIEWER }, { 'x-request-id': 'a b"c' })
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each(['/graphql', '/live', '/webhooks/nobody/x', '/nowhere'])(
    'of %s cannot be framed, sniffed or run',
    async (path) => {
      const response = await fetch(`${app.url}${path}`)
      await response.arrayBuffer()
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      })
    },
  )
})
