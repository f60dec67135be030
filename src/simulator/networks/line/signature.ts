import { createHmac } from 'node:crypto'
import type { Account } from '../../network.ts'

/** developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
export function sign(body: Buffer, account: Account): Record<string, string> {
  return { 'x-line-signature': createHmac('sha256', account.secret).update(body).digest('base64') }
}
