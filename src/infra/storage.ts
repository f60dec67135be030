import type { Readable } from 'node:stream'

/** Where the bytes of files are kept. It knows keys and bytes, and nothing of what they are. */
export interface Storage {
  /** A folder of this machine where files are gathered before they are put; of the same file system if the storage is a folder. */
  readonly spoolDir: string
  /**
   * Keeps a copy of a local file under a key, durably: nobody ever sees a part of it. The same key may be put again
   * with the same bytes.
   */
  put(key: string, path: string, mimeType: string): Promise<void>
  /** The bytes; `end` is inclusive. Throws ObjectMissing. */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** Fine for what is not there. */
  remove(key: string): Promise<void>
  exists(key: string): Promise<boolean>
  /** Rejects when files can be neither kept nor read now. */
  check(): Promise<void>
  close(): void
}

export interface ByteRange {
  start: number
  end: number
}
