import { z } from 'zod'

/** The only reader of the environment. An empty variable counts as absent. */

const role = z.enum(['all', 'web', 'worker'])
const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true')
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ })
/** Public keys only: a shared secret or none would let anybody sign. */
const jwtAlgorithm = z.enum([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
])
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)

const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  HOST: z.string().optional(),
  PARLEY_ROLE: role.default('all'),
  PARLEY_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PARLEY_DATA_DIR: z.string().default('.parley'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  PARLEY_PGBOUNCER: flag.default(false),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  PARLEY_ENCRYPTION_KEYS: z.string().optional(),
  PARLEY_DEMO: flag.optional(),
  PARLEY_DEMO_TRAFFIC: flag.default(true),
  PARLEY_CORS_ORIGINS: list.default([]),
  PARLEY_GRAPHIQL: flag.optional(),
  PARLEY_JWT_ISSUER: z.string().optional(),
  PARLEY_JWT_AUDIENCE: z.string().optional(),
  PARLEY_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  PARLEY_JWT_ALGORITHMS: list
    .pipe(z.array(jwtAlgorithm).min(1))
    .default(['RS256', 'PS256', 'ES256', 'EdDSA']),
  PARLEY_JWT_SUBJECT_CLAIM: z.string().default('sub'),
  PARLEY_JWT_EMAIL_CLAIM: z.string().default('email'),
  PARLEY_JWKS_PRIVATE: flag.default(false),
  PARLEY_STORAGE: z.enum(['local', 's3']).default('local'),
  PARLEY_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  PARLEY_S3_REGION: z.string().default('us-east-1'),
  PARLEY_S3_BUCKET: z.string().optional(),
  PARLEY_S3_ACCESS_KEY_ID: z.string().optional(),
  PARLEY_S3_SECRET_ACCESS_KEY: z.string().optional(),
  PARLEY_S3_PATH_STYLE: flag.optional(),
  PARLEY_S3_PREFIX: z.string().default(''),
  PARLEY_MEDIA_MAX_BYTES: z.coerce.number().int().min(1).default(104_857_600),
  PARLEY_MEDIA_PROJECT_MAX_BYTES: z.coerce.number().int().min(1).optional(),
  PARLEY_MEDIA_LINK_SECONDS: z.coerce.number().int().min(60).default(86_400),
  PARLEY_SIMULATOR_URL: z.url({ protocol: /^https?$/ }).optional(),
  PARLEY_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  PARLEY_KEY_POINTS_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000_000).default(60_000),
  PARLEY_FAILED_KEYS_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000_000).default(120),
  PARLEY_PERSISTED_OPERATIONS: z.string().optional(),
  PARLEY_PERSISTED_OPERATIONS_ONLY: flag.default(false),
  LOG_LEVEL: logLevel.default('info'),
})

/** Where files are kept: a folder, or a bucket of an S3-compatible server. */
export type StorageConfig =
  | { kind: 'local'; dir: string }
  | {
      kind: 's3'
      endpoint: string | undefined
      region: string
      bucket: string
      accessKeyId: string
      secretAccessKey: string
      pathStyle: boolean
      prefix: string
      /** A folder of this machine for files on their way. */
      spoolDir: string
    }

export interface MediaConfig {
  storage: StorageConfig
  /** The largest file that is taken. */
  maxBytes: number
  /** What all files of a project may have together; undefined: what the storage takes. */
  maxProjectBytes: number | undefined
  /** How long a link to a file holds, at least. */
  linkSeconds: number
}

export type Role = z.infer<typeof role>

export interface IdentityProviderConfig {
  issuer: string
  audience: string
  jwksUrl: string
  algorithms: string[]
  subjectClaim: string
  emailClaim: string
}

