import { defineConfig } from 'vitest/config'

// As Node resolves them in production: Vite would add the condition "development", under which graphql is
// another copy than the one its users load, and no error of one is an error of the other.
const conditions = ['node', 'module-sync']
const resolve = { conditions, externalConditions: conditions }

export default defineConfig({
  ssr: { resolve },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/specs/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/{flows,wire,faults}/**/*.test.ts'],
          globalSetup: 'test/support/services.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
