import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** How a benchmark is run, from the command line. */
export interface Settings {
  /** Fewer and shorter rounds, to see that everything works. */
  quick: boolean
  /** Server on core 0 and load on core 1, where the machine can do that. */
  pin: boolean
  /** A folder for V8 profiles of our own processes. */
  profile: string | undefined
}

const works = (command: string, ...args: string[]) =>
  spawnSync(command, args, { stdio: 'ignore' }).error === undefined

export function readSettings(values: { quick?: boolean; 'no-pin'?: boolean; profile?: string }): Settings {
  const canPin = availableParallelism() >= 2 && works('taskset', '--version')
  return { quick: values.quick ?? false, pin: canPin && !values['no-pin'], profile: values.profile }
}

/** wrk generates more load per core than anything written in JavaScript. */
export function hasWrk(): boolean {
  return works('wrk', '--version')
}

export function describePlacement({ pin }: Settings): string {
  return pin
    ? 'servers on core 0, load on core 1, PostgreSQL on both (drain: everything on both)'
    : 'nothing is pinned to a core (no taskset, one core, or --no-pin)'
}

/** The share of the processors that others use while we do nothing: with much of it a run says little. */
export async function foreignLoad(): Promise<number> {
  const ticks = () => {
    const times = cpus().map(({ times }) => times)
    const idle = times.reduce((sum, time) => sum + time.idle, 0)
    return { idle, all: times.reduce((sum, time) => sum + Object.values(time).reduce((a, b) => a + b, 0), 0) }
  }
  const before = ticks()
  await delay(2000)
  const after = ticks()
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}
