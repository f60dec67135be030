import type { Channel } from '../../channels/channel.ts'
import type { NativeRequest, NativeResponse } from '../../channels/outbound.ts'
import { parseJson } from '../../channels/shared/json.ts'

/** What came of a call. `unsent`: it surely never reached the network. `lost`: nobody knows whether it did. */
export type CallResult =
  | { kind: 'answered'; response: NativeResponse }
  | { kind: 'unsent'; reason: string }
  | { kind: 'lost'; reason: string }

/** Where a channel's host is reached: itself, or a simulator in its place. */
export type OriginOf = (channelType: string, host: string, origin: string) => string

/** The one function that calls the networks' APIs. */
export interface NetworkCaller {
  call(channel: Channel, request: NativeRequest, token: string): Promise<CallResult>
}

/** An answer larger than this is none of a messaging API. */
const MOST_ANSWER_BYTES = 1024 * 1024

/** Names of failures before a byte was sent: …nodejs.org/api/errors.html#common-system-errors, undici's errors. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
])

export function networkCaller(originOf: OriginOf): NetworkCaller {
  return {
    call: async (channel, request, token) => {
      const { outbound } = channel
      if (!outbound) throw new Error(`${channel.name} cannot send`)
      const { method, host, path, headers, body } = outbound.authorize(request, token)
      const origin = originOf(channel.type, host, outbound.hosts[host] ?? '')
      try {
        const response = await fetch(origin + path, {
          method,
          headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          redirect: 'manual',
          signal: AbortSignal.timeout(outbound.timeoutMs),
        })
        return { kind: 'answered', response: await read(response, token) }
      } catch (error) {
        const code = codeOf(error)
        const reason = `${method} ${request.path}: ${code}`
        return UNSENT.has(code) ? { kind: 'unsent', reason } : { kind: 'lost', reason }
      }
    },
  }
}

/** Networks repeat what they refuse, in words that people are shown: the token is taken out before anybody reads them. */
async function read(response: Response, token: string): Promise<NativeResponse> {
  const hide = (text: string) => withoutToken(text, token)
  const headers = Object.fromEntries([...response.headers].map(([name, value]) => [name, hide(value)]))
  return { status: response.status, headers, body: parse(hide(await readText(response))) }
}

/** Shorter than any network's token: taking it out would spoil the answer, and there is no secret in it. */
const SHORTEST_TOKEN = 8

function withoutToken(text: string, token: string): string {
  if (token.length < SHORTEST_TOKEN) return text
  return [token, encodeURIComponent(token)].reduce((rest, form) => rest.replaceAll(form, '[redacted]'), text)
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MOST_ANSWER_BYTES) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): NativeResponse['body'] {
  try {
    return parseJson(text)
  } catch {
    return null
  }
}

/** The cause's code: never its words, which may hold the address with a token in it. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN'
  if (error.name === 'TimeoutError') return 'TIMEOUT'
  const cause = error.cause instanceof Error ? error.cause : error
  const { code } = cause as NodeJS.ErrnoException
  return typeof code === 'string' ? code : cause.name
}
