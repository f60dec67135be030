/** The body under the channel secret: developers.line.biz/en/docs/messaging-api/verify-webhook-signature */
import type { Verification, WebhookRequest } from '../channel.ts'
import { hmacSha256, matchHmacSha256, singleHeader } from '../shared/signature.ts'

const HEADER = 'x-line-signature'

/**
 * 32 bytes in Base64. Decoders skip foreign characters and the two spare bits of the last one, so that many
 * texts decode to the same bytes: only the one that an encoder writes is taken.
 */
const FORMAT = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/

export function verify(request: WebhookRequest, secrets: readonly string[]): Verification {
  const signature = singleHeader(request, HEADER)
  if (signature === null) return { ok: false, reason: `${HEADER} is missing or sent more than once` }
  if (!FORMAT.test(signature)) return { ok: false, reason: `${HEADER} is not 32 bytes in Base64` }
  return matchHmacSha256(Buffer.from(signature, 'base64'), request.body, secrets)
}

export function sign(body: Buffer, secret: string): Record<string, string> {
  return { [HEADER]: hmacSha256(body, secret).toString('base64') }
}
