import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ PARLEY_CORS_ORIGINS: 'https://inbox.example.com' })
})
afterAll(async () => {
  await app?.stop()
})

interface Answer {
  status: number
  headers: Headers
  data?: Record<string, unknown>
  errors?: { message: string; extensions?: { code?: string } }[]
}

async function ask(
  query: string,
  headers: Record<string, string> = {},
  variables: object = {},
): Promise<Answer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${app.demo.main.apiKey}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, headers: response.headers, ...((await response.json()) as object) }
}

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions?.code

describe('a request without a good key', () => {
  test.each(['', 'Bearer', 'Bearer pk_wrong', 'Basic abc', 'Bearer a b'])(
    '"%s" is 401 and tells nothing of the schema',
    async (authorization) => {
      const answer = await ask('{ nonsense }', { authorization })
      expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED'])
      expect(JSON.stringify(answer.errors)).not.toContain('nonsense')
    },
  )
})

describe('an operation', () => {
  const nested = (levels: number) =>
    `{ platforms { edges { node { ${'personalities { edges { node { platform { '.repeat(levels)} id ${'} } } }'.repeat(levels)} } } } }`

  test('of depth 8 passes and of depth 20 fails', async () => {
    const eight = '{ conversations { edges { node { messages { edges { node { sender { name } } } } } } } }'
    expect((await ask(eight)).errors).toBeUndefined()
    expect((await ask(nested(5))).errors?.[0]?.message).toMatch(/depth/i)
  })
  test('of introspection passes', async () => {
    const { getIntrospectionQuery } = await import('graphql')
    expect((await ask(getIntrospectionQuery())).errors).toBeUndefined()
  })
  test('that may return 10,000 objects passes, and one of many more fails', async () => {
    const pages = (a: number, b: number) =>
      `{ conversations(first: ${a}) { edges { node { messages(first: ${b}) { edges { node { id } } } } } } }`
    expect((await ask(pages(100, 99))).errors).toBeUndefined()
    const tripled =
      '{ platforms(first: 100) { edges { node { conversations(first: 100) { edges { node { messages(first: 100) { edges { node { id } } } } } } } } } }'
    expect(codeOf(await ask(tripled))).toBe('COST_LIMIT')
    const variable =
      'query ($n: Int) { platforms(first: $n) { edges { node { conversations(first: $n) { edges { node { messages(first: $n) { edges { node { id } } } } } } } } } }'
    expect(codeOf(await ask(variable, {}, { n: 100 }))).toBe('COST_LIMIT')
  })
  test('that asks for many nodes counts each with what is below it', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `id-${n}`)
    const query =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Platform { conversations(first: 100) { edges { node { messages(first: 100) { edges { node { id } } } } } } } } }'
    expect(codeOf(await ask(query, {}, { ids }))).toBe('COST_LIMIT')
  })
  test('whose fragments repeat too many fields fails by name', async () => {
    const repeated = (n: number) => `fragment F${n} on Message { ${`parent { ...F${n + 1} } `.repeat(40)} }`
    const query = `{ messages { nodes { ...F0 } } } ${[0, 1, 2].map(repeated).join(' ')} fragment F3 on Message { id }`
    const refused = await ask(query)
    expect([refused.status, codeOf(refused)]).toEqual([400, 'COST_LIMIT'])
  })
  test('with too many aliases or tokens fails', async () => {
    const aliases = Array.from({ length: 100 }, (_, n) => `a${n}: changeCursor`).join(' ')
    expect((await ask(`{ ${aliases} }`)).errors?.[0]?.message).toMatch(/alias/i)
    expect((await ask(`{ ${'changeCursor '.repeat(3000)} }`)).errors?.[0]?.message).toMatch(/token/i)
  })
  test.each([101, -1, 1_000_000])('with first: %d is an error and not clamped', async (first) => {
    expect(codeOf(await ask(`{ conversations(first: ${first}) { edges { node { id } } } }`))).toBe(
      'PAGE_SIZE_INVALID',
    )
  })
  test('with a tampered cursor says what to do', async () => {
    expect(codeOf(await ask('{ conversations(after: "x") { edges { node { id } } } }'))).toBe('BAD_CURSOR')
  })
  test('in a batch is refused', async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${app.demo.main.apiKey}` },
      body: JSON.stringify([{ query: '{ changeCursor }' }, { query: '{ changeCursor }' }]),
    })
    expect(response.status).toBe(400)
  })
  test('larger than a mebibyte is 413, also in chunks', async () => {
    const large = `{"query":"{ changeCursor } #${'x'.repeat(1024 * 1024)}"}`
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${app.demo.main.apiKey}` },
    }
    expect((await fetch(`${app.url}/graphql`, { ...init, body: large })).status).toBe(413)
  })
})

