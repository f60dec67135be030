import { ConfigError, type StorageConfig } from '../config.ts'
import type { Logger } from './logger.ts'
import type { Storage } from './storage.ts'
import { openLocalStorage } from './storage-local.ts'

/** Opens it; throws ConfigError where it refuses what was configured. One that cannot be reached may come back. */
export async function openStorage(config: StorageConfig, logger: Logger): Promise<Storage> {
  if (config.kind === 'local') return await openLocalStorage(config.dir)
  // Its client is large, and idle memory where files are in a folder.
  const { isRefusal, openS3Storage } = await import('./storage-s3.ts')
  const storage = await openS3Storage(config)
  try {
    await storage.check()
  } catch (error) {
    if (isRefusal(error)) throw new ConfigError(refusalOf(config, error as Error))
    logger.error({ err: error }, 'the storage of files cannot be reached; it is tried again with every file')
  }
  return storage
}

function refusalOf({ bucket, endpoint, region }: StorageConfig & { kind: 's3' }, error: Error): string {
  const where = endpoint ?? `AWS, region ${region}`
  return `The storage refuses the bucket "${bucket}" at ${where} (${error.name}).\n  - check PARLEY_S3_BUCKET, PARLEY_S3_ENDPOINT, PARLEY_S3_REGION, PARLEY_S3_ACCESS_KEY_ID, PARLEY_S3_SECRET_ACCESS_KEY and PARLEY_S3_PATH_STYLE`
}
