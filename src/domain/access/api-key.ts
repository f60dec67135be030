import { createHash, randomBytes } from 'node:crypto'

const KEY_START = 'pk_'
const PREFIX_LENGTH = 11

/** A new key: shown once; only the hash is stored. */
export function makeApiKey(): { key: string; prefix: string; hash: Buffer } {
  const key = `${KEY_START}${randomBytes(32).toString('base64url')}`
  return { key, prefix: key.slice(0, PREFIX_LENGTH), hash: hashApiKey(key) }
}

/** The key has 256 random bits: a plain hash cannot be guessed back, and is quick enough for every request. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** Three parts, as every signed JWT has; our keys have no dot in them. */
export function isToken(credential: string): boolean {
  return !credential.startsWith(KEY_START) && credential.split('.').length === 3
}
