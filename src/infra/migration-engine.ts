import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg'

/**
 * Applies Prisma's migrations in process with Prisma's own engine, compiled to WebAssembly: no download, and
 * the standard `_prisma_migrations` table, so that `prisma migrate deploy` stays interchangeable.
 */

const prismaDir = fileURLToPath(new URL('../../prisma/', import.meta.url))
const noFilter = { externalTables: [], externalEnums: [] }

type Engine = Awaited<ReturnType<typeof engineModule.SchemaEngine.new>>

let wasmLoaded: Promise<void> | undefined

async function loadWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const bytes = await readFile(join(entry, '..', 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': engineModule as unknown as WebAssembly.ModuleImports,
  })
  const internals = engineModule as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void }
  internals.__wbg_set_wasm(instance.exports)
  ;(instance.exports as { __wbindgen_start(): void }).__wbindgen_start()
}

/**
 * Prisma's adapter cuts a script at every semicolon, which breaks function bodies, and runs the parts one by
 * one: sent whole, PostgreSQL parses it and applies all of it or nothing.
 */
class WholeScriptFactory extends PrismaPg {
  override async connect() {
    const adapter = await super.connect()
    const pool = adapter.underlyingDriver()
    adapter.executeScript = async (script: string) => {
      await pool.query(script)
    }
    return adapter
  }
}

async function openEngine(databaseUrl: string): Promise<Engine> {
  wasmLoaded ??= loadWasm()
  await wasmLoaded
  const adapter = bindMigrationAwareSqlAdapterFactory(
    new WholeScriptFactory({
      connectionString: databaseUrl,
      max: 1,
      idleTimeoutMillis: 50,
      allowExitOnIdle: true,
    }),
  )
  const datamodels: [string, string][] = [['schema.prisma', 'datasource db { provider = "postgresql" }']]
  return await engineModule.SchemaEngine.new({ datamodels }, () => undefined, adapter)
}

async function migrationsList() {
  const baseDir = join(prismaDir, 'migrations')
  const entries = await readdir(baseDir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const directories = names.sort().map(async (name) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: { tag: 'ok' as const, value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8') },
    },
  }))
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(directories),
  }
}

/** Applies what is missing; returns the names. To be called under the lock of migrations. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const engine = await openEngine(databaseUrl)
  try {
    const input = { migrationsList: await migrationsList(), filters: noFilter }
    const { appliedMigrationNames } = await engine.applyMigrations(input)
    return appliedMigrationNames
  } finally {
    engine.free()
  }
}

async function schemaFiles() {
  const dir = join(prismaDir, 'schema')
  const names = (await readdir(dir)).filter((name) => name.endsWith('.prisma')).sort()
  return await Promise.all(
    names.map(async (name) => ({ path: join(dir, name), content: await readFile(join(dir, name), 'utf8') })),
  )
}

/** SQL that would bring an empty database to the Prisma schema: the raw material of a migration. */
export async function schemaAsSql(databaseUrl: string): Promise<string> {
  const engine = await openEngine(databaseUrl)
  try {
    const to = { tag: 'schemaDatamodel' as const, files: await schemaFiles() }
    const diff = await engine.diff({
      from: { tag: 'empty' },
      to,
      script: true,
      exitCode: null,
      filters: noFilter,
    })
    return diff.stdout ?? ''
  } finally {
    engine.free()
  }
}