export interface Config {
  production: boolean
  role: Role
  port: number
  host: string
  /** Where networks and people reach this server; derived from host and port when not given. */
  publicUrl: string | undefined
  dataDir: string
  /** Absent: an embedded PostgreSQL is started. */
  databaseUrl: string | undefined
  /** For migrations, the queue and LISTEN, which a transaction pooler cannot carry. */
  databaseDirectUrl: string | undefined
  pgbouncer: boolean
  redisUrl: string | undefined
  encryptionKeys: string | undefined
  demo: boolean
  demoTraffic: boolean
  corsOrigins: string[]
  graphiql: boolean
  /** Where people sign in; absent: only with API keys, and at the providers of organisations. */
  identityProvider: IdentityProviderConfig | undefined
  /** For development: identity providers may have private addresses and plain http. */
  jwksPrivate: boolean
  media: MediaConfig
  /** A simulator that stands in for every network's API. */
  simulatorUrl: string | undefined
  /** Proxies of one's own between clients and this server. */
  trustedProxies: number
  /** What the operations of one API key may cost. */
  keyPointsPerMinute: number
  /** Unknown keys that one address may try. */
  failedKeysPerMinute: number
  /** A file of operations that clients name instead of sending them, and whether nothing else is executed. */
  persistedOperations: { path: string; only: boolean } | undefined
  logLevel: z.infer<typeof logLevel>
}

