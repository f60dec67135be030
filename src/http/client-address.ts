import type { IncomingMessage } from 'node:http'

/**
 * Who is at the other end. Behind proxies of one's own the nearest writes the address it saw last into
 * X-Forwarded-For: as many entries from the right are believed as there are such proxies, and no more, since
 * everything further left is what the client claims.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const nearest = request.socket.remoteAddress ?? 'unknown'
  if (trustedProxies === 0) return nearest
  const header = request.headers['x-forwarded-for']
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((hop) => hop.trim())
  return hops.at(-trustedProxies) || nearest
}
