import { createReadStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { StorageConfig } from '../config.ts'
import { ObjectMissing } from './object-missing.ts'
import type { Storage } from './storage.ts'

type S3Config = StorageConfig & { kind: 's3' }

const CONNECT_MS = 5000
/** Without a byte. */
const IDLE_MS = 30_000
const MOST_SOCKETS = 200
const PUT_TRIES = 3

/** An S3-compatible bucket. Bytes stream through with their known length; nothing is held in memory. */
export async function openS3Storage(settings: S3Config): Promise<Storage> {
  const { bucket: Bucket, prefix } = settings
  const spoolDir = resolve(settings.spoolDir)
  await mkdir(spoolDir, { recursive: true, mode: 0o700 })
  const client = connect(settings)
  const at = (key: string) => ({ Bucket, Key: `${prefix}${key}` })
  return {
    spoolDir,
    put: (key, path, mimeType) => putObject(client, { ...at(key), ContentType: mimeType }, path),
    open: async (key, range) => {
      const Range = range && `bytes=${range.start}-${range.end}`
      const { Body } = await client
        .send(new GetObjectCommand({ ...at(key), ...(Range && { Range }) }))
        .catch((error: unknown) => {
          throw isMissing(error) ? new ObjectMissing(key) : error
        })
      return Body as Readable
    },
    remove: async (key) => void (await client.send(new DeleteObjectCommand(at(key)))),
    exists: (key) =>
      client.send(new HeadObjectCommand(at(key))).then(
        () => true,
        (error: unknown) => {
          if (isMissing(error)) return false
          throw error
        },
      ),
    check: async () => void (await client.send(new HeadBucketCommand({ Bucket }))),
    close: () => client.destroy(),
  }
}

function connect(settings: S3Config): S3Client {
  const { endpoint, region, pathStyle, accessKeyId, secretAccessKey } = settings
  return new S3Client({
    ...(endpoint && { endpoint }),
    region,
    forcePathStyle: pathStyle,
    credentials: { accessKeyId, secretAccessKey },
    // Servers other than AWS refuse the checksums that the SDK adds by itself.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: IDLE_MS,
      httpAgent: { maxSockets: MOST_SOCKETS, keepAlive: true },
      httpsAgent: { maxSockets: MOST_SOCKETS, keepAlive: true },
    },
  })
}

/** A stream is read once, so that the client cannot try again by itself: each try opens the file anew. */
async function putObject(
  client: S3Client,
  target: { Bucket: string; Key: string; ContentType: string },
  path: string,
): Promise<void> {
  const { size } = await stat(path)
  for (let tries = 1; ; tries += 1) {
    const Body = createReadStream(path)
    try {
      await client.send(new PutObjectCommand({ ...target, Body, ContentLength: size }))
      return
    } catch (error) {
      if (tries >= PUT_TRIES || isRefusal(error)) throw error
    } finally {
      Body.destroy()
    }
  }
}

const isMissing = (error: unknown) =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404

/** The server understood and said no: a wrong key, secret, bucket or region, which no second try mends. */
export function isRefusal(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 500) : 500
  return status >= 300 && status < 500 && status !== 429
}
