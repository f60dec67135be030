import { v7 } from 'uuid'

const ID_BYTES = 16
/** Drawn for many ids at once: asking for randomness takes five times as long as all the rest of an id. */
const randomness = new Uint8Array(256 * ID_BYTES)
let drawn = randomness.length
let lastMs = 0
let sequence = 0

/** A UUIDv7: unique without asking anybody, and sorted by the order in which this process made it. */
export function newId(): string {
  const random = nextRandom()
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    sequence = firstSequence(random)
  } else {
    sequence = (sequence + 1) | 0
    if (sequence === 0) lastMs += 1
  }
  return v7({ random, msecs: lastMs, seq: sequence })
}

function nextRandom(): Uint8Array {
  if (drawn === randomness.length) {
    crypto.getRandomValues(randomness)
    drawn = 0
  }
  drawn += ID_BYTES
  return randomness.subarray(drawn - ID_BYTES, drawn)
}

/** Of 31 bits, so that it has room to grow within its millisecond. */
function firstSequence(random: Uint8Array): number {
  return new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x7fffffff
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** The smallest UUIDv7 of a moment: ids of later moments compare greater. */
export function uuidFloor(moment: Date): string {
  const hex = moment.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`
}

/** When a UUIDv7 was made. */
export function uuidTime(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}

/** The least and the greatest of some ids: what lies between them in time is all that a partitioned table is asked for. */
export function spanOf(ids: readonly string[]): { first: string; last: string } {
  let first = ids[0] ?? ''
  let last = first
  for (const id of ids) {
    if (id < first) first = id
    if (id > last) last = id
  }
  return { first, last }
}
