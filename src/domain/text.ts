import { createHash } from 'node:crypto'

/**
 * What PostgreSQL can store and everyone can read back: U+0000 and lone surrogates, which it refuses or mangles,
 * become U+FFFD. The raw payload keeps what was really sent.
 */
export function storableText(text: string): string {
  return (text.isWellFormed() ? text : text.toWellFormed()).replaceAll('\u0000', '\uFFFD')
}

const LONGEST_KEY = 400

/** A text that can be part of an index: one that is long, or cannot be stored as it is, is told apart by its hash. */
export function storableKey(text: string): string {
  const clean = storableText(text)
  if (clean.length <= LONGEST_KEY && clean === text) return clean
  const hash = createHash('sha256').update(JSON.stringify(text)).digest('base64url')
  return `${clean.slice(0, LONGEST_KEY - hash.length - 1).toWellFormed()}#${hash}`
}

/** The same through a whole value that is stored as JSON. */
export function storableJson<T>(value: T): T {
  if (typeof value === 'string') return storableText(value) as T
  if (Array.isArray(value)) return value.map(storableJson) as T
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [storableText(key), storableJson(part)]),
  ) as T
}
