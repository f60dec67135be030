import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface RedisProgram {
  path: string
  env: NodeJS.ProcessEnv
}

const CACHE = fileURLToPath(new URL('../../.cache/', import.meta.url))
const PACKAGES = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblzf1',
  'liblua5.1-0',
  'lua-cjson',
  'lua-bitop',
]
/** In most systems already, and named differently from release to release. */
const OPTIONAL_PACKAGES = ['libatomic1', 'libssl3', 'libssl3t64']

/** `redis-server` on the path, else Debian's package unpacked, not installed, into `.cache/redis`. */
export function findRedis(): RedisProgram {
  const onPath = spawnSync('sh', ['-c', 'command -v redis-server'], { encoding: 'utf8' }).stdout.trim()
  return onPath ? { path: onPath, env: process.env } : unpackedRedis(join(CACHE, 'redis'))
}

export function unpackedRedis(folder: string): RedisProgram {
  if (!existsSync(folder)) unpack(folder)
  const libraries = readdirSync(join(folder, 'usr/lib'))
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(folder, 'usr/lib', name))
  return {
    path: join(folder, 'usr/bin/redis-server'),
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(':') },
  }
}

/** Complete or not at all: it becomes visible by a rename, so that two runs cannot disturb each other. */
function unpack(folder: string): void {
  const partial = `${folder}.${process.pid}`
  const downloads = join(partial, 'downloads')
  try {
    mkdirSync(downloads, { recursive: true })
    downloadPackages(downloads, PACKAGES, OPTIONAL_PACKAGES)
    for (const name of readdirSync(downloads).filter((file) => file.endsWith('.deb')))
      execFileSync('dpkg-deb', ['-x', join(downloads, name), partial], { stdio: 'pipe' })
    rmSync(downloads, { recursive: true })
    const { path, env } = unpackedRedis(partial)
    execFileSync(path, ['--version'], { env, stdio: 'pipe' })
    if (!existsSync(folder)) renameSync(partial, folder)
  } catch (cause) {
    throw new Error('The tests need Redis: install redis-server, or set REDIS_URL', { cause })
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

/** Debian's packages, those that the system knows; what is optional is named differently from release to release. */
export function downloadPackages(folder: string, packages: string[], optional: string[]): void {
  let options: string[] = []
  try {
    aptGet(folder, ['download', ...packages])
  } catch {
    // A fresh machine knows no packages. Its lists are fetched into our folder, which needs no rights.
    const lists = join(folder, 'lists')
    mkdirSync(join(lists, 'partial'), { recursive: true })
    const sandbox = ['-o', 'APT::Sandbox::User=root']
    options = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${folder}`, ...sandbox]
    aptGet(folder, [...options, 'update'])
    aptGet(folder, [...options, 'download', ...packages])
  }
  for (const name of optional)
    spawnSync('apt-get', [...options, 'download', name], { cwd: folder, stdio: 'ignore' })
}

function aptGet(cwd: string, args: string[]): void {
  execFileSync('apt-get', args, { cwd, stdio: 'pipe' })
}
