import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { GraphQLError } from 'graphql'
import { rolesWith } from '../domain/access/permissions.ts'
import type { Principal } from '../domain/access/principal.ts'
import { safeFileName } from '../domain/media/file-names.ts'
import { tooLarge } from '../domain/media/spool-file.ts'
import type { StoredFile } from '../domain/media/stored-file.ts'
import { toGlobalId } from '../schema/index.ts'
import { allowOrigin, answerOptions } from './cors.ts'
import type { KeyAttempts } from './key-attempts.ts'
import type { MediaDependencies } from './media.ts'
import { type IncomingFile, multipartFile } from './multipart-file.ts'
import { type Pace, SLOWEST, watchPace } from './upload-pace.ts'
import { refusalOf, UploadRefused } from './upload-refused.ts'
import { PROJECT_HEADER, whoAsks } from './who-asks.ts'

export interface UploadDependencies extends MediaDependencies {
  attempts: KeyAttempts
  addressOf: (request: IncomingMessage) => string
  /** The largest file, bytes. */
  maxBytes: number
  /** The address that links begin with. */
  publicUrl: () => string
  pace?: Pace
}

export const MEDIA_PATH = '/media'
const METHODS = 'POST, OPTIONS'
const KEPT_MS = 30 * 24 * 3_600_000
/** What a form has besides its file. */
const FORM_BYTES = 65_536
const MOST_AT_ONCE = 8
const TRY_AGAIN_SECONDS = '5'
/** For how long a refused client may go on sending until it reads its answer. */
const LINGER_MS = 3000

/** Uploads under way, by key. */
const underWay = new Map<string, number>()

/** `POST /media`: takes a file in, as a form or as the bare body, and answers its id and its links. */
export async function handleUpload(
  deps: UploadDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cors = {
    origins: deps.corsOrigins,
    methods: METHODS,
    allow: `authorization, content-type, x-file-name, x-file-sha256, x-parley-csrf, x-request-id, ${PROJECT_HEADER}`,
    expose: 'retry-after, x-request-id',
  }
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('cache-control', 'no-store')
  allowOrigin(request, response, cors)
  if (request.method === 'OPTIONS') return answerOptions(request, response, cors)
  try {
    const file = await take(deps, request, response)
    answer(response, 201, { file })
  } catch (error) {
    if (request.errored || response.destroyed) return // whoever sent it has gone
    const refusal = refusalOf(error)
    if (!refusal) deps.logger.error({ err: error }, 'an upload failed unexpectedly')
    await refuse(request, response, refusal ?? unavailable())
  }
}

async function take(deps: UploadDependencies, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'POST')
    throw new UploadRefused(405, 'METHOD_NOT_ALLOWED', 'A file is sent with POST.', { allow: METHODS })
  const principal = await principalOf(deps, request)
  const isForm = checkHeaders(deps, request)
  const atOnce = underWay.get(principal.id) ?? 0
  if (atOnce >= MOST_AT_ONCE)
    throw new UploadRefused(
      429,
      'TOO_MANY_UPLOADS',
      `This key has ${atOnce} uploads under way; at most ${MOST_AT_ONCE} at once.`,
      { 'retry-after': TRY_AGAIN_SECONDS },
    )
  underWay.set(principal.id, atOnce + 1)
  try {
    if (request.headers.expect !== undefined) response.writeContinue()
    return await receive(deps, request, principal, isForm)
  } finally {
    const left = (underWay.get(principal.id) ?? 1) - 1
    if (left > 0) underWay.set(principal.id, left)
    else underWay.delete(principal.id)
  }
}

async function principalOf(
  { attempts, addressOf }: UploadDependencies,
  request: IncomingMessage,
): Promise<Principal> {
  const headers = { get: (name: string) => [request.headers[name] ?? []].flat()[0] ?? null }
  const principal = await whoAsks(attempts, addressOf(request), headers).catch((error: unknown) => {
    throw asRefusal(error)
  })
  if (principal.permissions.has('SEND_MESSAGES')) return principal
  throw new UploadRefused(
    403,
    'FORBIDDEN',
    `Uploading needs the permission SEND_MESSAGES, which ${rolesWith('SEND_MESSAGES').join(', ')} have in a project.`,
  )
}

