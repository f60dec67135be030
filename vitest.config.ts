import { defineConfig } from 'vitest/config'
import { LongFirst } from './test/support/long-first.ts'

// As Node resolves them in production: Vite would add the condition "development", under which graphql is
// another copy than the one its users load, and no error of one is an error of the other.
const conditions = ['node', 'module-sync']
const resolve = { conditions, externalConditions: conditions }

const services = {
  globalSetup: 'test/support/services.ts',
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // Vitest's own second is short for a state that several processes bring about on a busy machine.
  expect: { poll: { timeout: 15_000 } },
}

// Most integration tests wait for timers and for the database: more of them than cores may run at once. Those of
// faults start processes that work hard, and come after them: these wait a good part of their time, for leases to end
// and for processes to come back.
export default defineConfig({
  ssr: { resolve },
  test: {
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/specs/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
          // They change nothing that they share, and loading the modules again for each takes as long as they do.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...services,
          name: 'integration',
          include: ['test/{flows,wire}/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: {
          ...services,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          sequence: { groupOrder: 2 },
          maxWorkers: 3,
        },
      },
    ],
  },
})
