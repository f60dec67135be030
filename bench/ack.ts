import type { LimitJob } from './support/limit-server.ts'
import type { OpenLoopJob, OpenLoopResult } from './support/open-loop.ts'
import { prepare, startParley } from './support/parley.ts'
import type { BenchPostgres } from './support/postgres.ts'
import { Child } from './support/processes.ts'
import { mustEqual, printTable, printTargets } from './support/report.ts'
import type { Settings } from './support/settings.ts'
import type { Latency } from './support/statistics.ts'
import { untilApplied, verifyApplied } from './support/verify.ts'

/** How long a network waits for its 200 while the same process also applies everything: 1,000 posts a second. */

const RATE = 1000
const P99_MS = 15

export async function ack(settings: Settings, postgres: BenchPostgres): Promise<boolean> {
  const prepared = await prepare(postgres, 'ack')
  const parley = startParley(prepared, 'all', { settings })
  const job: LimitJob = { secret: prepared.secret }
  const limit = new Child<{ url: string }>('limit-server.ts', job, { settings, core: 'server' })
  try {
    const url = (await parley.ready).url ?? ''
    const limitUrl = (await limit.ready).url
    const plan = { to: prepared, rate: RATE, warmUpSeconds: 2, subscribe: false }
    const ours: Latency[] = []
    const bare: Latency[] = []
    let from = 0
    for (let round = 0; round < (settings.quick ? 1 : 3); round += 1) {
      const result = await openLoop(settings, {
        ...plan,
        subject: 'Parley',
        url,
        from,
        seconds: settings.quick ? 5 : 30,
      })
      ours.push(result.answers)
      from += result.sent
      const seconds = settings.quick ? 3 : 10
      bare.push(
        (await openLoop(settings, { ...plan, subject: 'limit', url: limitUrl, from, seconds })).answers,
      )
    }
    await untilApplied(prepared)
    await verifyApplied(prepared, from)
    return report(ours, bare)
  } finally {
    await Promise.all([parley.stop(), limit.stop()])
  }
}

export async function openLoop(settings: Settings, plan: OpenLoopJob): Promise<OpenLoopResult> {
  const patience = (plan.seconds + 60) * 1000
  const child = new Child<OpenLoopResult>('open-loop.ts', plan, { settings, core: 'load', patience })
  try {
    const result = await child.ready
    for (const fault of ['refused', 'broken', 'unanswered'] as const)
      mustEqual(`${fault} posts (${plan.subject})`, result[fault], 0)
    return result
  } finally {
    await child.stop()
  }
}

function report(ours: readonly Latency[], bare: readonly Latency[]): boolean {
  printTable(`ack: ${RATE} posts/s, open loop, accepting and applying in one process`, [
    ...series('Parley', ours),
    ...series('limit', bare),
  ])
  const rounds = ours.map(({ p99 }) => p99)
  return printTargets([{ name: 'p99', rounds, atMost: P99_MS, unit: 'ms' }])
}

export function series(name: string, latencies: readonly Latency[]) {
  return (['p50', 'p99', 'max'] as const).map((figure) => ({
    name: `${name}, ${figure}`,
    rounds: latencies.map((latency) => latency[figure]),
    unit: 'ms',
    digits: 2,
  }))
}