/** What the graph would answer whoever asks so. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error
  const { code, http } = error.extensions as {
    code: string
    http?: { status?: number; headers?: Record<string, string> }
  }
  return new UploadRefused(http?.status ?? 401, code, error.message, http?.headers)
}

/** Refuses what needs no reading to be refused; returns whether it is a form. */
function checkHeaders({ maxBytes }: UploadDependencies, { headers }: IncomingMessage): boolean {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
  const isForm = type === 'multipart/form-data'
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity')
    throw new UploadRefused(
      415,
      'ENCODING_NOT_ALLOWED',
      'Send the bytes of the file as they are, without Content-Encoding.',
    )
  // curl calls the bare bytes application/x-www-form-urlencoded; what they are, they tell themselves.
  if (!isForm && type.startsWith('multipart/'))
    throw new UploadRefused(
      415,
      'FORM_NOT_ALLOWED',
      `Send multipart/form-data or the bare bytes, not ${type}.`,
    )
  if (Number(headers['content-length'] ?? 0) > maxBytes + (isForm ? FORM_BYTES : 0)) throw tooLarge(maxBytes)
  return isForm
}

async function receive(
  deps: UploadDependencies,
  request: IncomingMessage,
  { projectId }: Principal,
  isForm: boolean,
) {
  const slow = new AbortController()
  const stopWatching = watchPace(request, deps.pace ?? SLOWEST, slow)
  try {
    const { fileName, bytes } = isForm
      ? await untilAborted(multipartFile(request), slow.signal)
      : bareFile(request)
    const told = request.headers['x-file-sha256']
    const file = await deps.files.receive(projectId, bytes, {
      keptUntil: new Date(Date.now() + KEPT_MS),
      toBeSent: true,
      fileName,
      signal: slow.signal,
      ...(typeof told === 'string' && { sha256: told }),
    })
    return describe(deps, file)
  } finally {
    stopWatching()
  }
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
  return await Promise.race([promise, aborted])
}

function bareFile(request: IncomingMessage): IncomingFile {
  const name = request.headers['x-file-name']
  return {
    fileName: typeof name === 'string' ? headerText(name) : null,
    bytes: request.iterator({ destroyOnReturn: false }),
  }
}

/** Headers carry bytes, which were read as Latin-1: percent-encoded as a rule, else UTF-8. */
function headerText(value: string): string {
  const text = Buffer.from(value, 'latin1').toString('utf8')
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function describe({ links, publicUrl }: UploadDependencies, file: StoredFile) {
  const { mimeType, size, sha256, width, height, keptUntil } = file
  const thumbnail = links.toThumbnail(file)
  return {
    id: toGlobalId('MediaFile', file.id),
    fileName: safeFileName(file.fileName, mimeType),
    mimeType,
    size,
    sha256,
    width,
    height,
    url: publicUrl() + links.to(file, file.fileName),
    thumbnailUrl: thumbnail && publicUrl() + thumbnail,
    keptUntil,
  }
}

function unavailable(): UploadRefused {
  return new UploadRefused(
    503,
    'UNAVAILABLE',
    'The file could not be stored now. Nothing of it was kept; send it again.',
    {
      'retry-after': TRY_AGAIN_SECONDS,
    },
  )
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value)
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
}

/**
 * The answer goes out at once, and what is still coming is thrown away for a moment: a connection that is closed
 * with unread bytes is reset, and its client would never see why.
 */
async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: UploadRefused,
): Promise<void> {
  const { status, code, message, headers } = refusal
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (request.complete) return answer(response, status, { error: { code, message } })
  const body = Buffer.from(JSON.stringify({ error: { code, message } }))
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    connection: 'close',
  })
  response.write(body)
  const gone = new Promise((resolve) => request.once('end', resolve).once('close', resolve))
  request.on('data', () => undefined)
  request.on('error', () => undefined)
  await Promise.race([gone, delay(LINGER_MS, undefined, { ref: false })])
  response.end()
}
