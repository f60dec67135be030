import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { channels } from '../src/channels/index.ts'
import {
  forbiddenImports,
  importCycles,
  importsOf,
  namedNetworks,
  unfinishedBusiness,
} from './support/architecture.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

function readSources(): Map<string, string> {
  const paths = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  return new Map(
    paths
      .map((path) => `src/${path}`)
      .filter((path) => path.endsWith('.ts') && !path.startsWith('src/generated/'))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  )
}

const all = readSources()
const isTest = (path: string) => path.endsWith('.test.ts') || path.includes('/fixtures/')
const sources = new Map([...all].filter(([path]) => !isTest(path)))

describe('the house', () => {
  test('is read at all', () => expect(sources.size).toBeGreaterThan(50))
  test('imports only what the table of the architecture allows', () =>
    expect(forbiddenImports(sources)).toEqual([]))
  test('has no import cycles', () => expect(importCycles(all)).toEqual([]))
  test('names a network only in its folder and in the demo', () => expect(namedNetworks(sources)).toEqual([]))
  test('has no notes of what is still to be done', () => expect(unfinishedBusiness(all)).toEqual([]))
  test('reads the environment in one file', () => {
    const readers = [...sources].filter(([, source]) => /process\.env\b/.test(source)).map(([path]) => path)
    // initdb is given the whole environment but for the locale, which it must not follow.
    expect(readers.sort()).toEqual(['src/config.ts', 'src/infra/embedded-postgres.ts'])
  })
  test('has no file that does not fit three screens', () => {
    const long = [...sources].filter(([, source]) => source.split('\n').length > 301).map(([path]) => path)
    expect(long).toEqual([])
  })
})

describe('each channel', () => {
  const folders = readdirSync(join(root, 'src/channels'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
    .map((entry) => entry.name)

  test('is in the registry, and nothing else is', () => {
    expect(channels.map((channel) => channel.type.toLowerCase()).sort()).toEqual(folders.sort())
  })
  test.each(folders)('%s has the files that a reader looks for', (name) => {
    const files = readdirSync(join(root, 'src/channels', name))
    for (const file of [
      'index.ts',
      'webhook.ts',
      'payload.ts',
      'normalize.ts',
      'samples.ts',
      'fixtures',
      `${name}.test.ts`,
    ])
      expect(files).toContain(file)
  })
})

describe('the checks themselves', () => {
  const violate = (path: string, source: string) => forbiddenImports(new Map([[path, source]]))

  test('see every form of import', () => {
    const source = `import a from './a.ts'\nimport type { B } from '../b.ts'\nexport * from './c.ts'\nimport './d.ts'\nawait import('./e.ts')\nimport {\n  f,\n} from 'zod'`
    expect(importsOf('src/x/y.ts', source).map((one) => one.to)).toEqual([
      'src/x/a.ts',
      'src/b.ts',
      'src/x/c.ts',
      'src/x/d.ts',
      'src/x/e.ts',
      'zod',
    ])
  })
  test('refuse a channel that knows the database', () =>
    expect(
      violate('src/channels/line/send.ts', `import { Database } from '../../infra/database.ts'`),
    ).toHaveLength(1))
  test('refuse a domain that knows one channel, HTTP or the graph', () => {
    for (const path of ['../channels/line/index.ts', '../http/server.ts', '../schema/index.ts'])
      expect(violate('src/domain/x.ts', `import { x } from '${path}'`)).toHaveLength(1)
  })
  test('refuse infrastructure that knows the domain', () =>
    expect(violate('src/infra/x.ts', `import { x } from '../domain/text.ts'`)).toHaveLength(1))
  test('refuse a file that no rule is about', () => expect(violate('src/misc/x.ts', '')).toHaveLength(1))
  test('find a cycle', () => {
    const circle = new Map([
      ['src/a.ts', `import './b.ts'`],
      ['src/b.ts', `import './a.ts'`],
    ])
    expect(importCycles(circle)).toEqual(['src/a.ts → src/b.ts → src/a.ts'])
  })
  test('find one over three files and through a late import, and take no diamond for one', () => {
    const circle = new Map([
      ['src/a.ts', `import './b.ts'\nimport './c.ts'`],
      ['src/b.ts', `import type { X } from './c.ts'`],
      ['src/c.ts', ''],
    ])
    expect(importCycles(circle)).toEqual([])
    expect(importCycles(new Map([...circle, ['src/c.ts', `void import('./a.ts')`]])).sort()).toEqual([
      'src/a.ts → src/b.ts → src/c.ts → src/a.ts',
    ])
  })
  test('find a network named in the domain, as a value, in a name and in words', () => {
    const named = (path: string, source: string) => namedNetworks(new Map([[path, source]])).length
    for (const source of [
      `if (type === 'TELEGRAM') {}`,
      'const isWhatsApp = 1',
      `'LINE'`,
      '// as Messenger does',
    ])
      expect(named('src/domain/x.ts', source), source).toBe(1)
    expect(named('src/domain/x.ts', 'for (const line of baseline) newLine(line)')).toBe(0)
    expect(named('src/schema/enums.ts', `  TELEGRAM: 'A bot.',`)).toBe(0)
    expect(named('src/schema/enums.ts', `if (type === 'TELEGRAM') {}`)).toBe(1)
  })
  test('find a note to oneself', () =>
    expect(unfinishedBusiness(new Map([['src/x.ts', `// ${'TO'}DO: later`]]))).toEqual(['src/x.ts']))
})
