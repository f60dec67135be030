import { NotFound } from '../domain/outbound/sending-failures.ts'
import { storableJson } from '../domain/text.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { type NodeType, rowIdOf } from './global-id.ts'

export const IDEMPOTENCY =
  'A word of your own for this request, up to 255 characters: the same key and input answer the former result and do nothing again; the same key with another input is IDEMPOTENCY_CONFLICT.'

export const NATURALLY =
  'Accepted as everywhere. It changes nothing, because doing this again is idempotent by nature.'

/** The row that an input names. Missing, foreign, malformed and mistyped ids all answer the same. Throws NotFound. */
export function namedRow(
  type: NodeType,
  globalId: string,
  field: string,
  /** What is said to be missing, where the row is looked for in other words than its type. */
  what = type.toLowerCase(),
): string {
  const id = rowIdOf(type, globalId)
  if (id === null) throw new NotFound(what, ['input', field])
  return id
}

/** The value of a field as it is. Throws InvalidInput for what no text here can hold. */
export function storable<T>(value: T, field: string): T {
  if (JSON.stringify(storableJson(value)) === JSON.stringify(value)) return value
  throw new InvalidInput(`${field} holds U+0000 or half of a surrogate pair`, ['input', field])
}

/** Reads again what a mutation changed, as the caller may see it. */
export function found<T>(row: T | null, what: string): T {
  if (row === null) throw new NotFound(what)
  return row
}
