import { defineConfig } from 'prisma/config'

// `prisma generate` would download a migration engine that nothing here needs: migrations are applied in
// process by Prisma's own engine compiled to WebAssembly (src/infra/migrations.ts).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
})
