import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Prepared } from './parley.ts'
import { rawRequest } from './posts.ts'

/**
 * Requests made beforehand, all of one length one after another in a file: signing costs more than sending, and
 * wrk's Lua cannot sign at all.
 */
export interface Pool {
  file: string
  recordBytes: number
  remove(): void
}

const CHUNK = 2000

/** `from` goes on where the last pool of this database ended: no message is sent twice. */
export function makePool(to: Prepared, from: number, count: number): Pool {
  const file = join(to.dataDir, `pool-${from}.bin`)
  const recordBytes = rawRequest(to, from).length
  const out = openSync(file, 'w')
  for (let start = 0; start < count; start += CHUNK) {
    const length = Math.min(CHUNK, count - start)
    const records = Array.from({ length }, (_, n) => rawRequest(to, from + start + n))
    if (records.some((record) => record.length !== recordBytes))
      throw new Error('the requests of a pool must be of one length')
    writeSync(out, Buffer.concat(records))
  }
  closeSync(out)
  return { file, recordBytes, remove: () => rmSync(file, { force: true }) }
}
