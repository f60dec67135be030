import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ConnectionsJob, ConnectionsResult } from './connections.ts'
import type { Pool } from './pool.ts'
import { Child, pinned, untilEnd, within } from './processes.ts'
import { InvalidRun } from './report.ts'
import type { Settings } from './settings.ts'

/** Load that asks again as soon as it was answered: how much a server can take. */
export interface ClosedLoop {
  url: string
  pool: Pool
  connections: number
  seconds: number
}

export interface Throughput {
  answers: number
  perSecond: number
}

export async function closedLoop(settings: Settings, wrk: boolean, load: ClosedLoop): Promise<Throughput> {
  const run = wrk ? runWrk(settings, load) : runConnections(settings, load)
  const { answers, microseconds, errors } = await within((load.seconds + 60) * 1000, run, 'the load')
  if (errors > 0) throw new InvalidRun(`${errors} requests to ${load.url} failed`)
  return { answers, perSecond: answers / (microseconds / 1e6) }
}

async function runWrk(settings: Settings, { url, pool, connections, seconds }: ClosedLoop) {
  const script = fileURLToPath(new URL('wrk.lua', import.meta.url))
  const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, url]
  const command = ['wrk', ...flags, '--', pool.file, String(pool.recordBytes)]
  const [program = '', ...args] = settings.pin ? [...pinned('load'), ...command] : command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await untilEnd(child)
  const result = /RESULT (\{.*\})/.exec(output)?.[1]
  if (!result) throw new Error(`wrk did not report:\n${output}`)
  return JSON.parse(result) as ConnectionsResult
}

async function runConnections(settings: Settings, { url, pool, connections, seconds }: ClosedLoop) {
  const job: ConnectionsJob = {
    port: Number(new URL(url).port),
    file: pool.file,
    recordBytes: pool.recordBytes,
    connections,
    seconds,
  }
  const child = new Child<ConnectionsResult>('connections.ts', job, {
    settings,
    core: 'load',
    patience: (seconds + 60) * 1000,
  })
  try {
    return await child.ready
  } finally {
    await child.stop()
  }
}
