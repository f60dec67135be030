import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findProgram, type Program } from './debian-program.ts'
import { guard } from './guard.ts'
import { waitFor } from './wait.ts'

/** A real PgBouncer in transaction mode: on the path, else Debian's package unpacked into `.cache/pgbouncer`. */
export interface TestPgBouncer {
  /** As DATABASE_URL: through the pool. */
  url: string
  stop(): Promise<void>
}

const PGBOUNCER = {
  name: 'pgbouncer',
  folder: 'pgbouncer',
  path: 'sbin/pgbouncer',
  packages: ['pgbouncer', 'libc-ares2'],
  optional: ['libevent-2.1-7', 'libevent-2.1-7t64', 'libssl3', 'libssl3t64'],
}

/** The program, or undefined where it can neither be found nor had: what needs it is then skipped. */
export function findPgBouncer(): Program | undefined {
  try {
    return findProgram(PGBOUNCER)
  } catch (error) {
    console.warn(`PgBouncer is not there and could not be had; install the package pgbouncer. ${error}`)
    return undefined
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
