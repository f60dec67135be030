import type { Json } from '../inbound.ts'

/** A run of digits that may exceed 2^53: only then is the slower, exact reading needed. */
const MAYBE_UNSAFE_INTEGER = /[:[,]\s*-?\d{16,}/

/**
 * Parses JSON without losing ids: `JSON.parse` turns 9007199254740993 into ...992, so integers beyond 2^53
 * become strings with all their digits. Throws SyntaxError on malformed JSON.
 */
export function parseJson(text: string): Json {
  if (!MAYBE_UNSAFE_INTEGER.test(text)) return JSON.parse(text) as Json
  const exact = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? String(value))
      : value
  return JSON.parse(text, exact) as Json
}

export type JsonObject = { [key: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The array at `key`, or none: networks leave lists out or send null. */
export function listAt(object: JsonObject, key: string): Json[] {
  const value = object[key]
  return Array.isArray(value) ? value : []
}
