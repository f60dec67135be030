import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from './logger.ts'
import { findPostgresPlace, type PostgresPlace } from './postgres-place.ts'

/** A real PostgreSQL from npm for a machine with nothing but Node: started, adopted after a crash, stopped. */
export interface EmbeddedPostgres {
  url: string
  note: string | undefined
  stop(): Promise<void>
}

const SUPERUSER = 'parley'
const OWNER_LOCK = 0x7061726c // "parl": held by the process that looks after this server

interface Options {
  /** Folder of this server's files; the data itself may be elsewhere, see PostgresPlace. */
  dataDir: string
  database: string
  logger: Logger
  /** Flags for tests, such as a smaller shared memory. */
  flags?: string[]
}

function readPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 })
  const password = randomBytes(24).toString('base64url')
  writeFileSync(file, password, { mode: 0o600 })
  return password
}

function initialise(place: PostgresPlace, password: string): void {
  if (existsSync(join(place.dataDir, 'PG_VERSION'))) return
  // A run that was cut off leaves files behind that initdb refuses.
  for (const leftover of ['base', 'global', 'pg_wal'])
    if (existsSync(join(place.dataDir, leftover))) clear(place)
  // Another user may run initdb, who cannot read our folders: the password goes through a file of theirs.
  const passwordFile = join(tmpdir(), `parley-${randomBytes(8).toString('hex')}`)
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' })
  if (place.user) chownSync(passwordFile, place.user.uid, place.user.gid)
  try {
    runInitdb(place, passwordFile)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function runInitdb(place: PostgresPlace, passwordFile: string): void {
  const result = spawnSync(
    join(place.binaries, 'bin', 'initdb'),
    [
      ...['-D', place.dataDir, '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
      // LC_ALL=C would make SQL_ASCII databases: say what we want.
      ...['--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions'],
    ],
    { ...place.user, cwd: '/', encoding: 'utf8', env: { ...process.env, LC_ALL: '' } },
  )
  if (result.status === 0) return
  const reason = result.stderr || result.error?.message
  throw new Error(`initdb could not create a database in ${place.dataDir}: ${reason}`)
}

function clear(place: PostgresPlace): void {
  const { uid, gid } = place.user ?? {}
  rmSync(place.dataDir, { recursive: true, force: true })
  mkdirSync(place.dataDir, { mode: 0o700 })
  if (uid !== undefined && gid !== undefined) spawnSync('chown', [`${uid}:${gid}`, place.dataDir])
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1')
  return address.port
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The server that still runs on this data, as after kill -9 of Parley; undefined when there is none. */
function runningServer(place: PostgresPlace): { pid: number; port: number } | undefined {
  const file = join(place.dataDir, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  return pid > 0 && port > 0 && isAlive(pid) ? { pid, port } : undefined
}

function spawnServer(place: PostgresPlace, port: number, flags: string[]): ChildProcess {
  const log = openSync(join(dirname(place.dataDir), 'postgres.log'), 'a', 0o600)
  const child = spawn(
    join(place.binaries, 'bin', 'postgres'),
    [
      '-D',
      place.dataDir,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      ...flags,
    ],
    // Its own process group: Ctrl-C must reach Parley first, which stops in order.
    { ...place.user, cwd: '/', detached: true, stdio: ['ignore', log, log] },
  )
  closeSync(log)
  child.unref()
  return child
}

/** Waits for the server to answer; gives up at once when `ended` says that there is none to wait for. */
async function connect(url: string, deadline: number, ended: () => boolean): Promise<pg.Client> {
  for (;;) {
    if (ended()) throw new Error('the embedded PostgreSQL ended while starting; postgres.log says why')
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      if (Date.now() > deadline) throw new Error('the embedded PostgreSQL does not answer', { cause: error })
      await delay(50)
    }
  }
}

async function ensureDatabase(admin: pg.Client, database: string): Promise<void> {
  const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
  if (found.rowCount === 0) await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`)
}

/** Held for as long as we live, so that two processes cannot look after one server. */
async function becomeOwner(admin: pg.Client, dataDir: string): Promise<void> {
  const { rows } = await admin.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    OWNER_LOCK,
  ])
  if (rows[0]?.locked !== true)
    throw new Error(
      `another Parley is running on ${dataDir}; stop it, or set PARLEY_DATA_DIR and PORT to others`,
    )
}

async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return
  process.kill(pid, 'SIGINT') // PostgreSQL's fast shutdown: sessions are ended, nothing committed is lost
  const deadline = Date.now() + 15_000
  while (isAlive(pid) && Date.now() < deadline) await delay(25)
}

class Server implements EmbeddedPostgres {
  readonly note: string | undefined
  url = ''
  #stopping = false
  #hasEnded = false
  #pid = 0
  #port = 0
  #owner: pg.Client | undefined
  readonly #place: PostgresPlace
  readonly #password: string
  readonly #options: Options

  constructor(place: PostgresPlace, password: string, options: Options) {
    this.#place = place
    this.#password = password
    this.#options = options
    this.note = place.note
  }

  async start(): Promise<void> {
    const running = runningServer(this.#place)
    this.#port = running?.port ?? (await freePort())
    if (running) {
      this.#pid = running.pid
      this.#options.logger.info({ pid: running.pid }, 'adopting the PostgreSQL that a former run left')
    } else this.#spawn()
    const admin = await connect(this.#address('postgres'), Date.now() + 30_000, () => this.#hasEnded)
    await becomeOwner(admin, this.#options.dataDir)
    await ensureDatabase(admin, this.#options.database)
    this.#owner = admin
    this.url = this.#address(this.#options.database)
    admin.once('end', () => void this.#revive())
  }

  #address(database: string): string {
    return `postgresql://${SUPERUSER}:${this.#password}@127.0.0.1:${this.#port}/${database}`
  }

  #spawn(): void {
    this.#hasEnded = false
    const child = spawnServer(this.#place, this.#port, this.#options.flags ?? [])
    child.once('error', (error) =>
      this.#options.logger.error({ err: error }, 'PostgreSQL could not be started'),
    )
    child.once('exit', () => {
      if (this.#pid === child.pid) this.#hasEnded = true
    })
    this.#pid = child.pid ?? 0
  }

  /** Somebody ended the server under us: start it again on the same port, so that every pool reconnects. */
  async #revive(): Promise<void> {
    if (this.#stopping) return
    this.#options.logger.warn('the embedded PostgreSQL ended; starting it again')
    while (!this.#stopping) {
      try {
        await stopServer(this.#pid)
        if (!runningServer(this.#place)) this.#spawn()
        const admin = await connect(this.#address('postgres'), Date.now() + 30_000, () => this.#hasEnded)
        await becomeOwner(admin, this.#options.dataDir)
        this.#owner = admin
        admin.once('end', () => void this.#revive())
        return
      } catch (error) {
        // Sessions of the former server hold its memory until they notice; a new one cannot start before.
        this.#options.logger.warn({ err: error }, 'the embedded PostgreSQL did not come back; trying again')
        await delay(250)
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#owner?.end().catch(() => undefined)
    await stopServer(this.#pid)
  }
}

export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const place = findPostgresPlace(join(options.dataDir, 'postgres'))
  const password = readPassword(join(options.dataDir, 'postgres.password'))
  initialise(place, password)
  const server = new Server(place, password, options)
  await server.start()
  return server
}

/** The server that another Parley looks after, or one of our own where none runs: for commands beside it. */
export async function attachEmbeddedPostgres(
  options: Options,
): Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> {
  const running = runningServer(findPostgresPlace(join(options.dataDir, 'postgres')))
  if (!running) return await startEmbeddedPostgres(options)
  const password = readPassword(join(options.dataDir, 'postgres.password'))
  const url = `postgresql://${SUPERUSER}:${password}@127.0.0.1:${running.port}/${options.database}`
  return { url, stop: async () => undefined }
}
