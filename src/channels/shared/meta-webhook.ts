import { timingSafeEqual } from 'node:crypto'
import type { Challenge, Verification, WebhookRequest } from '../channel.ts'
import { equalInConstantTime, hmacSha256, matchSecret, singleHeader } from './signature.ts'

/**
 * What Meta's networks share: developers.facebook.com/docs/graph-api/webhooks/getting-started.
 * The signature is made over the escaped form that is on the wire, hence over the raw bytes.
 */
const HEADER = 'x-hub-signature-256'
const FORMAT = /^sha256=[0-9a-f]{64}$/

export function verifyMeta(request: WebhookRequest, secrets: readonly string[]): Verification {
  const signature = singleHeader(request, HEADER)
  if (signature === null) return { ok: false, reason: `${HEADER} is missing or sent more than once` }
  if (!FORMAT.test(signature))
    return { ok: false, reason: `${HEADER} is not sha256=<64 lower-case hex digits>` }
  const given = Buffer.from(signature.slice('sha256='.length), 'hex')
  return matchSecret(secrets, (secret) => timingSafeEqual(given, hmacSha256(request.body, secret)))
}

export function signMeta(body: Buffer, secret: string): Record<string, string> {
  return { [HEADER]: `sha256=${hmacSha256(body, secret).toString('hex')}` }
}

export function answerMetaChallenge(query: URLSearchParams, verifyToken: string | null): Challenge {
  if (query.get('hub.mode') !== 'subscribe') return { ok: false, reason: 'hub.mode is not "subscribe"' }
  const tokens = query.getAll('hub.verify_token')
  const challenges = query.getAll('hub.challenge')
  if (tokens.length !== 1 || challenges.length !== 1)
    return { ok: false, reason: 'hub.verify_token and hub.challenge must each be sent once' }
  if (!verifyToken) return { ok: false, reason: 'no verify token is configured' }
  if (!equalInConstantTime(tokens[0] ?? '', verifyToken))
    return { ok: false, reason: 'hub.verify_token does not match' }
  return { ok: true, answer: challenges[0] ?? '' }
}
