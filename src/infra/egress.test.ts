import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type EgressAnswer, type EgressOptions, openEgress } from './egress.ts'

let server: Server
let port = 0
let connections = 0
let answer: (request: IncomingMessage, response: ServerResponse) => void
const sockets = new Set<{ destroy(): void }>()

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response))
  server.on('connection', (socket) => {
    connections += 1
    sockets.add(socket)
  })
  // Both families, so that every form of the loopback address would get through.
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(() => {
  connections = 0
  answer = (_request, response) => response.end('here')
})

const home = () => `http://127.0.0.1:${port}`
const strict = (more: EgressOptions = {}) => openEgress({ ports: [80, 443, port], ...more })
const allowing = (more: EgressOptions = {}) => strict({ allowedOrigins: [home()], ...more })

async function textOf({ body }: EgressAnswer): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
const get = async (egress: ReturnType<typeof openEgress>, url: string, maxBytes = 1000) =>
  await textOf(await egress({ url, maxBytes }))

describe('addresses that lead inside', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://127.1:PORT/',
    'http://127.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://017700000001:PORT/',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://127.255.255.254:PORT/',
    'http://%31%32%37.0.0.1:PORT/',
    'http://１２７.0.0.1:PORT/',
    'http://127。0。0。1:PORT/',
    'http:127.0.0.1:PORT/',
    'http:\\\\127.0.0.1:PORT/',
    ' http://127.0.0.1:PORT/\n',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[64:ff9b:1::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[2001:0:7f00:1::]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[fc00::1]:PORT/',
    'http://[ff02::1]:PORT/',
    'http://localhost:PORT/',
    'http://localhost.:PORT/',
    'http://LOCALHOST:PORT/',
    'http://a.localhost:PORT/',
    'http://db.internal:PORT/',
    'http://printer:PORT/',
    'http://10.0.0.1:PORT/',
    'http://172.16.0.1:PORT/',
    'http://192.168.1.1:PORT/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1:PORT/',
    'http://user:password@127.0.0.1:PORT/',
    'http://example.com@127.0.0.1:PORT/',
    'http://user@cdn.example.com:PORT/',
    'http://cdn.example.com:22/',
    'ftp://127.0.0.1:PORT/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:PORT/',
    'data:text/plain,x',
    '//127.0.0.1:PORT/',
    'not an address',
    '',
  ])('%s is refused without a connection', async (form) => {
    const egress = strict({ resolve: async () => ['127.0.0.1'] })
    await expect(get(egress, form.replace('PORT', String(port)))).rejects.toMatchObject({
      name: 'EgressRefused',
      code: expect.stringMatching(/^(INVALID|PRIVATE)_ADDRESS$/),
    })
    expect(connections).toBe(0)
  })

  test.each<[string, string[]]>([
    ['loopback', ['127.0.0.1']],
    ['mapped', ['::ffff:127.0.0.1']],
    ['IPv6 loopback', ['::1']],
    ['one of several', ['93.184.215.14', '127.0.0.1']],
    ['NAT64', ['64:ff9b::7f00:1']],
    ['link-local with its interface', ['fe80::1%eth0']],
    ['nonsense', ['not an address']],
  ])('a name that resolves to a private address is refused: %s', async (_what, addresses) => {
    const egress = strict({ resolve: async () => addresses })
    await expect(get(egress, `http://cdn.example.com:${port}/`)).rejects.toMatchObject({
      code: 'PRIVATE_ADDRESS',
    })
    expect(connections).toBe(0)
  })

  test('a name is resolved once: what was checked is what is connected to', async () => {
    const answers = [['192.0.0.9'], ['127.0.0.1']]
    let asked = 0
    const egress = strict({ resolve: async () => answers[asked++] ?? ['127.0.0.1'], headersMs: 300 })
    await expect(get(egress, `http://rebind.example.com:${port}/`)).rejects.toMatchObject({
      name: 'EgressRefused',
    })
    expect(asked).toBe(1)
    expect(connections).toBe(0)
  })

  test('a public address that turns private at the next resolving is asked where it was checked', async () => {
    let asked = 0
    const resolve = async () => (asked++ === 0 ? ['8.8.8.8'] : ['127.0.0.1'])
    await expect(
      get(strict({ resolve, headersMs: 300 }), `http://rebind.example.com:${port}/`),
    ).rejects.toMatchObject({ name: 'EgressRefused' })
    expect(asked).toBe(1)
    expect(connections).toBe(0)
  })
})

describe('an origin that is allowed', () => {
  test('is asked, whatever its address', async () => {
    expect(await get(allowing(), `${home()}/a`)).toBe('here')
  })

  test('does not allow its neighbours: another port, another name', async () => {
    await expect(get(allowing(), `http://127.0.0.2:${port}/`)).rejects.toMatchObject({
      code: 'PRIVATE_ADDRESS',
    })
    await expect(get(allowing(), `http://localhost:${port}/`)).rejects.toMatchObject({
      code: 'PRIVATE_ADDRESS',
    })
    expect(connections).toBe(0)
  })
})

