import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Settings } from './settings.ts'

/** Processes of a benchmark: each is told what to do as JSON, says when it is ready, and is stopped by its pid. */

const SERVER_CORE = '0'
const LOAD_CORE = '1'
const PATIENCE_MS = 60_000

const running = new Set<{ stop(): Promise<void> }>()

export interface SpawnOptions {
  settings: Settings
  core: 'server' | 'load'
  /** Under the settings' profile folder, when profiling. */
  profiled?: boolean
  /** For its first message, milliseconds. */
  patience?: number
}

/** A script of this folder as a process. `Ready` is the first message it sends, `Result` the second. */
export class Child<Ready = unknown, Result = unknown> {
  readonly ready: Promise<Ready>
  readonly result: Promise<Result>
  readonly #process: ChildProcess
  readonly #exited: Promise<void>

  constructor(script: string, job: unknown, options: SpawnOptions) {
    const { settings, core, profiled } = options
    const file = fileURLToPath(new URL(script, import.meta.url))
    const profile = profiled && settings.profile ? ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`] : []
    const command = [process.execPath, '--no-warnings', ...profile, file, JSON.stringify(job)]
    const [program = '', ...args] = settings.pin ? [...pinned(core), ...command] : command
    this.#process = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#exited = new Promise((resolve) => this.#process.once('exit', () => resolve()))
    const messages = this.#messages(script, options.patience ?? PATIENCE_MS)
    this.ready = messages.then(([first]) => first) as Promise<Ready>
    this.result = messages.then(([, second]) => second) as Promise<Result>
    this.result.catch(() => undefined)
    running.add(this)
  }

  send(message: unknown): void {
    this.#process.send(message as object)
  }

  /** Waits for the end when it comes by itself; else ends the process, by force after ten seconds. */
  async stop(): Promise<void> {
    running.delete(this)
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill('SIGTERM')
    const force = setTimeout(() => this.#process.kill('SIGKILL'), 10_000)
    await this.#exited
    clearTimeout(force)
  }

  async #messages(script: string, patience: number): Promise<[unknown, Promise<unknown>]> {
    const second = Promise.withResolvers<unknown>()
    const first = Promise.withResolvers<unknown>()
    second.promise.catch(() => undefined)
    let told = false
    this.#process.on('message', (message) => {
      if (told) second.resolve(message)
      else first.resolve(message)
      told = true
    })
    this.#process.once('error', (error) => first.reject(error))
    this.#process.once('exit', (code, signal) => {
      const ended = new Error(`${script} ended with ${signal ?? code}`)
      first.reject(ended)
      second.reject(ended)
    })
    return [await within(patience, first.promise, `the start of ${script}`), second.promise]
  }
}

export function pinned(core: SpawnOptions['core']): string[] {
  return ['taskset', '-c', core === 'server' ? SERVER_CORE : LOAD_CORE]
}

/** Nothing of a benchmark waits for ever. */
export async function within<T>(ms: number, promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** A program that ends by itself, such as wrk; ended with the rest when the benchmark is stopped. */
export async function untilEnd(program: ChildProcess): Promise<void> {
  const stoppable = { stop: async () => void program.kill('SIGKILL') }
  running.add(stoppable)
  try {
    await new Promise((resolve, reject) => program.once('close', resolve).once('error', reject))
  } finally {
    running.delete(stoppable)
  }
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()))
}
