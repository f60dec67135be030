import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finished, root, run } from './run.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

const verdict = (problems: string[]): Finished => ({ ok: problems.length === 0, output: problems.join('\n') })

/** Every version is exact, so that what was tested is what is installed. */
function exactVersions(): Finished {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  )
  return verdict(
    loose.map(([name, version]) => `package.json: ${name} is "${version}", not an exact version`),
  )
}

/** The lockfile belongs to every registry: it names none. */
function lockfile(): Finished {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { resolved?: string; version?: string }>
  }
  const problems = Object.entries(lock.packages)
    .filter(([, entry]) => entry.resolved !== undefined)
    .map(([name]) => `package-lock.json: ${name} records where it was downloaded from`)
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    if (lock.packages[`node_modules/${name}`]?.version !== version)
      problems.push(`package-lock.json: ${name} is not at ${version}; run npm install`)
  return verdict(problems)
}

/** The client in use is the one that prisma/schema gives now. */
function prismaClient(): Finished {
  const inUse = read('src/generated/prisma/internal/class.ts')
  return verdict(
    listModels()
      .filter((name) => !inUse.includes(`model ${name} {`))
      .map((name) => `src/generated: ${name} is missing or old; run npm run generate`),
  )
}

function listModels(): string[] {
  const files = readdirSync(join(root, 'prisma/schema')).map((name) => read(`prisma/schema/${name}`))
  return [...files.join('\n').matchAll(/^model (\w+) \{/gm)].map((match) => match[1] as string)
}

/** Everything that can be checked without running a suite. */
export const checks: Readonly<Record<string, () => Finished>> = {
  'format and lint': () => run('biome', ['check', '--error-on-warnings', '.']),
  types: () => run('tsc', ['-p', '.']),
  'schema.graphql is current': () => run('node', ['scripts/print-schema.ts', '--check']),
  'Prisma client is current': prismaClient,
  'exact versions': exactVersions,
  lockfile,
}
