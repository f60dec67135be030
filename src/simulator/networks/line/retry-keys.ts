/** A push is taken once per retry key: developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
import type { Json } from '../../json.ts'
import { type Account, type ApiCall, perAccount, Refused } from '../../network.ts'
import { answer, refused } from './refusals.ts'

const LIFE_MS = 24 * 3_600_000
const MAX_KEYS = 20_000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

interface Accepted {
  requestId: string
  sentMessages: Json
  at: number
}

const acceptedKeys = perAccount(() => new Map<string, Accepted>())

/** The key of a call that may have one; refuses the repetition of a call that was taken. */
export function readRetryKey(call: ApiCall, account: Account, now: number): string | null {
  const key = call.headers['x-line-retry-key']
  if (key === undefined) return null
  // The documents ask for a UUID but do not publish the words of this refusal.
  if (!UUID.test(key)) throw refused(400, 'The retry key is invalid')
  const before = acceptedKeys(account).get(key.toLowerCase())
  if (!before || now - before.at >= LIFE_MS) return key
  const { requestId, sentMessages } = before
  throw new Refused(
    answer(
      409,
      { message: 'The retry key is already accepted', sentMessages },
      { 'x-line-accepted-request-id': requestId },
    ),
  )
}

/** "Only supported APIs can be retried": elsewhere the header is an error. */
export function refuseRetryKey(call: ApiCall): void {
  if (call.headers['x-line-retry-key'] !== undefined) {
    throw refused(400, 'The X-Line-Retry-Key header is not supported by this API')
  }
}

export function keepRetryKey(account: Account, key: string, accepted: Accepted): void {
  const keys = acceptedKeys(account)
  keys.set(key.toLowerCase(), accepted)
  const oldest = keys.keys().next().value
  if (keys.size > MAX_KEYS && oldest !== undefined) keys.delete(oldest)
}
