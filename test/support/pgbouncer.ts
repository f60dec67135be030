import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { guard } from './guard.ts'
import { downloadPackages } from './redis-program.ts'
import { waitFor } from './wait.ts'

/** A real PgBouncer in transaction mode: on the path, else Debian's package unpacked into `.cache/pgbouncer`. */
export interface TestPgBouncer {
  /** As DATABASE_URL: through the pool. */
  url: string
  stop(): Promise<void>
}

interface Program {
  path: string
  env: NodeJS.ProcessEnv
}

const FOLDER = fileURLToPath(new URL('../../.cache/pgbouncer', import.meta.url))
const PACKAGES = ['pgbouncer', 'libc-ares2']
const OPTIONAL_PACKAGES = ['libevent-2.1-7', 'libevent-2.1-7t64', 'libssl3', 'libssl3t64']

/** The program, or undefined where it can neither be found nor had: what needs it is then skipped. */
export function findPgBouncer(): Program | undefined {
  const found = 'PATH="$PATH:/usr/sbin" command -v pgbouncer'
  const onPath = spawnSync('sh', ['-c', found], { encoding: 'utf8' }).stdout.trim()
  if (onPath) return { path: onPath, env: process.env }
  try {
    if (!existsSync(FOLDER)) unpack(FOLDER)
    return unpacked(FOLDER)
  } catch (error) {
    console.warn(`PgBouncer is not there and could not be had; install the package pgbouncer. ${error}`)
    return undefined
  }
}

function unpacked(folder: string): Program {
  const libraries = readdirSync(join(folder, 'usr/lib'))
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(folder, 'usr/lib', name))
  return {
    path: join(folder, 'usr/sbin/pgbouncer'),
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(':') },
  }
}

/** Complete or not at all, as with Redis: it becomes visible by a rename. */
function unpack(folder: string): void {
  const partial = `${folder}.${process.pid}`
  const downloads = join(partial, 'downloads')
  try {
    mkdirSync(downloads, { recursive: true })
    downloadPackages(downloads, PACKAGES, OPTIONAL_PACKAGES)
    for (const name of readdirSync(downloads).filter((file) => file.endsWith('.deb')))
      execFileSync('dpkg-deb', ['-x', join(downloads, name), partial], { stdio: 'pipe' })
    rmSync(downloads, { recursive: true })
    const { path, env } = unpacked(partial)
    execFileSync(path, ['--version'], { env, stdio: 'pipe' })
    if (!existsSync(folder)) renameSync(partial, folder)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

/** It refuses to run as root. */
function someoneElse(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

function settingsOf(database: URL, port: number, poolSize: number): string {
  const login = `user=${database.username} password=${database.password}`
  return `[databases]
* = host=${database.hostname} port=${database.port} ${login}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
query_wait_timeout = 60
`
}

export async function startPgBouncer(
  program: Program,
  { databaseUrl, poolSize, port }: { databaseUrl: string; poolSize: number; port: number },
): Promise<TestPgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pgbouncer-'))
  chmodSync(folder, 0o755)
  const settings = join(folder, 'pgbouncer.ini')
  writeFileSync(settings, settingsOf(new URL(databaseUrl), port, poolSize))
  const child = spawn(program.path, [settings], {
    ...someoneElse(),
    env: program.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-3000)
  })
  const dismissGuard = guard('kill -9 "$1"; rm -rf "$2"', String(child.pid), folder)
  const stop = async () => {
    dismissGuard()
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
  const url = new URL(databaseUrl)
  url.port = String(port)
  try {
    await waitFor(
      async () => {
        if (child.exitCode !== null) throw new Error(`PgBouncer ended:\n${said}`)
        return await answers(url.href)
      },
      { what: 'PgBouncer' },
    )
    return { url: url.href, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
