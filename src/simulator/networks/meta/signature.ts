/** …/messenger-platform/webhooks#validate-payloads */
import { createHmac } from 'node:crypto'
import type { Account, Json } from '../../network.ts'

/** Meta escapes everything outside ASCII, and signs those very bytes. */
export function encodeMeta(body: Json): Buffer {
  const escaped = JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Buffer.from(escaped)
}

export function signMeta(body: Buffer, account: Account): Record<string, string> {
  const digest = createHmac('sha256', account.secret).update(body).digest('hex')
  return { 'x-hub-signature-256': `sha256=${digest}` }
}
