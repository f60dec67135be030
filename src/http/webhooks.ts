import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Channel } from '../channels/channel.ts'
import type { Json } from '../channels/inbound.ts'
import { channelOf } from '../channels/index.ts'
import { parseJson } from '../channels/shared/json.ts'
import type { Intake } from '../domain/inbound/accept-webhook.ts'
import { routeItems } from '../domain/inbound/route-items.ts'
import { PostTooLarge } from '../domain/inbound/serialise-items.ts'
import type { WebhookDirectory, WebhookTarget } from '../domain/platforms/webhook-directory.ts'
import type { WebhookStats } from '../domain/platforms/webhook-stats.ts'
import type { Logger } from '../infra/logger.ts'
import { isUuid } from '../infra/uuid.ts'
import { readBody } from './read-body.ts'

export interface WebhookDependencies {
  directory: WebhookDirectory
  intake: Intake
  stats: WebhookStats
  logger: Logger
}

/** What becomes of a webhook request. The reason is for our log; the caller learns the status alone. */
export type WebhookOutcome =
  | { status: 200; body: string }
  | { status: 400 | 401 | 403 | 404 | 405 | 413 | 503; reason: string }

const PATH = /^\/webhooks\/([a-z]+)\/([^/]+)$/

/** Answers `/webhooks/{platform type}/{platform id}`; false when the path is another. */
export function isWebhookPath(path: string): boolean {
  return path.startsWith('/webhooks/')
}

export async function handleWebhook(
  deps: WebhookDependencies,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const started = performance.now()
  const { outcome, target } = await decide(deps, request, url)
  answer(response, outcome)
  const elapsed = performance.now() - started
  if (outcome.status === 200) {
    if (target && request.method === 'POST') deps.stats.accepted(target, elapsed)
    return
  }
  if (target) deps.stats.refused(target, outcome.reason, elapsed)
  deps.logger.warn(
    { status: outcome.status, reason: outcome.reason, path: url.pathname, platformId: target?.platformId },
    'a webhook was refused',
  )
}

interface Decision {
  outcome: WebhookOutcome
  target?: WebhookTarget
}

async function decide(deps: WebhookDependencies, request: IncomingMessage, url: URL): Promise<Decision> {
  const [, type = '', id = ''] = PATH.exec(url.pathname) ?? []
  const channel = channelOf(type.toUpperCase())
  const method = request.method ?? ''
  if (!channel) return refuse(404, `no channel is named "${type}"`)
  const isHandshake = method === 'GET' && channel.webhook.challenge !== undefined
  if (method !== 'POST' && !isHandshake) return refuse(405, `method ${method}`)
  let target: WebhookTarget | null = null
  try {
    target = isUuid(id) ? await deps.directory.find(channel.type, id) : null
    if (!target) return refuse(404, 'no such platform is connected')
    const outcome = isHandshake
      ? handshake(channel, target, url)
      : await accept(deps, channel, target, request)
    return { outcome, target }
  } catch (error) {
    if (error instanceof PostTooLarge && target) return { ...refuse(413, error.message), target }
    deps.logger.error({ err: error }, 'a webhook could not be accepted; the network is asked to come again')
    const refused = refuse(503, error instanceof Error ? error.message : String(error))
    return target ? { ...refused, target } : refused
  }
}

function refuse(status: Exclude<WebhookOutcome['status'], 200>, reason: string): Decision {
  return { outcome: { status, reason } }
}

function handshake(channel: Channel, target: WebhookTarget, url: URL): WebhookOutcome {
  const challenge = channel.webhook.challenge?.(url.searchParams, target.verifyToken)
  if (!challenge?.ok) return { status: 403, reason: challenge?.reason ?? 'no handshake' }
  return { status: 200, body: challenge.answer }
}

async function accept(
  deps: WebhookDependencies,
  channel: Channel,
  target: WebhookTarget,
  request: IncomingMessage,
): Promise<WebhookOutcome> {
  const receivedAt = new Date()
  const body = await readBody(request, channel.webhook.maxBodyBytes)
  if (!body.ok)
    return body.reason === 'too large'
      ? { status: 413, reason: 'body too large' }
      : { status: 400, reason: body.reason }
  // The signature is over the raw bytes, and nothing in them is believed before it holds.
  const verified = channel.webhook.verify({ headers: request.headers, body: body.bytes }, target.secrets)
  if (!verified.ok) return { status: 401, reason: verified.reason }
  const parsed = parse(body.bytes)
  if (!parsed.ok) return { status: 400, reason: parsed.reason }
  const items = channel.webhook.items(parsed.json)
  const bodySha256 = createHash('sha256').update(body.bytes).digest()
  const { routed, unclaimed } = await routeItems(
    deps.directory,
    target,
    items,
    target.secrets[verified.secret] ?? '',
  )
  await deps.intake.accept({ routed, bodySha256, receivedAt })
  if (unclaimed > 0) unclaimedItems(deps, target, unclaimed)
  return { status: 200, body: 'ok' }
}

/** Acknowledged, since the network would only send them again; logged, since somebody misrouted them. */
function unclaimedItems({ logger }: WebhookDependencies, target: WebhookTarget, count: number): void {
  const reason = 'they are for an account that no platform of this secret has claimed'
  logger.warn({ platformId: target.platformId, count, reason }, 'items of a webhook were not stored')
}

function parse(bytes: Buffer): { ok: true; json: Json } | { ok: false; reason: string } {
  try {
    return { ok: true, json: parseJson(bytes.toString('utf8')) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : 'malformed JSON' }
  }
}

const TEXT: Record<Exclude<WebhookOutcome['status'], 200>, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  503: 'Service Unavailable',
}

/** Plain text that a browser never takes for a page: a challenge is the caller's own words. */
function answer(response: ServerResponse, outcome: WebhookOutcome): void {
  const body = outcome.status === 200 ? outcome.body : TEXT[outcome.status]
  const headers: Record<string, string | number> = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(body),
  }
  if (outcome.status === 405) headers.allow = 'GET, POST'
  if (outcome.status === 503) headers['retry-after'] = 5
  // What was not read of the body stays unread: the connection cannot carry another request.
  if (outcome.status === 413) headers.connection = 'close'
  response.writeHead(outcome.status, headers).end(body)
}
