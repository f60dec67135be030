import { setTimeout as delay } from 'node:timers/promises'
import { closedLoop, type Throughput } from './support/closed-loop.ts'
import type { LimitJob } from './support/limit-server.ts'
import type { ObviousJob } from './support/obvious-server.ts'
import { type Prepared, prepare, startParley } from './support/parley.ts'
import { makePool } from './support/pool.ts'
import { type BenchPostgres, query } from './support/postgres.ts'
import { Child } from './support/processes.ts'
import { InvalidRun, mustEqual, printTable, printTargets, ratios } from './support/report.ts'
import { hasWrk, type Settings } from './support/settings.ts'

/**
 * Durable ingest beside the least any receiver does (the limit) and the obvious build (the peer): the signature
 * is checked, the event stored and its job queued before the 200. No worker runs: accepting alone is measured.
 */

const TARGETS: Record<number, number> = { 256: 0.38, 64: 0.22 }
const TIMES_OBVIOUS = 10
const WARM_UP_SECONDS = 2
/** No server here answers more, so that a pool is never sent twice. */
const MOST_PER_SECOND = 25_000

interface Rounds {
  parley: number[]
  limit: number[]
  obvious: number[]
}

export async function ingest(settings: Settings, postgres: BenchPostgres): Promise<boolean> {
  const wrk = hasWrk()
  const prepared = await prepare(postgres, 'ingest')
  const peerDatabase = await prepare(postgres, 'ingest_obvious')
  const { secret } = prepared
  const parley = startParley(prepared, 'web', { settings })
  const limit = new Child<{ url: string }>('limit-server.ts', { secret } satisfies LimitJob, {
    settings,
    core: 'server',
  })
  const { databaseUrl, projectId, platformId } = peerDatabase
  const peerJob: ObviousJob = { databaseUrl, projectId, platformId, secret }
  const obvious = new Child<{ url: string }>('obvious-server.ts', peerJob, { settings, core: 'server' })
  try {
    const urls = {
      parley: (await parley.ready).url ?? '',
      limit: (await limit.ready).url,
      obvious: (await obvious.ready).url,
    }
    console.log(`load by ${wrk ? 'wrk' : "the bench's own sockets (wrk is not installed)"}`)
    const bench = new Ingest(settings, wrk, prepared, urls)
    const rounds = new Map<number, Rounds>()
    for (const connections of [64, 256]) rounds.set(connections, await bench.measure(connections))
    return report(rounds)
  } finally {
    await Promise.all([parley.stop(), limit.stop(), obvious.stop()])
  }
}

/** A job names the oldest event of its flush and is queued with it: the newest that begins at or before an event. */
const FOUND_BY_JOBS = `
  SELECT received_at, max(created_on) OVER (ORDER BY id) AS job_at FROM (
    SELECT id, received_at, NULL AS created_on FROM inbound_events
    UNION ALL
    SELECT (data -> 'eventIds' ->> 0)::uuid, NULL, created_on FROM pgboss.job WHERE name = 'apply-inbound'
  ) marks`

class Ingest {
  readonly #settings: Settings
  readonly #wrk: boolean
  readonly #prepared: Prepared
  readonly #urls: Record<keyof Rounds, string>
  #sent = 0

  constructor(settings: Settings, wrk: boolean, prepared: Prepared, urls: Record<keyof Rounds, string>) {
    this.#settings = settings
    this.#wrk = wrk
    this.#prepared = prepared
    this.#urls = urls
  }

  async measure(connections: number): Promise<Rounds> {
    const { quick } = this.#settings
    const rounds: Rounds = { parley: [], limit: [], obvious: [] }
    const seconds = quick ? 2 : 5
    await this.#round(connections, WARM_UP_SECONDS, rounds)
    for (const figures of Object.values(rounds)) figures.length = 0
    for (let round = 0; round < (quick ? 2 : 5); round += 1) await this.#round(connections, seconds, rounds)
    return rounds
  }

  async #round(connections: number, seconds: number, rounds: Rounds): Promise<void> {
    const count = seconds * MOST_PER_SECOND
    const pool = makePool(this.#prepared, this.#sent, count)
    this.#sent += count
    try {
      const load = (url: string) => closedLoop(this.#settings, this.#wrk, { url, pool, connections, seconds })
      rounds.parley.push((await this.#verified(connections, () => load(this.#urls.parley))).perSecond)
      rounds.limit.push((await load(this.#urls.limit)).perSecond)
      rounds.obvious.push((await load(this.#urls.obvious)).perSecond)
    } finally {
      pool.remove()
    }
  }

  /** Every 200 must be a stored event that a job leads to, and what was stored must have been sent. */
  async #verified(connections: number, load: () => Promise<Throughput>): Promise<Throughput> {
    const before = await this.#stored()
    const result = await load()
    await delay(300) // for what was under way when the load ended
    const after = await this.#stored()
    const stored = after.events - before.events
    if (stored < result.answers) throw new InvalidRun(`${result.answers} were told 200, ${stored} are stored`)
    if (stored > result.answers + connections)
      throw new InvalidRun(`${result.answers} were told 200, but ${stored} are stored`)
    mustEqual('events with a job', after.queued, after.events)
    mustEqual('deliveries', after.deliveries, after.events)
    return result
  }

  async #stored(): Promise<{ events: number; deliveries: number; queued: number }> {
    const [row] = await query<{ events: number; deliveries: number; queued: number }>(
      this.#prepared.databaseUrl,
      `SELECT (SELECT count(*) FROM inbound_events)::int AS events,
              (SELECT coalesce(sum(delivery_count), 0) FROM inbound_keys)::int AS deliveries,
              (SELECT count(*) FROM (${FOUND_BY_JOBS}) f WHERE job_at >= received_at)::int AS queued`,
    )
    if (!row) throw new Error('nothing was counted')
    return row
  }
}

function report(rounds: ReadonlyMap<number, Rounds>): boolean {
  const targets = []
  for (const [connections, { parley, limit, obvious }] of rounds) {
    printTable(`ingest, ${connections} connections`, [
      { name: 'Parley: durable, encrypted, job queued', rounds: parley, unit: 'requests/s' },
      { name: 'limit: node:http, HMAC, JSON.parse', rounds: limit, unit: 'requests/s' },
      { name: 'peer: Prisma transaction + boss.send', rounds: obvious, unit: 'requests/s' },
    ])
    const name = `at ${connections} connections`
    const atLeast = TARGETS[connections] ?? 0
    targets.push({ name: `Parley / limit ${name}`, rounds: ratios(parley, limit), atLeast })
    targets.push({
      name: `Parley / peer ${name}`,
      rounds: ratios(parley, obvious),
      atLeast: TIMES_OBVIOUS,
      digits: 1,
    })
  }
  return printTargets(targets)
}
