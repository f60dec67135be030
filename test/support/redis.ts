import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitFor } from './wait.ts'

/** A real Redis, which has no package in npm. */
export interface TestRedis {
  url: string
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
}

const CACHE = fileURLToPath(new URL('../../.cache/redis', import.meta.url))
const PACKAGES = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblzf1',
  'liblua5.1-0',
  'lua-cjson',
  'lua-bitop',
]

interface Program {
  path: string
  libraries: string | undefined
}

/** `redis-server` on the path, else Debian's package unpacked, not installed, into a folder of the checkout. */
export function findRedis(): Program {
  const onPath = spawnSync('sh', ['-c', 'command -v redis-server'], { encoding: 'utf8' }).stdout.trim()
  if (onPath) return { path: onPath, libraries: undefined }
  const unpacked = join(CACHE, 'root/usr/bin/redis-server')
  if (!existsSync(unpacked)) unpackDebian()
  const libraries = join(
    CACHE,
    'root/usr/lib',
    `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`,
  )
  return { path: join(CACHE, 'root/usr/bin/redis-server'), libraries }
}

function unpackDebian(): void {
  mkdirSync(CACHE, { recursive: true })
  try {
    const download = () => execFileSync('apt-get', ['download', ...PACKAGES], { cwd: CACHE, stdio: 'pipe' })
    try {
      download()
    } catch {
      execFileSync('apt-get', ['update'], { stdio: 'pipe' })
      download()
    }
    for (const file of readdirSync(CACHE).filter((name) => name.endsWith('.deb')))
      execFileSync('dpkg-deb', ['-x', file, join(CACHE, 'root')], { cwd: CACHE, stdio: 'pipe' })
  } catch (cause) {
    throw new Error(
      'Tests need a Redis: install redis-server, or set REDIS_URL to one that may be written to',
      { cause },
    )
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => socket.destroy() && resolve(true))
    socket.once('error', () => resolve(false))
  })
}

export async function startRedis(): Promise<TestRedis> {
  const program = findRedis()
  const port = await freePort()
  let child: ChildProcess | undefined
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    const env = program.libraries ? { ...process.env, LD_LIBRARY_PATH: program.libraries } : process.env
    child = spawn(program.path, args, { stdio: 'ignore', env })
    await waitFor(() => answers(port), { what: 'Redis' })
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill: async () => {
      if (!child || child.exitCode !== null) return
      const ended = new Promise((resolve) => child?.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    },
  }
}
