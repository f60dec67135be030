import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface S3rver {
  run(): Promise<AddressInfo>
  close(): Promise<void>
}

/** The package brings no types. */
const Server = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver

export interface TestS3 {
  url: string
  /** The environment of a Parley that keeps its files there. */
  environment: Record<string, string>
  stop(): Promise<void>
}

/** An S3 server of its own in this process, with one bucket. It knows keys, and checks no signatures. */
export async function startS3(): Promise<TestS3> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-s3-'))
  const server = new Server({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'parley' }],
  })
  const { port } = await server.run()
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    environment: {
      PARLEY_STORAGE: 's3',
      PARLEY_S3_ENDPOINT: url,
      PARLEY_S3_BUCKET: 'parley',
      PARLEY_S3_ACCESS_KEY_ID: 'S3RVER',
      PARLEY_S3_SECRET_ACCESS_KEY: 'S3RVER',
      PARLEY_S3_PREFIX: 'hub/',
    },
    stop: async () => {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
