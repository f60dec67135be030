import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from './uuid.ts'

/** Whatever still grows was touched more lately: an upload that stands still is cut long before. */
const ABANDONED_AFTER_MS = 3_600_000
const LOOK_EVERY_MS = 600_000

/** Where bytes are gathered until all of them are there. What a killed process left behind is found by its age. */
export class Spool {
  readonly dir: string
  readonly #timer: NodeJS.Timeout

  constructor(dir: string, onError: (error: unknown) => void) {
    this.dir = dir
    const look = () => void this.clean(new Date()).catch(onError)
    look()
    this.#timer = setInterval(look, LOOK_EVERY_MS)
    this.#timer.unref()
  }

  /** A path of which nobody else knows. */
  path(): string {
    return join(this.dir, newId())
  }

  /** Removes what nobody has written to for an hour; returns how many. */
  async clean(now: Date): Promise<number> {
    let removed = 0
    for (const name of await readdir(this.dir)) {
      const path = join(this.dir, name)
      const touched = await stat(path).catch(() => undefined)
      if (!touched || now.getTime() - touched.mtimeMs < ABANDONED_AFTER_MS) continue
      await rm(path, { force: true })
      removed += 1
    }
    return removed
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
