import { isIP } from 'node:net'
import { isPrivateAddress, isPrivateName } from './private-address.ts'

export type EgressRefusalCode =
  | 'INVALID_ADDRESS'
  | 'PRIVATE_ADDRESS'
  | 'DOWNGRADE'
  | 'TOO_MANY_REDIRECTS'
  | 'ENCODED'
  | 'TOO_LARGE'
  | 'CUT_OFF'
  | 'TIMEOUT'
  | 'UNREACHABLE'
  | 'ABORTED'

/** What could not be fetched, and why; the message holds no address. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused'
  readonly code: EgressRefusalCode

  constructor(code: EgressRefusalCode, message: string) {
    super(message)
    this.code = code
  }

  /** It may go well later. */
  get passes(): boolean {
    return ['CUT_OFF', 'TIMEOUT', 'UNREACHABLE', 'ABORTED'].includes(this.code)
  }
}

/** Which addresses are asked at all. */
export interface Allowed {
  /** Whatever they are. */
  origins: ReadonlySet<string>
  /** Of all others. */
  ports: ReadonlySet<string>
}

/** The address, if it may be asked at all; names are looked at again when they are resolved. `from`: who led there. */
export function checkUrl(text: string, allowed: Allowed, from?: URL): URL {
  const url = URL.parse(text, from?.href)
  if (!url) throw new EgressRefused('INVALID_ADDRESS', 'it is no address')
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new EgressRefused('INVALID_ADDRESS', 'it begins with neither https:// nor http://')
  if (url.username !== '' || url.password !== '')
    throw new EgressRefused('INVALID_ADDRESS', 'it carries a user name or password')
  if (from?.protocol === 'https:' && url.protocol === 'http:')
    throw new EgressRefused('DOWNGRADE', 'a redirect leads from https to http')
  if (allowed.origins.has(url.origin)) return url
  // The usual port of the protocol is written as none.
  if (url.port !== '' && !allowed.ports.has(url.port))
    throw new EgressRefused('INVALID_ADDRESS', `its port ${url.port} is neither 80 nor 443`)
  // The URL parser has already undone octal, hexadecimal and short forms of IPv4 addresses.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) === 0 ? isPrivateName(host) : isPrivateAddress(host))
    throw new EgressRefused('PRIVATE_ADDRESS', 'it is private')
  return url
}

interface Secrets {
  secretHeaders?: Readonly<Record<string, string>>
  tokenHosts?: readonly string[]
}

/** The token goes to hosts that are named, and over a connection that nobody reads along. */
export function headersFor(
  url: URL,
  { secretHeaders = {}, tokenHosts = [] }: Secrets,
  allowed: Allowed,
): Record<string, string> {
  const isTrusted =
    allowed.origins.has(url.origin) || (url.protocol === 'https:' && tokenHosts.includes(url.host))
  return { accept: '*/*', 'accept-encoding': 'identity', ...(isTrusted && secretHeaders) }
}
