import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { job, tell } from './child.ts'
import { type Latency, summarize } from './statistics.ts'

/** From one connection to another through PostgreSQL with nothing else on the way: NOTIFY, and a look twice a second. */
export interface HopsJob {
  databaseUrl: string
  rate: number
  seconds: number
}

export interface HopsResult {
  notify: Latency
  polling: Latency
}

const POLL_MS = 500

async function onSchedule({ rate, seconds }: HopsJob, send: (scheduled: number) => void): Promise<void> {
  const started = performance.now()
  for (let n = 0; n < rate * seconds; ) {
    const due = Math.floor(((performance.now() - started) / 1000) * rate) + 1
    for (; n < due; n += 1) send(started + (n * 1000) / rate)
    await delay(1)
  }
}

async function notify(plan: HopsJob, reader: pg.Client, writer: pg.Client): Promise<Latency> {
  const latencies: number[] = []
  reader.on('notification', ({ payload }) => latencies.push(performance.now() - Number(payload)))
  await reader.query('LISTEN bench_hop')
  const sent: Promise<unknown>[] = []
  await onSchedule(plan, (scheduled) => {
    sent.push(
      writer.query({ name: 'hop', text: `SELECT pg_notify('bench_hop', $1)`, values: [String(scheduled)] }),
    )
  })
  await Promise.all(sent)
  await delay(200)
  return summarize(Float64Array.from(latencies))
}

async function polling(plan: HopsJob, reader: pg.Client, writer: pg.Client): Promise<Latency> {
  await writer.query('DROP TABLE IF EXISTS bench_hops')
  await writer.query('CREATE TABLE bench_hops (id bigserial PRIMARY KEY, due float8 NOT NULL)')
  const latencies: number[] = []
  let last = 0
  const look = async () => {
    const text = 'SELECT id::float8 AS id, due FROM bench_hops WHERE id > $1 ORDER BY id'
    const { rows } = await reader.query<{ id: number; due: number }>(text, [last])
    for (const { id, due } of rows) {
      last = id
      latencies.push(performance.now() - due)
    }
  }
  const timer = setInterval(() => void look(), POLL_MS)
  const sent: Promise<unknown>[] = []
  await onSchedule(plan, (scheduled) => {
    const text = 'INSERT INTO bench_hops (due) VALUES ($1)'
    sent.push(writer.query({ name: 'hop-row', text, values: [scheduled] }))
  })
  await Promise.all(sent)
  await delay(2 * POLL_MS)
  clearInterval(timer)
  return summarize(Float64Array.from(latencies))
}

const plan = job<HopsJob>()
const [reader, writer] = [0, 1].map(
  () => new pg.Client({ connectionString: plan.databaseUrl, pipeline: true }),
)
if (reader && writer) {
  await Promise.all([reader.connect(), writer.connect()])
  const result: HopsResult = {
    notify: await notify(plan, reader, writer),
    polling: await polling(plan, reader, writer),
  }
  tell(result)
  await Promise.all([reader.end(), writer.end()])
}
process.disconnect?.()
