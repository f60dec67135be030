import type { Channel } from '../../channels/channel.ts'
import type { NativeRequest, NativeResponse } from '../../channels/outbound.ts'
import { parseJson } from '../../channels/shared/json.ts'
import { multipartBody, type OpenFile } from './multipart.ts'
import { MultipartFailure, postMultipart } from './post-multipart.ts'

/** What came of a call. `unsent`: it surely never reached the network. `lost`: nobody knows whether it did. */
export type CallResult =
  | { kind: 'answered'; response: NativeResponse }
  | { kind: 'unsent'; reason: string }
  | { kind: 'lost'; reason: string }

/** Where a channel's host is reached: itself, or a simulator in its place. */
export type OriginOf = (channelType: string, host: string, origin: string) => string

/** The one function that calls the networks' APIs. */
export interface NetworkCaller {
  /** `files`: of a request that has some, how their bytes are had and what ends the call before its time. */
  call(channel: Channel, request: NativeRequest, token: string, files?: CallFiles): Promise<CallResult>
}

export interface CallFiles {
  open: OpenFile
  signal?: AbortSignal
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

/** The slowest line that a file is waited for on, bytes in a second: 100 MB have seven minutes. */
const SLOWEST_BYTES_PER_SECOND = 256 * 1024

export function networkCaller(originOf: OriginOf): NetworkCaller {
  return {
    call: async (channel, request, token, files) => {
      const { outbound } = channel
      if (!outbound) throw new Error(`${channel.name} cannot send`)
      const authorized = outbound.authorize(request, token)
      const { method, host, path } = authorized
      const url = originOf(channel.type, host, outbound.hosts[host] ?? '') + path
      try {
        const response = authorized.files
          ? await callWithFiles(authorized, url, outbound.timeoutMs, files)
          : await callPlain(authorized, url, outbound.timeoutMs)
        return { kind: 'answered', response: await read(response, token) }
      } catch (error) {
        const code = codeOf(error)
        const reason = `${method} ${request.path}: ${code}`
        return isUnsent(error, code) ? { kind: 'unsent', reason } : { kind: 'lost', reason }
      }
    },
  }
}

async function callPlain({ method, headers, body }: NativeRequest, url: string, timeoutMs: number) {
  return await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
}

async function callWithFiles(
  { method, headers = {}, body, files: parts = [] }: NativeRequest,
  url: string,
  timeoutMs: number,
  files: CallFiles | undefined,
): Promise<Response> {
  if (!files) throw new Error('a request with files needs to be told how to open them')
  const form = multipartBody(body, parts)
  const timeout = AbortSignal.timeout(timeoutMs + Math.ceil((form.length / SLOWEST_BYTES_PER_SECOND) * 1000))
  const signal = files.signal ? AbortSignal.any([files.signal, timeout]) : timeout
  return await postMultipart({ method, url, headers, body: form, open: files.open, signal })
}

/** A form that did not go out whole is no request to anybody. */
function isUnsent(error: unknown, code: string): boolean {
  return UNSENT.has(code) || (error instanceof MultipartFailure && !error.isWhole)
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
  if (error instanceof MultipartFailure) return codeOf(error.cause)
  const cause = error.cause instanceof Error ? error.cause : error
  if (cause.name === 'TimeoutError') return 'TIMEOUT'
  const { code } = cause as NodeJS.ErrnoException
  return typeof code === 'string' ? code : cause.name
}