describe('redirects', () => {
  const redirectTo = (location: string) => {
    answer = (_request, response) => response.writeHead(302, { location }).end()
  }

  test.each([
    'http://127.0.0.2/',
    'http://169.254.169.254/',
    'http://[::1]/',
    'file:///etc/passwd',
    'http://a:b@e.com/',
  ])('to %s are refused', async (location) => {
    redirectTo(location)
    await expect(get(allowing(), home())).rejects.toMatchObject({ name: 'EgressRefused' })
    expect(connections).toBe(1)
  })

  test('are followed three times and no further', async () => {
    answer = ({ url = '/' }, response) => {
      const n = Number(url.slice(1))
      if (n === 0) response.end('arrived')
      else response.writeHead(307, { location: `/${n - 1}` }).end()
    }
    expect(await get(allowing(), `${home()}/3`)).toBe('arrived')
    await expect(get(allowing(), `${home()}/4`)).rejects.toMatchObject({ code: 'TOO_MANY_REDIRECTS' })
  })
})

describe('the token', () => {
  const secretHeaders = { authorization: 'Bearer secret' }

  test('goes to an origin that is allowed', async () => {
    answer = ({ headers }, response) => response.end(headers.authorization ?? 'none')
    const got = await allowing()({ url: home(), secretHeaders, maxBytes: 100 })
    expect(await textOf(got)).toBe('Bearer secret')
  })

  test('does not go along to where a redirect leads', async () => {
    const seen: (string | undefined)[] = []
    const other = createServer(({ headers }, response) => {
      seen.push(headers.authorization)
      response.writeHead(302, { location: 'http://10.0.0.1/' }).end()
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { headersFor } = await import('./egress-rules.ts')
    const allowed = { origins: new Set([home()]), ports: new Set<string>() }
    const to = (url: string) =>
      headersFor(new URL(url), { secretHeaders, tokenHosts: ['media.example.com'] }, allowed).authorization
    expect(to('https://media.example.com/a')).toBe('Bearer secret')
    expect(to('http://media.example.com/a')).toBeUndefined()
    expect(to('https://evil.example.com/a')).toBeUndefined()
    expect(to('https://media.example.com.evil.com/a')).toBeUndefined()
    expect(to('https://media.example.com:444/a')).toBeUndefined()
    answer = (_request, response) =>
      response
        .writeHead(302, { location: `http://127.0.0.1:${(other.address() as AddressInfo).port}/` })
        .end()
    await expect(
      allowing()({ url: home(), secretHeaders, tokenHosts: ['127.0.0.1'], maxBytes: 10 }),
    ).rejects.toMatchObject({ name: 'EgressRefused' })
    expect(seen).toEqual([])
    await new Promise((resolve) => other.close(resolve))
  })
})

describe('bodies', () => {
  test('that are compressed are refused', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000))
    answer = ({ headers }, response) => {
      expect(headers['accept-encoding']).toBe('identity')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    }
    await expect(get(allowing(), home())).rejects.toMatchObject({ code: 'ENCODED' })
  })

  test('that never end are cut at the cap', async () => {
    answer = (_request, response) => {
      const more = () => {
        if (response.destroyed) return
        response.write(Buffer.alloc(10_000))
        setImmediate(more)
      }
      more()
    }
    await expect(get(allowing(), home(), 100_000)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  })

  test('that break off are told from whole ones', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('half')
      setTimeout(() => response.destroy(), 20)
    }
    await expect(get(allowing(), home())).rejects.toMatchObject({ code: 'CUT_OFF' })
  })

  test('that break off without a length are told from whole ones', async () => {
    answer = (_request, response) => {
      response.write('half')
      setTimeout(() => response.destroy(), 20)
    }
    await expect(get(allowing(), home())).rejects.toMatchObject({ code: 'CUT_OFF' })
  })

  test('that stall, and answers that do not come, end in a time-out', async () => {
    answer = (_request, response) => void response.write('half')
    await expect(get(allowing({ idleMs: 100 }), home())).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(get(allowing({ overallMs: 150 }), home())).rejects.toMatchObject({ code: 'TIMEOUT' })
    answer = () => undefined
    await expect(get(allowing({ headersMs: 100 }), home())).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  test('a server that is not there is told without its address', async () => {
    const url = `http://127.0.0.1:9/secret-token`
    const egress = openEgress({ allowedOrigins: ['http://127.0.0.1:9'] })
    const error = await get(egress, url).catch((reason: Error) => reason)
    expect(error).toMatchObject({ code: 'UNREACHABLE', passes: true })
    expect(String(error)).not.toContain('secret-token')
  })
})
