/**
 * The platforms post to https alone. The simulator also takes plain http within a machine or a private network:
 * whoever tries it has no certificate there.
 */
export function isAcceptedAddress(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isPrivate(hostname))
}

function isPrivate(hostname: string): boolean {
  if (!hostname.includes('.') || hostname.endsWith('.internal') || hostname.endsWith('.local')) return true
  return /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^0\.0\.0\.0$/.test(hostname)
}