/** The environment cannot be used as it is. Its message lists everything that is wrong, a line each. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID'
  override readonly name = 'ConfigError'
}

type Parsed = z.infer<typeof environment>

function contradictions(env: Parsed): string[] {
  const production = env.NODE_ENV === 'production'
  const problems: string[] = []
  if (env.PARLEY_ROLE !== 'all' && !env.REDIS_URL)
    problems.push(
      `REDIS_URL: PARLEY_ROLE=${env.PARLEY_ROLE} runs as one of several processes, which tell each other of changes through Redis; set REDIS_URL or run PARLEY_ROLE=all`,
    )
  if (env.PARLEY_ROLE !== 'all' && !env.DATABASE_URL)
    problems.push(
      `DATABASE_URL: PARLEY_ROLE=${env.PARLEY_ROLE} shares its database with other processes; the embedded PostgreSQL belongs to one process`,
    )
  if (production && !env.DATABASE_URL)
    problems.push('DATABASE_URL: production needs a PostgreSQL 15 or newer of its own')
  if (production && !env.PARLEY_ENCRYPTION_KEYS)
    problems.push(
      'PARLEY_ENCRYPTION_KEYS: production has no default secrets; set id:base64 of 32 random bytes, newest first',
    )
  if (production && env.PARLEY_DEMO) problems.push('PARLEY_DEMO: the demo does not run in production')
  const signIn = [env.PARLEY_JWT_ISSUER, env.PARLEY_JWT_AUDIENCE, env.PARLEY_JWKS_URL]
  if (signIn.some((one) => one !== undefined) && signIn.includes(undefined))
    problems.push(
      'PARLEY_JWT_ISSUER, PARLEY_JWT_AUDIENCE, PARLEY_JWKS_URL: an identity provider needs all three',
    )
  if (env.PARLEY_PGBOUNCER && !env.DATABASE_DIRECT_URL)
    problems.push(
      'DATABASE_DIRECT_URL: with PARLEY_PGBOUNCER=1 migrations, the queue and LISTEN need a direct address',
    )
  if (env.PARLEY_PERSISTED_OPERATIONS_ONLY && !env.PARLEY_PERSISTED_OPERATIONS)
    problems.push(
      'PARLEY_PERSISTED_OPERATIONS: PARLEY_PERSISTED_OPERATIONS_ONLY=1 executes nothing but the operations of this file; name it',
    )
  return [...problems, ...missingForS3(env)]
}

function missingForS3(env: Parsed): string[] {
  if (env.PARLEY_STORAGE !== 's3') return []
  const needed = ['PARLEY_S3_BUCKET', 'PARLEY_S3_ACCESS_KEY_ID', 'PARLEY_S3_SECRET_ACCESS_KEY'] as const
  return needed.filter((name) => !env[name]).map((name) => `${name}: PARLEY_STORAGE=s3 needs it`)
}

function storageOf(env: Parsed): StorageConfig {
  if (env.PARLEY_STORAGE === 'local') return { kind: 'local', dir: `${env.PARLEY_DATA_DIR}/files` }
  return {
    kind: 's3',
    endpoint: env.PARLEY_S3_ENDPOINT,
    region: env.PARLEY_S3_REGION,
    bucket: env.PARLEY_S3_BUCKET ?? '',
    accessKeyId: env.PARLEY_S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.PARLEY_S3_SECRET_ACCESS_KEY ?? '',
    // AWS wants the bucket in the name of the host, nearly everybody else in the path.
    pathStyle: env.PARLEY_S3_PATH_STYLE ?? env.PARLEY_S3_ENDPOINT !== undefined,
    prefix: env.PARLEY_S3_PREFIX,
    spoolDir: `${env.PARLEY_DATA_DIR}/spool`,
  }
}

function identityProviderOf(env: Parsed): IdentityProviderConfig | undefined {
  const { PARLEY_JWT_ISSUER: issuer, PARLEY_JWT_AUDIENCE: audience, PARLEY_JWKS_URL: jwksUrl } = env
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) return undefined
  return {
    issuer,
    audience,
    jwksUrl,
    algorithms: env.PARLEY_JWT_ALGORITHMS,
    subjectClaim: env.PARLEY_JWT_SUBJECT_CLAIM,
    emailClaim: env.PARLEY_JWT_EMAIL_CLAIM,
  }
}

function compose(env: Parsed): Config {
  const production = env.NODE_ENV === 'production'
  return {
    production,
    role: env.PARLEY_ROLE,
    port: env.PORT,
    host: env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: env.PARLEY_PUBLIC_URL?.replace(/\/+$/, ''),
    dataDir: env.PARLEY_DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    databaseDirectUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL,
    pgbouncer: env.PARLEY_PGBOUNCER,
    redisUrl: env.REDIS_URL,
    encryptionKeys: env.PARLEY_ENCRYPTION_KEYS,
    demo: env.PARLEY_DEMO ?? (!production && !env.DATABASE_URL),
    demoTraffic: env.PARLEY_DEMO_TRAFFIC,
    corsOrigins: env.PARLEY_CORS_ORIGINS,
    graphiql: env.PARLEY_GRAPHIQL ?? !production,
    identityProvider: identityProviderOf(env),
    jwksPrivate: env.PARLEY_JWKS_PRIVATE,
    media: {
      storage: storageOf(env),
      maxBytes: env.PARLEY_MEDIA_MAX_BYTES,
      maxProjectBytes: env.PARLEY_MEDIA_PROJECT_MAX_BYTES,
      linkSeconds: env.PARLEY_MEDIA_LINK_SECONDS,
    },
    simulatorUrl: env.PARLEY_SIMULATOR_URL?.replace(/\/+$/, ''),
    trustedProxies: env.PARLEY_TRUSTED_PROXIES,
    keyPointsPerMinute: env.PARLEY_KEY_POINTS_PER_MINUTE,
    failedKeysPerMinute: env.PARLEY_FAILED_KEYS_PER_MINUTE,
    persistedOperations: env.PARLEY_PERSISTED_OPERATIONS
      ? { path: env.PARLEY_PERSISTED_OPERATIONS, only: env.PARLEY_PERSISTED_OPERATIONS_ONLY }
      : undefined,
    logLevel: env.LOG_LEVEL,
  }
}

/** Reads and checks the environment. Throws ConfigError with every problem at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environment.safeParse(given)
  const problems = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (!parsed.success || problems.length > 0)
    throw new ConfigError(
      `The environment cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    )
  return compose(parsed.data)
}
