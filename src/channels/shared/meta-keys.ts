/**
 * Meta numbers neither its deliveries nor most of what is in them, so each happening is named by what it is: by
 * its id where it has one, by what tells it from its like where they have a meaning, else by its content.
 */
import type { Json } from '../inbound.ts'
import { contentDigest } from './digest.ts'

/** Printable and without the separator. */
const PART = /^[!-9;-~]+$/
const MAX_LENGTH = 700

/** Null unless every part can stand in a key: ids come from outside, and a key must not pass for another. */
export function keyOf(...parts: (Json | undefined)[]): string | null {
  const texts = parts.map((part) => (typeof part === 'number' ? String(part) : part))
  if (!texts.every((text) => typeof text === 'string' && PART.test(text))) return null
  const key = texts.join(':')
  return key.length <= MAX_LENGTH ? key : null
}

export function digestKey(name: string, content: Json): string {
  return `${/^[a-z_]{1,60}$/.test(name) ? name : 'item'}:${contentDigest(content)}`
}
