import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Verification, WebhookRequest } from '../channel.ts'

/** The one value of a header; null when it is missing, and when it was sent more than once. */
export function singleHeader(request: WebhookRequest, name: string): string | null {
  const value = request.headers[name]
  if (typeof value !== 'string') return null
  return value
}

/**
 * Compares secrets in constant time whatever their lengths: `timingSafeEqual` alone throws on unequal lengths,
 * and comparing lengths first would tell how long the secret is.
 */
export function equalInConstantTime(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

export function hmacSha256(body: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest()
}

/** Tries each non-empty secret and compares all of them, so that timing does not tell which one matched. */
export function matchSecret(secrets: readonly string[], matches: (secret: string) => boolean): Verification {
  let matched = -1
  let usable = 0
  for (const [index, secret] of secrets.entries()) {
    if (secret === '') continue
    usable += 1
    if (matches(secret) && matched === -1) matched = index
  }
  if (usable === 0) return { ok: false, reason: 'no secret is configured' }
  return matched === -1 ? { ok: false, reason: 'signature does not match' } : { ok: true, secret: matched }
}

/** For networks that sign the body: whether `given`, decoded, is its HMAC-SHA256 under one of the secrets. */
export function matchHmacSha256(given: Buffer, body: Buffer, secrets: readonly string[]): Verification {
  return matchSecret(secrets, (secret) => {
    const expected = hmacSha256(body, secret)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
