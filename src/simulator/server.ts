import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { control } from './control/control.ts'
import { FaultRules } from './faults.ts'
import { networks } from './networks/index.ts'
import { performCall } from './perform-call.ts'
import { seededRandom } from './random.ts'
import { readCall, TooLarge } from './read-call.ts'
import { Simulation } from './simulation.ts'
import { WebhookPoster } from './webhook-poster.ts'
import { SimulatedWorld } from './world.ts'
import { writeAnswer } from './write-answer.ts'

export interface SimulatorOptions {
  /** 0: any free one. */
  port?: number
  host?: string
  /** Of probabilities and orders: the same seed strikes the same calls. */
  seed?: number
  /** Between the attempts of a webhook post, one for each repetition. */
  retryDelaysMs?: readonly number[]
  /** Told what went wrong inside; standard error where absent. */
  onError?: (error: unknown) => void
}

export interface RunningSimulator {
  /** Without a slash at the end: `${url}/whatsapp` is the base of WhatsApp's API, `${url}/sim` the control API. */
  url: string
  close(): Promise<void>
}

/** Starts the server that plays all networks. */
export async function start(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const { port = 0, host = '127.0.0.1', seed = 1, retryDelaysMs = [200, 1000, 3000] } = options
  const onError = options.onError ?? ((error) => console.error('simulator:', error))
  const world = new SimulatedWorld(seed)
  const poster = new WebhookPoster({ retryDelaysMs, now: () => world.now(), onError })
  const simulation = new Simulation(world, new FaultRules(seededRandom(seed)), poster, networks)
  const server = createServer((request, response) => {
    handle(simulation, request, response).catch((error: unknown) => fail(error, response, onError))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  world.baseUrl = `http://${host.includes(':') ? `[${host}]` : host}:${actual}`
  return {
    url: world.baseUrl,
    close: async () => {
      const posted = poster.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await Promise.all([closed, posted])
      world.media.clear()
    },
  }
}

async function handle(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator')
  const prefix = `/${url.pathname.split('/')[1]}`
  if (prefix === '/sim') return control(simulation, request, url, response)
  const network = simulation.networkAt(prefix)
  if (!network) {
    const message = `Nothing is at ${prefix}. Networks: ${simulation.prefixes().join(', ')}; control API: /sim`
    return void (await writeAnswer(response, {
      status: 404,
      body: { error: { code: 'NOT_FOUND', message } },
    }))
  }
  const call = await readCall(request, url, prefix)
  await performCall(simulation, network, call, response)
}

function fail(error: unknown, response: ServerResponse, onError: (error: unknown) => void): void {
  // A caller that leaves in the middle of its request is no failure of ours.
  if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return
  if (!(error instanceof TooLarge)) onError(error)
  if (response.headersSent || response.destroyed) return void response.destroy()
  const [status, code] = error instanceof TooLarge ? [413, 'TOO_LARGE'] : [500, 'SIMULATOR_FAILED']
  const message = error instanceof Error ? error.message : String(error)
  void writeAnswer(response, { status, headers: { connection: 'close' }, body: { error: { code, message } } })
}
