import { Logger, run } from 'graphile-worker'
import { job, onStop, tell } from './child.ts'

/** graphile-worker, set up for throughput as its manual says, with a handler that does nothing. */
export interface GraphileJob {
  databaseUrl: string
  jobs: number
}

export interface GraphileReady {
  startingAt: number
}

export interface GraphileResult {
  finishedAt: number
}

const { databaseUrl, jobs } = job<GraphileJob>()
let done = 0
const startingAt = Date.now()
const runner = await run({
  connectionString: databaseUrl,
  noHandleSignals: true,
  logger: new Logger(() => () => undefined),
  preset: {
    worker: {
      concurrentJobs: 24,
      maxPoolSize: 10,
      preparedStatements: true,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
  taskList: {
    nothing: async () => {
      done += 1
      if (done === jobs) setImmediate(() => tell({ finishedAt: Date.now() } satisfies GraphileResult))
    },
  },
})
tell({ startingAt } satisfies GraphileReady)
onStop(async () => void (await runner.stop()))
