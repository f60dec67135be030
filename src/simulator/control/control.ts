/**
 * The control API, `/sim`: what a test, a demo or a developer tells the simulator. `GET /sim` lists it; the list is
 * made from the routes themselves.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Json, parseJson } from '../json.ts'
import { callFaults, mediaFaults, webhookFaults } from '../network.ts'
import { readBytes } from '../read-call.ts'
import type { Simulation } from '../simulation.ts'
import { writeAnswer } from '../write-answer.ts'
import { accountRoutes } from './accounts.ts'
import { actRoutes } from './acts.ts'
import { commentRoutes } from './comments.ts'
import { customerRoutes } from './customers.ts'
import { faultRoutes } from './faults.ts'
import { fileRoutes } from './files.ts'
import { observeRoutes } from './observe.ts'
import { ControlError, type GivenFile, get, type Route } from './route.ts'
import { templateRoutes } from './templates.ts'

const MOST_FILE_BYTES = 512 * 1024 * 1024

const routes: readonly Route[] = [
  get('/sim', 'This list.', ({ simulation }) => describe(simulation)),
  ...accountRoutes,
  ...customerRoutes,
  ...actRoutes,
  ...commentRoutes,
  ...fileRoutes,
  ...templateRoutes,
  ...faultRoutes,
  ...observeRoutes,
]

export async function control(
  simulation: Simulation,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  try {
    const result = await answer(simulation, request, url)
    await writeAnswer(response, { status: 200, body: result as Json })
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    const { status, code, message } = error
    await writeAnswer(response, { status, body: { error: { code, message } } })
  }
}

async function answer(simulation: Simulation, request: IncomingMessage, url: URL): Promise<unknown> {
  const found = routes
    .filter((route) => route.method === request.method)
    .map((route) => ({ route, params: match(route.path, url.pathname) }))
    .find((one) => one.params !== null)
  if (!found?.params) {
    throw new ControlError(
      404,
      'NOT_FOUND',
      `There is no ${request.method} ${url.pathname}: GET /sim lists all`,
    )
  }
  const input = await (found.route.takesFile ? readFile(request) : readInput(request))
  return found.route.handle({ simulation, params: found.params, query: url.searchParams, input })
}

async function readInput(request: IncomingMessage): Promise<Json> {
  const text = (await readBytes(request)).toString()
  const input = text === '' ? {} : parseJson(text)
  if (input === null) throw new ControlError(400, 'INVALID_JSON', 'The body is no JSON')
  return input
}

async function readFile(request: IncomingMessage): Promise<GivenFile> {
  const mimeType = request.headers['content-type'] ?? 'application/octet-stream'
  return { mimeType, bytes: await readBytes(request, MOST_FILE_BYTES) }
}

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.replace(/\/$/, '').split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = decode(value)
    else if (part !== value) return null
  }
  return params
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    throw new ControlError(400, 'INVALID_PATH', `"${value}" is not a percent-encoded name`)
  }
}

function describe(simulation: Simulation) {
  return {
    is: 'Parley’s simulator: one server that plays the messaging networks, for tests, demos and frontends.',
    networks: simulation.networks.map(({ type, prefixes }) => ({
      type,
      bases: prefixes.map((prefix) => `${simulation.world.baseUrl}${prefix}`),
    })),
    faults: { calls: callFaults, files: mediaFaults, webhooks: webhookFaults },
    routes: routes.map(({ method, path, says, body }) => ({
      call: `${method} ${path}`,
      says,
      ...(body !== undefined && { body }),
    })),
  }
}
