import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { FileRefused, StorageFailed } from './stored-file.ts'

export interface Spooled {
  path: string
  size: number
  /** 32 bytes. */
  sha256: Buffer
}

/** Full, over its quota, read-only, broken, out of descriptors. */
const DISK_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE'])

/** Writes bytes to a file of this machine while measuring them; stops as soon as there are too many. */
export async function spoolFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal | undefined },
): Promise<Spooled> {
  const hash = createHash('sha256')
  let size = 0
  const measured = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      size += chunk.byteLength
      if (size > maxBytes) throw tooLarge(maxBytes)
      hash.update(chunk)
      yield chunk
    }
  }
  const file = createWriteStream(path, { mode: 0o600, flags: 'wx', highWaterMark: 256 * 1024 })
  try {
    await pipeline(bytes, measured, file, { ...(signal && { signal }) })
  } catch (error) {
    throw DISK_CODES.has((error as NodeJS.ErrnoException).code ?? '') ? new StorageFailed(error) : error
  }
  if (size === 0) throw new FileRefused('FILE_EMPTY', 'The file has no bytes.')
  return { path, size, sha256: hash.digest() }
}

export function tooLarge(maxBytes: number): FileRefused {
  return new FileRefused('FILE_TOO_LARGE', `The file has more than the ${maxBytes} bytes that are allowed.`)
}

/** Compares with what the giver told, in hex or base64 of either alphabet. */
export function checkHash({ sha256 }: Spooled, told: string): void {
  const bytes = Buffer.from(told, /^[0-9a-f]{64}$/i.test(told) ? 'hex' : 'base64')
  if (bytes.equals(sha256)) return
  throw new FileRefused(
    'HASH_MISMATCH',
    `The bytes that arrived hash (SHA-256) to ${sha256.toString('hex')} and not to what was told: they were changed on their way.`,
  )
}
