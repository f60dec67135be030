/** The rules of the house as pure functions over { path: source }, so that they can be tested themselves. */
export type Sources = ReadonlyMap<string, string>

export interface Import {
  from: string
  /** A path inside the project, or the name of a package or node: module. */
  to: string
  isPackage: boolean
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function resolveRelative(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

export function importsOf(path: string, source: string): Import[] {
  return [...source.matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? ''
    const isPackage = !specifier.startsWith('.')
    return { from: path, to: isPackage ? specifier : resolveRelative(path, specifier), isPackage }
  })
}

const contract = [
  'src/channels/channel.ts',
  'src/channels/inbound.ts',
  'src/channels/outbound.ts',
  'src/channels/media.ts',
  'src/channels/templates.ts',
  'src/channels/errors.ts',
  'src/channels/comments.ts',
  'src/channels/limits.ts',
  'src/channels/profiles.ts',
]
const registry = 'src/channels/index.ts'
/** Pure helpers that know no network: reading JSON and texts, naming parts, refusing. */
const helpers = /^src\/channels\/shared\/(json|digest|text|present|part-reference|refusal)\.ts$/

interface Rule {
  /** Which files it is about. */
  of: RegExp
  /** Paths of the project that they may import, besides their own folder. */
  may: readonly (string | RegExp)[]
  /** Packages that they may import; all where it is not said. */
  packages?: readonly (string | RegExp)[]
}

/** The first rule that matches a file holds for it. What a rule does not list is forbidden. */
const rules: readonly Rule[] = [
  { of: /^src\/(app|app-options|web|main|migrate|rotate-keys|invite-owner)\.ts$/, may: [/^src\//] },
  { of: /^src\/demo\//, may: [/^src\//] },
  { of: /^src\/simulator\//, may: [/^src\/simulator\//], packages: ['zod', /^node:/] },
  { of: /^src\/config\.ts$/, may: [], packages: ['zod'] },
  { of: /^src\/infra\//, may: [/^src\/infra\//, 'src/config.ts', /^src\/generated\//] },
  {
    of: /^src\/channels\/shared\//,
    may: [...contract, /^src\/channels\/shared\//],
    packages: ['zod', 'node:crypto'],
  },
  {
    of: /^src\/channels\/index\.ts$/,
    may: [...contract, /^src\/channels\/[a-z]+\/index\.ts$/],
    packages: [],
  },
  { of: /^src\/channels\/[a-z]+\.ts$/, may: contract, packages: [] },
  {
    of: /^src\/channels\/[a-z]+\//,
    may: [...contract, /^src\/channels\/shared\//],
    packages: ['zod', /^@grammyjs\/types/, /^@line\/bot-sdk/],
  },
  { of: /^src\/jobs\/(catalog|queue)\.ts$/, may: [/^src\/jobs\/(catalog|queue)\.ts$/, /^src\/infra\//] },
  { of: /^src\/jobs\//, may: [/^src\/jobs\//, /^src\/domain\//, /^src\/infra\//] },
  {
    of: /^src\/domain\//,
    may: [
      /^src\/domain\//,
      /^src\/infra\//,
      ...contract,
      registry,
      helpers,
      /^src\/jobs\/(catalog|queue)\.ts$/,
      /^src\/generated\//,
    ],
  },
  {
    of: /^src\/schema\//,
    may: [
      /^src\/schema\//,
      /^src\/domain\//,
      /^src\/infra\//,
      ...contract,
      registry,
      helpers,
      /^src\/jobs\/queue\.ts$/,
      /^src\/generated\//,
    ],
  },
  {
    of: /^src\/http\//,
    may: [
      /^src\/http\//,
      /^src\/domain\//,
      /^src\/infra\//,
      'src/schema/index.ts',
      ...contract,
      registry,
      'src/channels/shared/json.ts',
    ],
  },
]

const matches = (patterns: readonly (string | RegExp)[], text: string) =>
  patterns.some((pattern) => (typeof pattern === 'string' ? pattern === text : pattern.test(text)))

/** Imports that the table does not allow, as sentences. */
export function forbiddenImports(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) => {
    const rule = rules.find((one) => one.of.test(path))
    if (!rule) return [`${path}: no rule says what it may import`]
    return importsOf(path, source)
      .filter((one) => !isAllowed(rule, path, one))
      .map((one) => `${path} may not import ${one.to}`)
  })
}

function isAllowed(rule: Rule, path: string, { to, isPackage }: Import): boolean {
  if (isPackage) return rule.packages === undefined || matches(rule.packages, to)
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const isOwnChannel = /^src\/channels\/[a-z]+\/$/.test(folder) && to.startsWith(folder)
  return isOwnChannel || matches(rule.may, to)
}

/** Circles of imports, each as the path around. */
export function importCycles(sources: Sources): string[] {
  const edges = new Map(
    [...sources].map(([path, source]) => [
      path,
      importsOf(path, source)
        .filter((one) => !one.isPackage)
        .map((one) => one.to),
    ]),
  )
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) {
      cycles.push([...trail.slice(at), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return cycles
}

// As a part of any word, but for the network whose name is an everyday word unless it is written in capitals.
const NETWORK = /telegram|whatsapp|messenger|instagram|facebook|linkedin/i
const NETWORK_IN_CAPITALS = /(?<![A-Za-z])LINE(?![A-Za-z])/

/** Networks named where only the registry should know them; the list of platform types is the exception. */
export function namedNetworks(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => !/^src\/(channels|simulator|demo)\//.test(path))
    .flatMap(([path, source]) =>
      source
        .split('\n')
        .filter((line) => NETWORK.test(line) || NETWORK_IN_CAPITALS.test(line))
        .filter((line) => !(path === 'src/schema/enums.ts' && isEnumValue(line)))
        .map((line) => `${path} names a network: ${line.trim()}`),
    )
}

/** A value of PlatformType with its description: `TELEGRAM: '...'`. */
function isEnumValue(line: string): boolean {
  return /^ +[A-Z]+: '/.test(line)
}

/** Notes to oneself, which belong into an issue. */
export function unfinishedBusiness(sources: Sources): string[] {
  return [...sources].filter(([, source]) => /\b(TODO|FIXME|XXX|HACK)\b/.test(source)).map(([path]) => path)
}
