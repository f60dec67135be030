import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/infra/embedded-postgres.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { findPostgresPlace } from '../../src/infra/postgres-place.ts'
import { guard } from './guard.ts'

/** A PostgreSQL of one's own, gone without a trace when it is stopped or this process ends. */
export interface TestPostgres {
  url: string
  /** Of the server as it runs now: another one after it was killed and came back. */
  pid(): number
  stop(): Promise<void>
}

const STOP_AND_REMOVE = `
  data=$1; shift
  pid=$(head -n 1 "$data/postmaster.pid")
  [ -n "$pid" ] && kill -INT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
  rm -rf "$@"`

export async function startTestPostgres(database: string, flags: string[] = []): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'))
  chmodSync(folder, 0o711) // PostgreSQL may run as another user, who must be able to pass
  // The data may be elsewhere all the same, when that user cannot reach the programs in our checkout.
  const { dataDir } = findPostgresPlace(join(folder, 'postgres'))
  const folders = [folder, dirname(dataDir)]
  const dismissGuard = guard(STOP_AND_REMOVE, dataDir, ...folders)
  const forget = () => {
    dismissGuard()
    for (const path of folders) rmSync(path, { recursive: true, force: true })
  }
  try {
    const postgres = await startEmbeddedPostgres({
      dataDir: folder,
      database,
      logger: createLogger('silent'),
      flags,
    })
    return {
      url: postgres.url,
      pid: () => Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]),
      stop: async () => {
        await postgres.stop()
        forget()
      },
    }
  } catch (error) {
    forget()
    throw error
  }
}
