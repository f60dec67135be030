import { randomBytes } from 'node:crypto'
import type { MediaFile } from './network.ts'

const MAX_BYTES = 256 * 1024 * 1024

/** Files in memory; the oldest make room. */
export class MediaStore {
  #files = new Map<string, MediaFile>()
  #bytes = 0
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  add(file: { mimeType: string; bytes: Buffer; fileName?: string | null }): MediaFile {
    // Digits, as Meta's ids are; LINE's and Telegram's are opaque.
    const id = `9${BigInt(`0x${randomBytes(6).toString('hex')}`)}`
    const made = { ...file, id, fileName: file.fileName ?? null, at: this.#now() }
    this.#files.set(id, made)
    this.#bytes += file.bytes.length
    for (const oldest of this.#files.values()) {
      if (this.#bytes <= MAX_BYTES || oldest.id === id) break
      this.remove(oldest.id)
    }
    return made
  }

  get(id: string): MediaFile | null {
    return this.#files.get(id) ?? null
  }

  remove(id: string): boolean {
    this.#bytes -= this.#files.get(id)?.bytes.length ?? 0
    return this.#files.delete(id)
  }

  clear(): void {
    this.#files.clear()
    this.#bytes = 0
  }
}
