import { setTimeout as delay } from 'node:timers/promises'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { fillBacklog } from './support/backlog.ts'
import type { GraphileJob, GraphileReady, GraphileResult } from './support/graphile.ts'
import { type Prepared, prepare, startParley } from './support/parley.ts'
import { type BenchPostgres, query } from './support/postgres.ts'
import { Child, within } from './support/processes.ts'
import { InvalidRun, mustEqual, printTable, printTargets, ratios } from './support/report.ts'
import type { Settings } from './support/settings.ts'
import { verifyApplied } from './support/verify.ts'

/**
 * How fast a worker works off what piled up while none ran, with all its SQL, beside graphile-worker running an
 * empty handler as often. Both clocks start when the process has loaded its modules.
 */

const ADD_JOBS = `SELECT count(*) FROM graphile_worker.add_jobs((
  SELECT array_agg(('nothing', '{}', NULL, NULL, NULL, NULL, NULL, NULL)::graphile_worker.job_spec)
  FROM generate_series(1, $1::int)))`

const TARGET = 4000
const DEADLINE_MS = 120_000

export async function drain(given: Settings, postgres: BenchPostgres): Promise<boolean> {
  // There is no load beside it: the worker and PostgreSQL have both cores.
  const settings = { ...given, pin: false }
  const messages = settings.quick ? 10_000 : 50_000
  const ours: number[] = []
  const graphile: number[] = []
  for (let round = 1; round <= (settings.quick ? 1 : 5); round += 1) {
    const prepared = await prepare(postgres, `drain_${round}`)
    await fillBacklog(prepared, messages)
    ours.push(await drainParley(settings, prepared, messages))
    await verifyApplied(prepared, messages)
    graphile.push(await drainGraphile(settings, await postgres.createDatabase(`graphile_${round}`), messages))
  }
  printTable(`drain: a backlog of ${messages.toLocaleString('en-US')}`, [
    { name: 'Parley, everything applied', rounds: ours, unit: 'messages/s' },
    { name: 'graphile-worker, empty handler', rounds: graphile, unit: 'jobs/s' },
    { name: 'ratio', rounds: ratios(ours, graphile), unit: '', digits: 3 },
  ])
  return printTargets([{ name: 'Parley', rounds: ours, atLeast: TARGET, unit: 'messages/s', digits: 0 }])
}

async function drainParley(settings: Settings, prepared: Prepared, messages: number): Promise<number> {
  const watcher = new pg.Client({ connectionString: prepared.databaseUrl })
  await watcher.connect()
  const worker = startParley(prepared, 'worker', { settings })
  try {
    const finished = within(DEADLINE_MS, untilCounted(watcher, messages), 'applying the backlog')
    finished.catch(() => undefined)
    const { startingAt } = await worker.ready
    return messages / (((await finished) - startingAt) / 1000)
  } finally {
    await worker.stop()
    await watcher.end()
  }
}

/** The day's metrics are the cheapest place that says how many messages are applied. */
async function untilCounted(watcher: pg.Client, messages: number): Promise<number> {
  const text =
    'SELECT coalesce(sum(total_messages), 0)::int AS applied FROM platform_metrics WHERE hour IS NULL'
  const deadline = Date.now() + DEADLINE_MS
  while (Date.now() < deadline) {
    const { rows } = await watcher.query<{ applied: number }>(text)
    if ((rows[0]?.applied ?? 0) >= messages) return Date.now()
    await delay(10)
  }
  throw new InvalidRun('the backlog was not applied in time')
}

async function drainGraphile(settings: Settings, databaseUrl: string, jobs: number): Promise<number> {
  await runMigrations({ connectionString: databaseUrl })
  for (let n = 0; n < jobs; n += 1000) await query(databaseUrl, ADD_JOBS, [Math.min(1000, jobs - n)])
  await query(databaseUrl, 'ANALYZE')
  const job: GraphileJob = { databaseUrl, jobs }
  const worker = new Child<GraphileReady, GraphileResult>('graphile.ts', job, { settings, core: 'server' })
  try {
    const { startingAt } = await worker.ready
    const { finishedAt } = await within(DEADLINE_MS, worker.result, 'graphile-worker')
    await worker.stop()
    const [left] = await query<{ jobs: number }>(
      databaseUrl,
      'SELECT count(*)::int AS jobs FROM graphile_worker.jobs',
    )
    mustEqual('jobs that graphile-worker left', left?.jobs ?? -1, 0)
    return jobs / ((finishedAt - startingAt) / 1000)
  } finally {
    await worker.stop()
  }
}
