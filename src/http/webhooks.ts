import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Channel } from '../channels/channel.ts'
import type { Json } from '../channels/inbound.ts'
import { channelOf } from '../channels/index.ts'
import { parseJson } from '../channels/shared/json.ts'
import type { Intake } from '../domain/inbound/accept-webhook.ts'
import { type Routing, routeAppItems, routeItems } from '../domain/inbound/route-items.ts'
import { PostTooLarge } from '../domain/inbound/serialise-items.ts'
import type { WebhookApp, WebhookDirectory, WebhookTarget } from '../domain/platforms/webhook-directory.ts'
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

const PATH = /^\/webhooks\/([a-z]+)\/(apps\/)?([^/]+)$/

/** Whose address a webhook came to. */
type Receiver = WebhookTarget | WebhookApp

const isPlatform = (receiver: Receiver): receiver is WebhookTarget => 'platformId' in receiver

/** `/webhooks/{platform type}/{platform id}` and `/webhooks/{platform type}/apps/{app id}`. */
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
  const { outcome, receiver, routing } = await decide(deps, request, url)
  answer(response, outcome)
  const elapsed = performance.now() - started
  if (!receiver) return logRefusal(deps, outcome, url, {})
  if (outcome.status !== 200) {
    deps.stats.refused(receiver, outcome.reason, elapsed)
    return logRefusal(deps, outcome, url, idsOf(receiver))
  }
  if (request.method === 'POST') countAccepted(deps, receiver, routing, elapsed)
}

function logRefusal({ logger }: WebhookDependencies, outcome: WebhookOutcome, url: URL, ids: object): void {
  if (outcome.status === 200) return
  const { status, reason } = outcome
  logger.warn({ status, reason, path: url.pathname, ...ids }, 'a webhook was refused')
}

/** At an app's address, each platform that the post had something for received it too. */
function countAccepted(
  { stats, logger }: WebhookDependencies,
  receiver: Receiver,
  routing: Routing | undefined,
  elapsed: number,
): void {
  stats.accepted(receiver, elapsed)
  if (!isPlatform(receiver)) for (const { target } of routing?.routed ?? []) stats.accepted(target, elapsed)
  const count = routing?.unclaimed ?? 0
  if (count === 0) return
  stats.unclaimed(receiver, count)
  // Acknowledged, since the network would only send them again; logged, since somebody misrouted them.
  const reason = 'they are for an account that no platform of this address and secret has claimed'
  logger.warn({ ...idsOf(receiver), count, reason }, 'items of a webhook were not stored')
}

function idsOf(receiver: Receiver): object {
  return isPlatform(receiver) ? { platformId: receiver.platformId } : { appId: receiver.appId }
}

interface Decision {
  outcome: WebhookOutcome
  receiver?: Receiver
  routing?: Routing
}

async function decide(deps: WebhookDependencies, request: IncomingMessage, url: URL): Promise<Decision> {
  const [, type = '', apps, id = ''] = PATH.exec(url.pathname) ?? []
  const channel = channelOf(type.toUpperCase())
  const method = request.method ?? ''
  if (!channel) return refuse(404, `no channel is named "${type}"`)
  const isHandshake = method === 'GET' && channel.webhook.challenge !== undefined
  if (method !== 'POST' && !isHandshake) return refuse(405, `method ${method}`)
  let receiver: Receiver | null = null
  try {
    receiver = isUuid(id) ? await findReceiver(deps, channel, id, apps !== undefined) : null
    if (!receiver) return refuse(404, 'no such platform or app is connected')
    if (isHandshake) return { outcome: handshake(channel, receiver, url), receiver }
    return { ...(await accept(deps, channel, receiver, request)), receiver }
  } catch (error) {
    if (error instanceof PostTooLarge && receiver) return { ...refuse(413, error.message), receiver }
    deps.logger.error({ err: error }, 'a webhook could not be accepted; the network is asked to come again')
    const refused = refuse(503, error instanceof Error ? error.message : String(error))
    return receiver ? { ...refused, receiver } : refused
  }
}

async function findReceiver(
  { directory }: WebhookDependencies,
  channel: Channel,
  id: string,
  isApp: boolean,
): Promise<Receiver | null> {
  if (!isApp) return await directory.find(channel.type, id)
  return channel.webhook.appLevel ? await directory.findApp(channel.type, id) : null
}

function refuse(status: Exclude<WebhookOutcome['status'], 200>, reason: string): Decision {
  return { outcome: { status, reason } }
}

function handshake(channel: Channel, { verifyToken }: Receiver, url: URL): WebhookOutcome {
  const challenge = channel.webhook.challenge?.(url.searchParams, verifyToken)
  if (!challenge?.ok) return { status: 403, reason: challenge?.reason ?? 'no handshake' }
  return { status: 200, body: challenge.answer }
}

async function accept(
  deps: WebhookDependencies,
  channel: Channel,
  receiver: Receiver,
  request: IncomingMessage,
): Promise<Decision> {
  const receivedAt = new Date()
  const body = await readBody(request, channel.webhook.maxBodyBytes)
  if (!body.ok) return body.reason === 'too large' ? refuse(413, 'body too large') : refuse(400, body.reason)
  // The signature is over the raw bytes, and nothing in them is believed before it holds.
  const verified = channel.webhook.verify({ headers: request.headers, body: body.bytes }, receiver.secrets)
  if (!verified.ok) return refuse(401, verified.reason)
  const parsed = parse(body.bytes)
  if (!parsed.ok) return refuse(400, parsed.reason)
  const items = channel.webhook.items(parsed.json)
  const bodySha256 = hash('sha256', body.bytes, 'buffer')
  const routing = isPlatform(receiver)
    ? await routeItems(deps.directory, receiver, items, receiver.secrets[verified.secret] ?? '')
    : await routeAppItems(deps.directory, receiver, items)
  await deps.intake.accept({ routed: routing.routed, bodySha256, receivedAt })
  return { outcome: { status: 200, body: 'ok' }, routing }
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
