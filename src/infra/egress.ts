import { lookup as resolveName } from 'node:dns/promises'
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type Allowed, checkUrl, EgressRefused, headersFor } from './egress-rules.ts'
import { isPrivateAddress } from './private-address.ts'

/**
 * The one way to fetch an address that somebody else named: a customer, a network, whoever answers with a redirect.
 * Only public addresses are connected to, and the one that was checked is the one that is connected to. Origins that
 * are allowed by name, such as a simulator's, are the only exception.
 */
export interface EgressOptions {
  /** Origins that may be private, of any port, and are trusted with tokens. */
  allowedOrigins?: readonly string[]
  /** Of addresses that are not allowed by name: 80 and 443 where absent. */
  ports?: readonly number[]
  /** All addresses of a name; the system's resolver where absent. */
  resolve?: (name: string) => Promise<string[]>
  /** Until the headers of an answer are there, milliseconds. */
  headersMs?: number
  /** Between two pieces of the body. */
  idleMs?: number
  /** For the whole of it, redirects included. */
  overallMs?: number
}

export interface EgressRequest {
  url: string
  /** Sent to `tokenHosts` and allowed origins over a safe connection, and to nobody else: also behind a redirect. */
  secretHeaders?: Readonly<Record<string, string>>
  tokenHosts?: readonly string[]
  /** The most that the body may have. */
  maxBytes: number
  signal?: AbortSignal
}

export interface EgressAnswer {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  /** As told by the answer; null where it is not. */
  size: number | null
  /** To be read to its end, or destroyed. Throws EgressRefused for what is cut off, idle, late or too large. */
  body: AsyncIterable<Uint8Array>
  destroy(): void
}

export type Egress = (request: EgressRequest) => Promise<EgressAnswer>

const MOST_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const USER_AGENT = 'Parley'

export function openEgress(options: EgressOptions = {}): Egress {
  const origins = new Set((options.allowedOrigins ?? []).map((origin) => new URL(origin).origin))
  const allowed: Allowed = { origins, ports: new Set((options.ports ?? [80, 443]).map(String)) }
  const { headersMs = 15_000, idleMs = 20_000, overallMs = 300_000, resolve = addressesOf } = options
  return async (asked) => {
    const late = AbortSignal.timeout(overallMs)
    const signal = asked.signal ? AbortSignal.any([late, asked.signal]) : late
    let url = checkUrl(asked.url, allowed)
    for (let redirects = 0; ; redirects += 1) {
      const lookup = checkedLookup(url, allowed, resolve)
      const headers = { 'user-agent': USER_AGENT, ...headersFor(url, asked, allowed) }
      const response = await open({ url, headers, lookup, signal, headersMs })
      const next = redirectOf(response)
      if (next === null) return answerOf(response, { maxBytes: asked.maxBytes, idleMs, signal })
      response.destroy()
      if (redirects === MOST_REDIRECTS)
        throw new EgressRefused('TOO_MANY_REDIRECTS', `more than ${MOST_REDIRECTS} redirects`)
      url = checkUrl(next, allowed, url)
    }
  }
}

async function addressesOf(name: string): Promise<string[]> {
  return (await resolveName(name, { all: true })).map(({ address }) => address)
}

/** Undefined for an origin that is allowed by name. All addresses of a name must be public, and one of them is used. */
function checkedLookup(
  url: URL,
  allowed: Allowed,
  resolve: (name: string) => Promise<string[]>,
): LookupFunction | undefined {
  if (allowed.origins.has(url.origin)) return undefined
  return (name, { all }, done) => {
    resolve(name).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }))
        const [first] = found
        if (!first) return done(new EgressRefused('UNREACHABLE', 'its name has no address'), '')
        if (addresses.some(isPrivateAddress))
          return done(new EgressRefused('PRIVATE_ADDRESS', 'its name leads to a private address'), '')
        if (all) done(null, found)
        else done(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => done(error, ''),
    )
  }
}

interface Opening {
  url: URL
  headers: Record<string, string>
  lookup: LookupFunction | undefined
  signal: AbortSignal
  headersMs: number
}

/** A connection of its own each time: one that is kept was made to an address that was checked for another name. */
async function open({ url, headers, lookup, signal, headersMs }: Opening): Promise<IncomingMessage> {
  const start = url.protocol === 'https:' ? requestHttps : requestHttp
  let request: ClientRequest | undefined
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      request = start(url, { agent: false, headers, signal, ...(lookup && { lookup }) })
      timer = setTimeout(() => {
        reject(new EgressRefused('TIMEOUT', `no answer within ${headersMs} ms`))
        request?.destroy()
      }, headersMs)
      request.once('response', resolve)
      request.once('error', (error) => reject(failureOf(error, signal)))
      request.end()
    })
  } finally {
    clearTimeout(timer)
    // What fails later is told to whoever reads the body.
    request?.on('error', () => undefined)
  }
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  return REDIRECTS.has(statusCode) && headers.location !== undefined ? headers.location : null
}

interface Reading {
  maxBytes: number
  idleMs: number
  signal: AbortSignal
}

function answerOf(response: IncomingMessage, reading: Reading): EgressAnswer {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  )
  const told = Number(headers['content-length'])
  const size = headers['content-length'] !== undefined && Number.isSafeInteger(told) ? told : null
  // It was asked for as it is: unpacked, a small answer could fill the disk.
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== '' && encoding.toLowerCase() !== 'identity') {
    response.destroy()
    throw new EgressRefused('ENCODED', 'the answer is compressed, though it was asked for as it is')
  }
  return {
    status: response.statusCode ?? 0,
    headers,
    size,
    body: read(response, reading),
    destroy: () => void response.destroy(),
  }
}

async function* read(
  response: IncomingMessage,
  { maxBytes, idleMs, signal }: Reading,
): AsyncGenerator<Uint8Array> {
  let size = 0
  const idle = () => response.destroy(new EgressRefused('TIMEOUT', `nothing came for ${idleMs} ms`))
  response.setTimeout(idleMs, idle)
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw new EgressRefused('TOO_LARGE', `it has more than ${maxBytes} bytes`)
      yield chunk
    }
  } catch (error) {
    throw failureOf(error, signal)
  } finally {
    response.destroy()
  }
  // Cut off in the middle, without an error where the length was not told.
  if (!response.complete) throw new EgressRefused('CUT_OFF', 'the connection was closed in the middle')
}

/** Never the error's own words, which may hold the address with a token in it. */
function failureOf(error: unknown, signal: AbortSignal): EgressRefused {
  if (error instanceof EgressRefused) return error
  if (signal.aborted)
    return signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
      ? new EgressRefused('TIMEOUT', 'it took too long')
      : new EgressRefused('ABORTED', 'it was given up')
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'ECONNRESET') return new EgressRefused('CUT_OFF', 'the connection was closed in the middle')
  return new EgressRefused('UNREACHABLE', `it could not be reached (${code ?? 'unknown error'})`)
}
