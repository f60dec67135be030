import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ PARLEY_CORS_ORIGINS: 'https://inbox.example.com' })
})
afterAll(async () => {
  await app?.stop()
})

interface Answer {
  status: number
  code: unknown
  text: string
}

async function ask(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // The media type under which refusals have their own status: …graphql.github.io/graphql-over-http
      accept: 'application/graphql-response+json, application/json;q=0.5',
      authorization: `Bearer ${app.demo.main.apiKey}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  const json = parse(text) as { errors?: { extensions?: { code?: unknown } }[] } | null
  return { status: response.status, code: json?.errors?.[0]?.extensions?.code, text }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

describe('an operation that is', () => {
  const wide = `{ ${Array.from({ length: 3000 }, () => 'changeCursor').join(' ')} }`
  const deep = `{ ${'platforms { edges { node { conversations { edges { node { '.repeat(5)} id ${'} } } } } }'.repeat(5)} }`
  const aliased = `{ ${Array.from({ length: 50 }, (_, n) => `a${n}: changeCursor`).join(' ')} }`
  const circular = 'query { viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }'
  const huge = `{ changeCursor } # ${'x'.repeat(2_000_000)}`
  test.each([
    ['wide', { query: wide }, 400],
    ['deep', { query: deep }, 400],
    ['aliased', { query: aliased }, 400],
    ['circular', { query: circular }, 400],
    ['a batch', [{ query: '{ changeCursor }' }, { query: '{ changeCursor }' }], 400],
    ['huge', { query: huge }, 413],
    ['no JSON', '{"query":', 400],
    ['no operation', {}, 400],
    ['an array of nothing', [], 400],
    ['null', 'null', 400],
  ])('%s is refused', async (_name, body, status) => {
    const answer = await ask(body)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toMatch(/at .*\.ts:\d/)
  })

  test.each([
    ['wide', wide, 'TOKEN_LIMIT'],
    ['deep', deep, 'DEPTH_LIMIT'],
    ['aliased', aliased, 'ALIAS_LIMIT'],
  ])('too %s is told so by code', async (_name, query, code) => {
    expect((await ask({ query })).code).toBe(code)
  })

  test('compressed is refused', async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${app.demo.main.apiKey}`,
      },
      body: new Uint8Array(gzipSync(JSON.stringify({ query: '{ changeCursor }' }))),
    })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    await response.arrayBuffer()
  })
})

describe('an argument', () => {
  test.each([-1, 101, 2_147_483_647])('`first: %i` is refused with what is allowed', async (first) => {
    expect((await ask({ query: `{ messages(first: ${first}) { edges { node { id } } } }` })).code).toBe(
      'PAGE_SIZE_INVALID',
    )
  })

  test('`first` past 32 bits is no number of GraphQL', async () => {
    expect((await ask({ query: '{ messages(first: 99999999999) { edges { node { id } } } }' })).status).toBe(
      400,
    )
  })

  test.each(['', 'AAAA', 'W10', `${'x'.repeat(10_000)}`, "' OR 1=1 --"])(
    'a cursor that was tampered with is refused',
    async (after) => {
      const query = 'query ($after: String) { messages(after: $after) { edges { node { id } } } }'
      const answer = await ask({ query, variables: { after } })
      expect(answer.code).toMatch(/CURSOR/)
    },
  )

  test('of JSON nested without end is bad input, and nothing of ours has failed', async () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    const send = (levels: number) =>
      ask(
        `{"query":"mutation ($c: JSON!) { sendMessage(input: { conversationId: \\"x\\", content: { native: $c } }) { __typename } }","variables":{"c":${nested(levels)}}}`,
      )
    expect((await send(100)).text).toContain('NotFoundError')
    const refused = await send(100_000)
    expect(refused.text).toContain('nested 100 levels deep at most')
    expect(refused.code).not.toBe('INTERNAL')
  })

  test('an id that is foreign, of another type or none is the same nothing', async () => {
    const theirs = await app.query<{ platforms: { edges: { node: { id: string } }[] } }>(
      '{ platforms { edges { node { id } } } }',
      {},
      app.demo.other.apiKey,
    )
    const foreign = theirs.platforms.edges[0]?.node.id ?? ''
    const conversation = Buffer.from('Conversation:019ab0f0-0000-7000-8000-000000000000').toString('base64')
    for (const id of [foreign, conversation, 'nonsense', "1' OR '1'='1", '']) {
      const answer = await ask({ query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id } })
      expect([answer.status, parse(answer.text)]).toMatchObject([200, { data: { node: null } }])
    }
  })

  test('a filter with SQL in it finds nothing and breaks nothing', async () => {
    const search = "'; DROP TABLE messages; --"
    const query = 'query ($f: ConversationFilter) { conversations(filter: $f) { edges { node { id } } } }'
    const answer = await ask({ query, variables: { f: { search } } })
    expect(answer.text).not.toContain('INTERNAL')
    expect(await app.rows("SELECT to_regclass('messages') IS NOT NULL AS is_there")).toEqual([
      { is_there: true },
    ])
  })
})

describe('a page of a foreign origin', () => {
  test('cannot post a form as a mutation', async () => {
    const answer = await ask('query=mutation%7BsendTyping%7D', {
      'content-type': 'application/x-www-form-urlencoded',
      // A form can set no header; a browser would send cookies, and there are none that mean anything.
      authorization: '',
      origin: 'https://evil.example.com',
    })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  })

  test('cannot open a socket, and one of a named origin or none can', async () => {
    const statusFor = (origin: string | null) =>
      new Promise<string>((resolve) => {
        const { port } = new URL(app.url)
        const socket = connect(Number(port), '127.0.0.1')
        socket.once('data', (data) => {
          resolve(data.toString().split('\r\n')[0] ?? '')
          socket.destroy()
        })
        const line = origin === null ? '' : `origin: ${origin}\r\n`
        socket.write(
          `GET /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${line}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
        )
      })
    expect(await statusFor('https://evil.example.com')).toBe('HTTP/1.1 403 Forbidden')
    expect(await statusFor('null')).toBe('HTTP/1.1 403 Forbidden')
    for (const origin of ['https://inbox.example.com', app.url, null])
      expect(await statusFor(origin)).toBe('HTTP/1.1 101 Switching Protocols')
  })
})

describe('a socket', () => {
  const open = () => new WsClient(`${app.url}/graphql`).init(app.demo.main.apiKey)

  test('with a thousand subscriptions keeps the first hundred and refuses the rest by name', async () => {
    const client = await open()
    for (let n = 0; n < 1000; n += 1) client.subscribe(`s${n}`, 'subscription { messageReceived { id } }')
    await client.until((messages) => messages.filter(({ type }) => type === 'error').length === 900, 30_000)
    const codes = client.messages
      .filter(({ type }) => type === 'error')
      .map(({ payload }) => (payload as never as { extensions: { code: string } }[])[0]?.extensions.code)
    expect(new Set(codes)).toEqual(new Set(['TOO_MANY_OPERATIONS']))
    expect(client.socket.readyState).toBe(1)
    await client.close()
  })

  test('with a frame of a hundred megabytes is closed with 1009, and the server lives on', async () => {
    const client = await open()
    client.send(`{"id":"1","type":"subscribe","payload":{"query":"${'x'.repeat(100_000_000)}"}}`)
    expect((await client.closed).code).toBeOneOf([1006, 1009])
    expect((await ask({ query: '{ changeCursor }' })).status).toBe(200)
  })
})
