import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { job, tell } from './child.ts'
import { type Deliveries, subscribe } from './deliveries.ts'
import type { Prepared } from './parley.ts'
import { rawRequest } from './posts.ts'
import { type Latency, summarize } from './statistics.ts'

/**
 * Posts by the clock, whether or not earlier posts were answered. Every latency counts from the moment the
 * schedule wanted the post, so that a stalled server, or a stalled generator, hides nothing.
 */
export interface OpenLoopJob {
  /** Who is measured, for messages. */
  subject: string
  url: string
  to: Prepared
  rate: number
  seconds: number
  warmUpSeconds: number
  /** The first message's number: see signedBody. */
  from: number
  /** Also read the messages at a WebSocket. */
  subscribe: boolean
}

export interface OpenLoopResult {
  answers: Latency
  refused: number
  broken: number
  unanswered: number
  /** From the scheduled post to the subscriber; absent when nobody subscribed. */
  deliveries?: Latency & { lost: number; twice: number }
  sent: number
}

const MOST_CONNECTIONS = 512
const PATIENCE_MS = 15_000

class Posts {
  readonly latencies: number[] = []
  /** Answered with anything but 200. */
  refused = 0
  /** Connections that ended under a request. */
  broken = 0
  answered = 0
  readonly #port: number
  readonly #idle: Socket[] = []
  readonly #queue: { request: Buffer; scheduled: number; counted: boolean }[] = []
  #open = 0

  constructor(url: string) {
    this.#port = Number(new URL(url).port)
  }

  post(request: Buffer, scheduled: number, counted: boolean): void {
    this.#queue.push({ request, scheduled, counted })
    const socket = this.#idle.pop()
    if (socket) this.#next(socket)
    else if (this.#open < MOST_CONNECTIONS) this.#connect()
  }

  close(): void {
    for (const socket of [...this.#idle]) socket.destroy()
  }

  /** A server may close a connection that waits; one that breaks under a request is a failure. */
  #closed(socket: Socket): void {
    this.#open -= 1
    const at = this.#idle.indexOf(socket)
    if (at >= 0) this.#idle.splice(at, 1)
    else this.broken += 1
  }

  #connect(): void {
    this.#open += 1
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    socket.setEncoding('latin1')
    socket.once('connect', () => this.#next(socket))
    socket.on('error', () => undefined) // 'close' follows
    socket.once('close', () => this.#closed(socket))
  }

  #next(socket: Socket): void {
    const wanted = this.#queue.shift()
    if (!wanted) {
      this.#idle.push(socket)
      return
    }
    socket.once('data', (answer: string) => {
      if (wanted.counted) this.latencies.push(performance.now() - wanted.scheduled)
      if (!answer.startsWith('HTTP/1.1 200')) this.refused += 1
      this.answered += 1
      this.#next(socket)
    })
    socket.write(wanted.request)
  }
}

async function run(plan: OpenLoopJob): Promise<OpenLoopResult> {
  const { url, to, rate, seconds, warmUpSeconds, from } = plan
  const deliveries = plan.subscribe ? await subscribe(url, to.apiKey) : undefined
  const posts = new Posts(url)
  const total = rate * (warmUpSeconds + seconds)
  const uncounted = rate * warmUpSeconds
  const started = performance.now()
  for (let n = 0; n < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate) + 1)
    for (; n < due; n += 1) {
      const scheduled = started + (n * 1000) / rate
      const text = deliveries ? deliveries.stamp(from + n, scheduled, n >= uncounted) : ''
      posts.post(rawRequest(to, from + n, text), scheduled, n >= uncounted)
    }
    await delay(1)
  }
  const patience = performance.now() + PATIENCE_MS
  const done = () => posts.answered + posts.broken >= total && (deliveries?.missing ?? 0) === 0
  while (!done() && performance.now() < patience) await delay(20)
  posts.close()
  const { latencies, refused, broken, answered } = posts
  return {
    answers: summarize(Float64Array.from(latencies)),
    refused,
    broken,
    unanswered: total - answered - broken,
    sent: total,
    ...(deliveries && { deliveries: summary(deliveries) }),
  }
}

function summary(deliveries: Deliveries) {
  deliveries.close()
  return {
    ...summarize(Float64Array.from(deliveries.latencies)),
    lost: deliveries.missing,
    twice: deliveries.twice,
  }
}

tell(await run(job<OpenLoopJob>()))
process.disconnect?.()
