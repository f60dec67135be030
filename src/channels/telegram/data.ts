import type { Json } from '../inbound.ts'
import type { JsonObject } from '../shared/json.ts'
import { type Id, isId } from './payload.ts'

/** A content's `data` of the members that have a value; no `data` where none has. */
export function dataOf(members: { [key: string]: Json | undefined }): { data?: JsonObject } {
  const data: JsonObject = {}
  let empty = true
  for (const key in members) {
    const value = members[key]
    if (value === undefined) continue
    data[key] = value
    empty = false
  }
  return empty ? {} : { data }
}

/** The members that `keys` name, in Parley's spelling, and ids as text: they may not fit a number elsewhere. */
export function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  const picked: JsonObject = {}
  for (const key of keys) {
    const value = object[key]
    if (value === undefined) continue
    picked[camelCase(key)] = key.endsWith('_id') && isId(value) ? String(value) : value
  }
  return picked
}

export function camelCase(key: string): string {
  return key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

export function idText(id: Id | undefined): string | undefined {
  return id === undefined ? undefined : String(id)
}
