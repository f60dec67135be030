import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../infra/clock.ts'
import { isUuid } from '../../infra/uuid.ts'
import type { Vault } from '../../infra/vault.ts'
import { safeFileName } from './file-names.ts'
import type { StoredFile } from './stored-file.ts'

/** What a link leads to. */
export interface LinkedFile {
  projectId: string
  fileId: string
  fileName: string
  isThumbnail: boolean
}

export type ReadLink =
  | { ok: true; file: LinkedFile /** Seconds that it still holds. */; secondsLeft: number }
  | { ok: false; reason: 'NO_FILE' | 'FORGED' | 'EXPIRED' }

const PATH = /^\/media\/([0-9a-f-]{36})\/([^/]+)$/
/** Links made within an hour are the same, so that browsers find what they have fetched. */
const SAME_FOR_SECONDS = 3600
const PURPOSE = 'parley file links 1'
const SIGNATURE_BYTES = 32

/**
 * Links that hold for a while and let their holder see one file and nothing else. Nothing of them is stored: every
 * process with the same key ring makes and knows the same ones, also by its older keys.
 */
export class FileLinks {
  /** Newest first: it signs, all are tried. */
  readonly #keys: readonly Buffer[]
  readonly #seconds: number
  readonly #clock: Clock

  constructor(vault: Vault, seconds: number, clock: Clock) {
    this.#keys = vault.derive(PURPOSE)
    this.#seconds = seconds
    this.#clock = clock
  }

  /** Path and query. The name is only for people: it may be null. */
  to(file: Pick<StoredFile, 'projectId' | 'id' | 'mimeType'>, name: string | null): string {
    const { projectId, id: fileId, mimeType } = file
    return this.#write({ projectId, fileId, fileName: safeFileName(name, mimeType), isThumbnail: false })
  }

  /** Null where it has none. */
  toThumbnail(file: Pick<StoredFile, 'projectId' | 'id' | 'hasThumbnail'>): string | null {
    if (!file.hasThumbnail) return null
    const { projectId, id: fileId } = file
    return this.#write({ projectId, fileId, fileName: 'thumbnail.webp', isThumbnail: true })
  }

  read(url: URL): ReadLink {
    const [, fileId = '', encoded = ''] = PATH.exec(url.pathname) ?? []
    const fileName = decoded(encoded)
    if (!isUuid(fileId) || fileName === null) return { ok: false, reason: 'NO_FILE' }
    const projectId = url.searchParams.get('project') ?? ''
    const expires = url.searchParams.get('expires') ?? ''
    const file = { projectId, fileId, fileName, isThumbnail: url.searchParams.get('size') === 'thumbnail' }
    const signature = Buffer.from(url.searchParams.get('signature') ?? '', 'base64url')
    if (!isUuid(projectId) || !this.#isOurs(signature, textOf(file, expires)))
      return { ok: false, reason: 'FORGED' }
    const secondsLeft = Number(expires) - this.#now()
    return secondsLeft > 0 ? { ok: true, file, secondsLeft } : { ok: false, reason: 'EXPIRED' }
  }

  #write(file: LinkedFile): string {
    const step = Math.min(SAME_FOR_SECONDS, this.#seconds)
    const expires = String((Math.floor(this.#now() / step) + 1) * step + this.#seconds)
    const [newest] = this.#keys
    const signature = sign(newest as Buffer, textOf(file, expires)).toString('base64url')
    const size = file.isThumbnail ? '&size=thumbnail' : ''
    return `/media/${file.fileId}/${encodeURIComponent(file.fileName)}?project=${file.projectId}${size}&expires=${expires}&signature=${signature}`
  }

  /** Takes the same time whichever key signed, and however much of a guess is right. */
  #isOurs(signature: Buffer, text: string): boolean {
    if (signature.length !== SIGNATURE_BYTES) return false
    const matches = this.#keys.map((key) => timingSafeEqual(signature, sign(key, text)))
    return matches.includes(true)
  }

  #now(): number {
    return Math.floor(this.#clock.now().getTime() / 1000)
  }
}

/** Everything of the link: no part of one can be put into another. */
function textOf({ projectId, fileId, fileName, isThumbnail }: LinkedFile, expires: string): string {
  return JSON.stringify([projectId, fileId, fileName, isThumbnail, expires])
}

const sign = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()

function decoded(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded) || null
  } catch {
    return null
  }
}
