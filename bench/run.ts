import { parseArgs } from 'node:util'
import { ack } from './ack.ts'
import { drain } from './drain.ts'
import { ingest } from './ingest.ts'
import { media } from './media.ts'
import { send } from './send.ts'
import { subscriber } from './subscriber.ts'
import { type BenchPostgres, startPostgres } from './support/postgres.ts'
import { stopAll } from './support/processes.ts'
import { InvalidRun } from './support/report.ts'
import { describePlacement, foreignLoad, readSettings, type Settings } from './support/settings.ts'

/** `npm run bench -- <ingest|ack|subscriber|drain|send|media|all> [--quick] [--no-pin] [--profile <folder>]` */

const benchmarks: Record<string, (settings: Settings, postgres: BenchPostgres) => Promise<boolean>> = {
  ingest,
  ack,
  subscriber,
  drain,
  send,
  media,
}

const usage = `Usage: npm run bench -- <${[...Object.keys(benchmarks), 'all'].join('|')}> [--quick] [--no-pin] [--profile <folder>]
  --quick    fewer and shorter rounds: shows that it works, not how fast it is
  --no-pin   let the system choose the cores
  --profile  write V8 CPU profiles of Parley's processes into this folder`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, 'no-pin': { type: 'boolean' }, profile: { type: 'string' } },
  })
  const names = positionals.includes('all') ? Object.keys(benchmarks) : positionals
  const unknown = names.find((name) => !benchmarks[name])
  if (names.length === 0 || unknown !== undefined) {
    console.error(usage)
    return 1
  }
  const settings = readSettings(values)
  const starting = startPostgres()
  const stop = async () => {
    await stopAll()
    await (await starting).stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().finally(() => process.exit(130)))
  const postgres = await starting
  try {
    console.log(`Node ${process.version}, PostgreSQL ${postgres.version}; ${describePlacement(settings)}`)
    let met = true
    for (const name of names) {
      const busy = await foreignLoad()
      console.log(
        `\n${name}: others use ${Math.round(busy * 100)} % of the processors${busy > 0.1 ? ', too much for a verdict' : ''}`,
      )
      met = (await benchmarks[name]?.(settings, postgres)) === true && met
    }
    console.log(met ? '\nAll targets are met.' : '\nNot every target is met.')
    if (settings.quick) console.log('A quick run: its figures say little.')
    return 0
  } finally {
    await stop()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof InvalidRun ? `\nThe run is invalid. ${error.message}` : error)
  process.exitCode = 1
}
