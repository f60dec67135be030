import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import type { Program } from './debian-program.ts'
import { freePort } from './free-port.ts'
import { guard } from './guard.ts'
import { findRedis } from './redis-program.ts'
import { waitFor } from './wait.ts'

/** A real Redis, which has no package in npm. */
export interface TestRedis {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
}

/** Whether Redis, and not merely its socket, answers. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(1000, () => socket.destroy())
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('data', (answer) => {
      resolve(answer.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.write('PING\r\n')
  })
}

class Server implements TestRedis {
  readonly port: number
  readonly #program: Program
  #child: ChildProcess | undefined
  #dismissGuard = () => {}

  constructor(program: Program, port: number) {
    this.#program = program
    this.port = port
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  async start(): Promise<void> {
    const { path, env } = this.#program
    const nothingOnDisk = ['--save', '', '--appendonly', 'no', '--dir', tmpdir()]
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', ...nothingOnDisk]
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        output = `${output}${text}`.slice(-2000)
      })
    let failure: Error | undefined
    child.once('error', (error) => {
      failure = error
    })
    child.once('exit', () => {
      failure ??= new Error(`Redis ended:\n${output}`)
    })
    this.#child = child
    this.#dismissGuard = guard('kill -9 "$1"', String(child.pid))
    await waitFor(
      async () => {
        if (failure) throw failure
        return await answers(this.port)
      },
      { what: 'Redis' },
    )
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    this.#dismissGuard()
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

/** Starts a Redis of one's own, for a test that stops it; most can share `inject('redisUrl')`. */
export async function startRedis(program: Program = findRedis()): Promise<TestRedis> {
  const server = new Server(program, await freePort())
  try {
    await server.start()
    return server
  } catch (error) {
    await server.kill()
    throw error
  }
}
