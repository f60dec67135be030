import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { FileLinks, LinkedFile, ReadLink } from '../domain/media/file-links.ts'
import { contentDisposition } from '../domain/media/file-names.ts'
import { readFiles } from '../domain/media/file-rows.ts'
import type { FileStore, StoredFile } from '../domain/media/stored-file.ts'
import type { Database } from '../infra/database.ts'
import type { Logger } from '../infra/logger.ts'
import { ObjectMissing } from '../infra/object-missing.ts'
import { byteRange } from './byte-range.ts'
import { allowOrigin, answerOptions } from './cors.ts'
import { watchForStall } from './stalled.ts'

export interface MediaDependencies {
  files: FileStore
  links: FileLinks
  database: Database
  corsOrigins: readonly string[]
  logger: Logger
  /** How long a reader may take nothing, milliseconds. */
  patienceMs?: number
}

/** What browsers show by themselves without running anything. All else is only ever saved. */
const SHOWN = new Set([
  ...['jpeg', 'png', 'apng', 'gif', 'webp', 'avif'].map((name) => `image/${name}`),
  ...['mpeg', 'mp4', 'ogg', 'wav', 'aac', 'webm', 'flac', 'amr'].map((name) => `audio/${name}`),
  ...['mp4', 'webm', 'ogg', 'quicktime', '3gpp'].map((name) => `video/${name}`),
])

/** A player that has enough for now stops reading for long; one that is gone does so for ever. */
const PATIENCE_MS = 60_000

const METHODS = 'GET, HEAD, OPTIONS'
const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  // Pages of other origins show pictures; what may be seen is decided by the link alone.
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
}

const REFUSALS = {
  NO_FILE: [404, 'Not Found'],
  FORGED: [403, 'This link was not made here, or was changed.'],
  EXPIRED: [410, 'This link has expired: ask the graph for a new one.'],
} as const

/** `GET /media/<file id>/<name>?…`: a file, to whoever holds its link. */
export async function serveMedia(
  deps: MediaDependencies,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value)
  const cors = {
    origins: deps.corsOrigins,
    methods: METHODS,
    allow: 'range, if-range, if-none-match',
    expose: 'accept-ranges, content-disposition, content-length, content-range, etag',
  }
  allowOrigin(request, response, cors)
  if (request.method === 'OPTIONS') return answerOptions(request, response, cors)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', METHODS)
    return refuse(response, 405, 'Method Not Allowed')
  }
  const link = deps.links.read(url)
  if (!link.ok) {
    const [status, text] = REFUSALS[link.reason]
    return refuse(response, status, text)
  }
  const [file] = await readFiles(deps.database, link.file.projectId, [link.file.fileId])
  if (!file) return refuse(response, ...REFUSALS.NO_FILE)
  await answer(deps, request, response, { file, link })
}

interface Asked {
  file: StoredFile
  link: ReadLink & { ok: true }
}

async function answer(
  deps: MediaDependencies,
  request: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
): Promise<void> {
  const { file, link } = asked
  const { isThumbnail } = link.file
  const etag = isThumbnail ? `"${file.sha256}-thumbnail"` : `"${file.sha256}"`
  response.setHeader('etag', etag)
  response.setHeader('cache-control', `private, max-age=${link.secondsLeft}, immutable`)
  if (isKnown(request.headers['if-none-match'], etag)) return void response.writeHead(304).end()
  const holds = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
  // Ranges are of GET alone: RFC 9110, 14.2.
  const isWhole = isThumbnail || !holds || request.method === 'HEAD'
  const range = isWhole ? 'all' : byteRange(request.headers.range, file.size)
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${file.size}`)
    return refuse(response, 416, 'Range Not Satisfiable')
  }
  for (const [name, value] of Object.entries(describe(file, link.file))) response.setHeader(name, value)
  if (range !== 'all') response.setHeader('content-range', `bytes ${range.start}-${range.end}/${file.size}`)
  if (!isThumbnail)
    response.setHeader('content-length', range === 'all' ? file.size : range.end - range.start + 1)
  response.statusCode = range === 'all' ? 200 : 206
  if (request.method === 'HEAD') return void response.end()
  await send(deps, response, asked, range === 'all' ? undefined : range)
}

function describe(file: StoredFile, link: LinkedFile): Record<string, string> {
  if (link.isThumbnail)
    return {
      'content-type': 'image/webp',
      'content-disposition': contentDisposition('inline', link.fileName),
    }
  const isShown = SHOWN.has(file.mimeType)
  const type = isShown || file.mimeType === 'application/pdf' ? file.mimeType : 'application/octet-stream'
  return {
    'accept-ranges': 'bytes',
    'content-type': type,
    'content-disposition': contentDisposition(isShown ? 'inline' : 'attachment', link.fileName),
  }
}

/** In the middle, or before the first byte. */
const GONE = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE'])

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? []
  return known.includes(etag) || known.includes('*')
}

async function send(
  deps: MediaDependencies,
  response: ServerResponse,
  { file, link }: Asked,
  range: { start: number; end: number } | undefined,
): Promise<void> {
  const opening = link.file.isThumbnail ? deps.files.openThumbnail(file) : deps.files.open(file, range)
  const bytes = await opening.catch((error: unknown) => {
    // The sweep was quicker, or somebody else removed what a row still knows.
    deps.logger.error({ err: error, fileId: file.id }, 'a file could not be read from the storage')
    if (error instanceof ObjectMissing) refuse(response, ...REFUSALS.NO_FILE)
    else refuse(response, 503, 'The storage of files does not answer. Try again soon.')
  })
  if (!bytes) return
  const { socket } = response
  const stopWatching = socket && watchForStall(socket, deps.patienceMs ?? PATIENCE_MS, () => socket.destroy())
  try {
    await pipeline(bytes, response)
  } catch (error) {
    // Readers go away in the middle all day; a player that jumps does.
    if (!GONE.has((error as NodeJS.ErrnoException).code ?? ''))
      deps.logger.warn({ err: error, fileId: file.id }, 'a file broke off while it was served')
    response.destroy()
  } finally {
    stopWatching?.()
    // A reader who went while it was opened leaves it untouched, and open.
    bytes.destroy()
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  for (const name of ['etag', 'content-length', 'content-disposition', 'accept-ranges'])
    response.removeHeader(name)
  if (status !== 416) response.removeHeader('content-range')
  response.setHeader('cache-control', 'no-store')
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
