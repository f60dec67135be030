import { v7 } from 'uuid'

/** A UUIDv7: unique without asking anybody, and sorted by the time it was made. */
export function newId(): string {
  return v7()
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
