import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MediaFile } from './network.ts'

const MOST_IN_MEMORY = 64 * 1024 * 1024
const MOST_IN_ALL = 4 * 1024 * 1024 * 1024

/** The newest files in memory, older ones in a folder that is made when it is needed; the oldest go. */
export class MediaStore {
  #files = new Map<string, HeldFile>()
  #inMemory = 0
  #inAll = 0
  #folder: string | undefined
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  add(file: { mimeType: string; bytes: Buffer; fileName?: string | null }): MediaFile {
    // Digits, as Meta's ids are; LINE's and Telegram's are opaque.
    const id = `9${BigInt(`0x${randomBytes(6).toString('hex')}`)}`
    const made = new HeldFile(id, file, this.#now())
    this.#files.set(id, made)
    this.#inMemory += made.size
    this.#inAll += made.size
    this.#makeRoom(id)
    return made
  }

  get(id: string): MediaFile | null {
    return this.#files.get(id) ?? null
  }

  remove(id: string): boolean {
    const file = this.#files.get(id)
    if (!file) return false
    if (file.isInMemory) this.#inMemory -= file.size
    this.#inAll -= file.size
    file.forget()
    return this.#files.delete(id)
  }

  clear(): void {
    this.#files.clear()
    this.#inMemory = 0
    this.#inAll = 0
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }

  #makeRoom(newest: string): void {
    for (const file of this.#files.values()) {
      if (file.id === newest) return
      if (this.#inAll > MOST_IN_ALL) this.remove(file.id)
      else if (this.#inMemory <= MOST_IN_MEMORY) return
      else if (file.isInMemory) {
        this.#folder ??= mkdtempSync(join(tmpdir(), 'parley-simulator-'))
        file.spill(join(this.#folder, file.id))
        this.#inMemory -= file.size
      }
    }
  }
}

class HeldFile implements MediaFile {
  readonly id: string
  readonly mimeType: string
  readonly fileName: string | null
  readonly size: number
  /** Hex. */
  readonly sha256: string
  readonly at: number
  #bytes: Buffer | string

  constructor(
    id: string,
    { mimeType, bytes, fileName }: { mimeType: string; bytes: Buffer; fileName?: string | null },
    at: number,
  ) {
    this.id = id
    this.mimeType = mimeType
    this.fileName = fileName ?? null
    this.size = bytes.length
    this.sha256 = createHash('sha256').update(bytes).digest('hex')
    this.at = at
    this.#bytes = bytes
  }

  get isInMemory(): boolean {
    return typeof this.#bytes !== 'string'
  }

  get bytes(): Buffer {
    return typeof this.#bytes === 'string' ? readFileSync(this.#bytes) : this.#bytes
  }

  spill(path: string): void {
    writeFileSync(path, this.bytes, { mode: 0o600 })
    this.#bytes = path
  }

  forget(): void {
    if (typeof this.#bytes === 'string') rmSync(this.#bytes, { force: true })
  }
}
