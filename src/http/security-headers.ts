import type { ServerResponse } from 'node:http'

const HEADERS = Object.entries({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
})

/** GraphiQL's page brings its script and style inside itself, and its editor works in workers of blobs. */
export const PAGE_POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** A year: browsers that came by https once never come without it. */
const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains'

/** What every answer carries unless its route says otherwise. */
export function setSecurityHeaders(response: ServerResponse, isHttps: boolean): void {
  for (const [name, value] of HEADERS) response.setHeader(name, value)
  if (isHttps) response.setHeader('strict-transport-security', STRICT_TRANSPORT)
}
