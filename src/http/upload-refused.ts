import { FileRefused } from '../domain/media/stored-file.ts'

/** An upload that is answered with an error of its own. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused'
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

const STATUS = {
  FILE_TOO_LARGE: 413,
  FILE_TYPE_NOT_ALLOWED: 415,
  FILE_EMPTY: 422,
  STORAGE_FULL: 507,
  PICTURE_TOO_LARGE: 422,
  PICTURE_BROKEN: 422,
  HASH_MISMATCH: 422,
} as const

/** What to answer for an error; undefined for what is our own fault. */
export function refusalOf(error: unknown): UploadRefused | undefined {
  if (error instanceof UploadRefused) return error
  if (error instanceof FileRefused) return new UploadRefused(STATUS[error.code], error.code, error.message)
  const { cause } = error as { cause?: unknown }
  return cause instanceof UploadRefused ? cause : undefined
}
