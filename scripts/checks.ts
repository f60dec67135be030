import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finished, root, run } from './run.ts'

export type Check = () => Finished

const read = (path: string) => readFileSync(join(root, path), 'utf8')

const verdict = (problems: string[]): Finished => ({ ok: problems.length === 0, output: problems.join('\n') })

interface Dependencies {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}
interface LockedPackage extends Dependencies {
  version?: string
  resolved?: string
}

const manifest = () => JSON.parse(read('package.json')) as Dependencies
const locked = () =>
  (JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> }).packages
const wanted = ({ dependencies, devDependencies }: Dependencies) =>
  Object.entries({ ...dependencies, ...devDependencies })

/** Every version is exact, so that what was tested is what is installed. */
function exactVersions(): Finished {
  const loose = wanted(manifest()).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
  return verdict(
    loose.map(([name, version]) => `package.json: ${name} is "${version}", not an exact version`),
  )
}

/** The lockfile belongs to every registry and names none; and `npm ci` accepts it. */
function lockfile(): Finished {
  const packages = locked()
  const { '': root = {}, ...others } = packages
  const asked = new Map(wanted(manifest()))
  const recorded = new Map(wanted(root))
  return verdict([
    ...Object.entries(others)
      .filter(([, entry]) => entry.resolved !== undefined)
      .map(([name]) => `${name} records where it was downloaded from`),
    ...[...new Set([...asked.keys(), ...recorded.keys()])]
      .filter((name) => asked.get(name) !== recorded.get(name))
      .map((name) => `${name} is ${recorded.get(name)}, package.json says ${asked.get(name)}`),
    ...[...asked]
      .filter(([name, version]) => others[`node_modules/${name}`]?.version !== version)
      .map(([name, version]) => `${name} is not at ${version}; run npm install`),
    ...missingOptional(packages).map((name) => `${name} is missing, for which npm ci refuses the lockfile`),
  ])
}

/** npm forgets binaries of other systems that its registry could not give, and then `npm ci` stops everywhere. */
function missingOptional(packages: Record<string, LockedPackage>): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  )
}

/** The client in use is the one that prisma/schema gives now: it carries the schema it was made from. */
function prismaClient(): Finished {
  const folder = 'prisma/schema'
  const schema = readdirSync(join(root, folder))
    .sort()
    .map((name) => read(`${folder}/${name}`))
    .join('\n')
  const inUse = /"inlineSchema": ("(?:[^"\\]|\\.)*")/.exec(
    read('src/generated/prisma/internal/class.ts'),
  )?.[1]
  const isCurrent = inUse !== undefined && JSON.parse(inUse) === schema
  return verdict(isCurrent ? [] : ['src/generated is older than prisma/schema; run npm run generate'])
}

/** Everything that can be checked without running a suite. */
export const checks: Readonly<Record<string, Check>> = {
  'format and lint': () => run('biome', ['check', '--error-on-warnings', '.']),
  types: () => run('tsc', ['-p', '.']),
  'schema.graphql is current': () => run('node', ['scripts/print-schema.ts', '--check']),
  'Prisma client is current': prismaClient,
  'exact versions': exactVersions,
  lockfile,
  'installed packages': () => run('npm', ['ls', '--silent']),
}
