import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Logger } from '../infra/logger.ts'
import { requestIdOf, withinRequest } from '../infra/request-id.ts'
import { GRAPHQL_PATH, type Yoga } from './graphql.ts'
import { limits } from './graphql-limits.ts'
import { handleHealth, type ReadinessCheck } from './health.ts'
import { serveMedia } from './media.ts'
import { readBody } from './read-body.ts'
import { setSecurityHeaders } from './security-headers.ts'
import { endSlowBody } from './slow-body.ts'
import { STALL_PATIENCE, watchForStall } from './stalled.ts'
import { handleUpload, MEDIA_PATH, type UploadDependencies } from './upload.ts'
import { handleWebhook, isWebhookPath, type WebhookDependencies } from './webhooks.ts'

export interface HttpDependencies extends WebhookDependencies {
  yoga: Yoga
  media: UploadDependencies
  checks: Readonly<Record<string, ReadinessCheck>>
  /** Browsers reach us by https. */
  isHttps: boolean
  logger: Logger
}

/** How long a body may take, but for files. */
const BODY_MS = 30_000

/** The one HTTP server: webhooks, the graph, files, health. */
export function createHttpServer(deps: HttpDependencies): Server {
  const options = {
    // Clients that offer another protocol, as Java's do with h2c, are answered in this one.
    shouldUpgradeCallback: (request: IncomingMessage) => /^websocket$/i.test(request.headers.upgrade ?? ''),
  }
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const requestId = requestIdOf(request.headers['x-request-id'])
    response.setHeader('x-request-id', requestId)
    setSecurityHeaders(response, deps.isHttps)
    withinRequest(requestId, () => route(deps, request, response)).catch((error: unknown) => {
      deps.logger.error({ err: error, requestId }, 'a request failed unexpectedly')
      if (response.headersSent) response.destroy()
      else plain(response, 500, 'Internal Server Error')
    })
  }
  const server = createServer(options, onRequest)
  // Whoever asks before sending a large file is answered before it sends.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!isUpload(request)) response.writeContinue()
    onRequest(request, response)
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 0 // see endSlowBody, and the pace of uploads
  server.keepAliveTimeout = 65_000
  return server
}

async function route(
  deps: HttpDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = parseUrl(request.url)
  if (!url) return plain(response, 400, 'Bad Request')
  if (url.pathname === MEDIA_PATH) return await handleUpload(deps.media, request, response)
  endSlowBody(request, response, BODY_MS)
  if (isWebhookPath(url.pathname)) return await handleWebhook(deps, request, response, url)
  if (url.pathname === GRAPHQL_PATH) return await handleGraphQL(deps, request, response)
  if (url.pathname.startsWith(`${MEDIA_PATH}/`)) return await serveMedia(deps.media, request, response, url)
  if (await handleHealth(url.pathname, response, deps.checks)) return
  if (url.pathname === '/') {
    response.writeHead(302, { location: GRAPHQL_PATH }).end()
    return
  }
  plain(response, 404, 'Not Found')
}

async function handleGraphQL(
  deps: HttpDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, limits.requestBytes)
  if (!body.ok) {
    response.setHeader('connection', 'close')
    return plain(response, 413, 'Content Too Large')
  }
  response.setHeader('cache-control', 'no-store')
  if (request.headers.accept?.includes('text/event-stream')) {
    const stopWatching = watchForStall(request.socket, STALL_PATIENCE, () => request.socket.destroy())
    // The connection goes on to others, which may have more patience.
    response.once('close', stopWatching)
  }
  // Yoga takes a body that was read already: read here, it cannot be larger than allowed.
  if (body.bytes.length > 0) Object.assign(request, { body: body.bytes })
  await deps.yoga(request, response, { req: request, res: response } as never)
}

function isUpload(request: IncomingMessage): boolean {
  return parseUrl(request.url)?.pathname === MEDIA_PATH
}

function parseUrl(path: string | undefined): URL | null {
  return URL.parse(path ?? '/', 'http://localhost')
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