describe('a browser', () => {
  test('of a foreign origin gets no permission, and a named one does', async () => {
    const preflight = (origin: string) =>
      fetch(`${app.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      })
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).not.toBe(
      'https://evil.example',
    )
    const named = await preflight('https://inbox.example.com')
    expect(named.headers.get('access-control-allow-origin')).toBe('https://inbox.example.com')
    expect(named.headers.get('access-control-allow-credentials')).not.toBe('true')
  })
  test('cannot post a form', async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
      body: 'query={changeCursor}',
    })
    expect([401, 403, 415]).toContain(response.status)
  })
  test('is shown GraphiQL without a key', async () => {
    const response = await fetch(`${app.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('Parley')
  })
})

describe('server-sent events', () => {
  test('carry a subscription', async () => {
    const abort = new AbortController()
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      signal: abort.signal,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${app.demo.main.apiKey}`,
      },
      body: JSON.stringify({
        query: 'subscription { events { __typename ... on MessageAdded { message { content } } } }',
      }),
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const readUntil = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { value, done } = (await reader?.read()) ?? { done: true }
        if (done) throw new Error(`the stream ended before "${wanted}": ${text}`)
        text += value
      }
    }
    await readUntil('Checkpoint')
    await app.write(app.platform('WHATSAPP'), { n: 5, text: 'over SSE' })
    await readUntil('over SSE')
    abort.abort()
  })

  test('leave nothing behind on a connection that goes on', async () => {
    const warnings: string[] = []
    const note = ({ name }: Error) => warnings.push(name)
    process.on('warning', note)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${app.demo.main.apiKey}`,
    }
    const sockets = new Set<unknown>()
    for (let n = 0; n < 15; n += 1) {
      const asking = request(`${app.url}/graphql`, { method: 'POST', agent, headers })
      asking.end(JSON.stringify({ query: '{ __typename }' }))
      const [answer] = await once(asking, 'response')
      sockets.add(asking.socket)
      expect(await text(answer)).toContain('"__typename":"Query"')
    }
    process.off('warning', note)
    agent.destroy()
    expect(sockets.size).toBe(1)
    expect(warnings).not.toContain('MaxListenersExceededWarning')
  })
})

test('where GraphiQL is off the schema is not told', async () => {
  const quiet = await startTestApp({ PARLEY_GRAPHIQL: '0' })
  await expect(quiet.query('{ __schema { types { name } } }')).rejects.toThrow(/introspection/i)
  expect((await fetch(`${quiet.url}/graphql`, { headers: { accept: 'text/html' } })).status).not.toBe(200)
  await quiet.stop()
})

test('an unexpected error is masked behind an id', async () => {
  await app.rows('ALTER TABLE conversations RENAME TO conversations_gone')
  try {
    const answer = await ask('{ conversations { edges { node { id } } } }')
    expect(codeOf(answer)).toBe('INTERNAL')
    expect(JSON.stringify(answer.errors)).not.toContain('conversations_gone')
    expect(answer.errors?.[0]?.message).toMatch(/request id/)
  } finally {
    await app.rows('ALTER TABLE conversations_gone RENAME TO conversations')
  }
})
