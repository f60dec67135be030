import type { Readable } from 'node:stream'
import type { ByteRange } from '../../infra/storage.ts'

/** A file whose bytes are all in the storage. */
export interface StoredFile {
  projectId: string
  id: string
  /** Of its bytes, hex in lower case. */
  sha256: string
  /** Bytes. */
  size: number
  /** As its bytes tell, and not its name; without parameters. */
  mimeType: string
  /** Pixels as it is seen, turned as its EXIF says; null for what is no picture. */
  width: number | null
  height: number | null
  hasThumbnail: boolean
  /** As the last upload of it was called; null where none gave a name. */
  fileName: string | null
  /** Until then it is kept though nothing uses it; null where nobody asked for that, and once a message was sent with it. */
  keptUntil: Date | null
  createdAt: Date
}

export interface ReceiveOptions {
  /** The most it may have; a longer one is refused as soon as it is seen to be. Never more than the store's own limit. */
  maxBytes?: number
  /** What it has to hash to, as told by whoever gives it: hex or base64. */
  sha256?: string
  /** Kept so long for a message to use it. Without it, until the next sweep finds it unused, a minute later at least. */
  keptUntil?: Date
  /** What it is called; kept as it can be shown anywhere. */
  fileName?: string | null
  /** Given to be sent: a picture that cannot be read and a program are refused, which else are kept as mere bytes. */
  toBeSent?: boolean
  signal?: AbortSignal
}

/**
 * The project's files. What is received is spooled, measured, recognised and hashed before a byte of it counts; the
 * same content is stored once. Memory stays flat however large a file is.
 *
 * Whoever makes an attachment point to a file first runs `takeFile` (take-file.ts) in the same transaction.
 */
export interface FileStore {
  /** Throws FileRefused, with a code, for what may not be stored; leaves nothing behind then. */
  receive(projectId: string, bytes: AsyncIterable<Uint8Array>, options?: ReceiveOptions): Promise<StoredFile>
  /** Null when it is not there (any more). */
  find(projectId: string, fileId: string): Promise<StoredFile | null>
  /** The bytes; `end` is inclusive. Throws ObjectMissing. */
  open(file: Pick<StoredFile, 'projectId' | 'id'>, range?: ByteRange): Promise<Readable>
  /** Its small picture (WebP), where it has one. */
  openThumbnail(file: Pick<StoredFile, 'projectId' | 'id'>): Promise<Readable>
}

export type FileRefusalCode =
  | 'FILE_TOO_LARGE'
  | 'FILE_EMPTY'
  | 'STORAGE_FULL'
  | 'FILE_TYPE_NOT_ALLOWED'
  | 'PICTURE_TOO_LARGE'
  | 'PICTURE_BROKEN'
  | 'HASH_MISMATCH'

/** A file that may not be stored; the message says why, with the numbers, and what would do. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused'
  readonly code: FileRefusalCode

  constructor(code: FileRefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** The storage, or the disk where files are gathered, does not take what is fine in itself: it may well do so later. */
export class StorageFailed extends Error {
  override readonly name = 'StorageFailed'

  constructor(cause: unknown) {
    super('the storage of files does not take it now', { cause })
  }
}
