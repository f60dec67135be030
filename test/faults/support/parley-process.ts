import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))

export type Environment = Record<string, string>

/** A Parley process of its own, as in production: started, killed without warning, started again. */
export class ParleyProcess {
  readonly #environment: Environment
  #child: ChildProcess | undefined
  #log = ''

  constructor(environment: Environment) {
    this.#environment = environment
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** The last of what it logged, for a failure's message. */
  get log(): string {
    return this.#log.slice(-4000)
  }

  /** Resolves once it logged that it started. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: '/usr/bin:/bin',
        LOG_LEVEL: 'info',
        MALLOC_ARENA_MAX: '1', // as docs/operations.md advises
        // Tests ask more often than people.
        PARLEY_KEY_POINTS_PER_MINUTE: '1000000000',
        ...this.#environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        this.#log = (this.#log + chunk.toString()).slice(-20_000)
        if (this.#log.includes('"msg":"started"')) resolve()
      })
      child.once('exit', (code) => reject(new Error(`Parley ended with ${code}:\n${this.log}`)))
    })
  }

  /** kill -9: nothing is finished, flushed or said goodbye to. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(hard)
    this.#log = ''
  }
}

/** Kills and starts again one process after another, `times` in all, at short and uneven intervals. */
export async function killRepeatedly(
  processes: readonly ParleyProcess[],
  times: number,
  pause: (n: number) => number,
): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await delay(pause(n))
    const victim = processes[n % processes.length] as ParleyProcess
    await victim.kill()
    await victim.start()
  }
}
