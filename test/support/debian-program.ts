import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Program {
  path: string
  env: NodeJS.ProcessEnv
}

export interface DebianProgram {
  name: string
  /** Below `.cache`. */
  folder: string
  /** In `usr` of its package. */
  path: string
  packages: string[]
  /** In most systems already, and named differently from release to release. */
  optional: string[]
}

const CACHE = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** A program on the path, else out of Debian's packages, unpacked and not installed into `.cache`. */
export function findProgram(program: DebianProgram): Program {
  const found = `PATH="$PATH:/usr/sbin" command -v ${program.name}`
  const onPath = spawnSync('sh', ['-c', found], { encoding: 'utf8' }).stdout.trim()
  if (onPath) return { path: onPath, env: process.env }
  const folder = join(CACHE, program.folder)
  if (!existsSync(folder)) unpack(folder, program)
  return unpacked(folder, program)
}

function unpacked(folder: string, { path }: DebianProgram): Program {
  const libraries = readdirSync(join(folder, 'usr/lib'))
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(folder, 'usr/lib', name))
  return {
    path: join(folder, 'usr', path),
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(':') },
  }
}

/** Complete or not at all: it becomes visible by a rename, so that two runs cannot disturb each other. */
function unpack(folder: string, program: DebianProgram): void {
  const partial = `${folder}.${process.pid}`
  const downloads = join(partial, 'downloads')
  try {
    mkdirSync(downloads, { recursive: true })
    downloadPackages(downloads, program)
    for (const name of readdirSync(downloads).filter((file) => file.endsWith('.deb')))
      execFileSync('dpkg-deb', ['-x', join(downloads, name), partial], { stdio: 'pipe' })
    rmSync(downloads, { recursive: true })
    const { path, env } = unpacked(partial, program)
    execFileSync(path, ['--version'], { env, stdio: 'pipe' })
    if (!existsSync(folder)) renameSync(partial, folder)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

/** Those that the system knows. */
function downloadPackages(folder: string, { packages, optional }: DebianProgram): void {
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
