import { openLoop, series } from './ack.ts'
import type { HopsJob, HopsResult } from './support/hops.ts'
import { type Prepared, prepare, startParley } from './support/parley.ts'
import type { BenchPostgres } from './support/postgres.ts'
import { Child } from './support/processes.ts'
import { InvalidRun, mustEqual, printTable, printTargets, type Target } from './support/report.ts'
import type { Settings } from './support/settings.ts'
import type { Latency } from './support/statistics.ts'
import { untilApplied, verifyApplied } from './support/verify.ts'

/**
 * From the webhook to a subscriber's WebSocket, the whole way: accepted, applied with customer, conversation,
 * counters and change log, read back through the graph. Beside it NOTIFY alone (the limit) and polling (the peer).
 */

const TARGETS: Record<number, { p50?: number; p99: number }> = {
  1000: { p50: 10, p99: 25 },
  2000: { p99: 50 },
}

export async function subscriber(settings: Settings, postgres: BenchPostgres): Promise<boolean> {
  const prepared = await prepare(postgres, 'subscriber')
  const parley = startParley(prepared, 'all', { settings })
  try {
    const url = (await parley.ready).url ?? ''
    const delivered = new Map<number, Latency[]>()
    const hops: HopsResult[] = []
    let from = 0
    for (let round = 0; round < (settings.quick ? 1 : 3); round += 1) {
      for (const rate of [1000, 2000]) {
        const plan = {
          subject: 'Parley',
          url,
          to: prepared,
          rate,
          seconds: settings.quick ? 5 : 30,
          warmUpSeconds: 2,
          from,
        }
        const { deliveries, sent } = await openLoop(settings, { ...plan, subscribe: true })
        from += sent
        if (!deliveries) throw new InvalidRun('nothing was delivered')
        mustEqual(`lost messages at ${rate}/s`, deliveries.lost, 0)
        mustEqual(`messages that came twice at ${rate}/s`, deliveries.twice, 0)
        delivered.set(rate, [...(delivered.get(rate) ?? []), deliveries])
      }
      hops.push(await measureHops(settings, prepared))
    }
    await untilApplied(prepared)
    await verifyApplied(prepared, from)
    return report(delivered, hops)
  } finally {
    await parley.stop()
  }
}

async function measureHops(settings: Settings, { databaseUrl }: Prepared): Promise<HopsResult> {
  const job: HopsJob = { databaseUrl, rate: 1000, seconds: settings.quick ? 2 : 5 }
  const child = new Child<HopsResult>('hops.ts', job, { settings, core: 'load' })
  try {
    return await child.ready
  } finally {
    await child.stop()
  }
}

function report(delivered: ReadonlyMap<number, Latency[]>, hops: readonly HopsResult[]): boolean {
  const targets: Target[] = []
  for (const [rate, latencies] of delivered) {
    const { p50, p99 } = TARGETS[rate] ?? {}
    printTable(`subscriber: ${rate} messages/s, open loop, from the post to the WebSocket`, [
      ...series('Parley', latencies),
      ...series(
        'limit: NOTIFY alone, 1000/s',
        hops.map(({ notify }) => notify),
      ),
      ...series(
        'peer: polling every 0.5 s, 1000/s',
        hops.map(({ polling }) => polling),
      ),
    ])
    const add = (name: 'p50' | 'p99', atMost: number) =>
      targets.push({
        name: `${name} at ${rate}/s`,
        rounds: latencies.map((l) => l[name]),
        atMost,
        unit: 'ms',
      })
    if (p50 !== undefined) add('p50', p50)
    if (p99 !== undefined) add('p99', p99)
  }
  return printTargets(targets)
}
