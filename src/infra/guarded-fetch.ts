import { lookup as lookUp } from 'node:dns'
import { type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export interface GuardOptions {
  /** For development: addresses inside the house and plain http. */
  allowPrivate: boolean
  timeoutMs: number
  mostBytes: number
}

/** Addresses that a name on the internet has no business to lead to (IANA's special-purpose registries). */
const inside = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(network, bits, 'ipv4')
/** Global unicast is all that is reachable of IPv6; in it lie documentation, and ways back into IPv4. */
const reachable6 = new BlockList()
reachable6.addSubnet('2000::', 3, 'ipv6')
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inside.addSubnet(network, bits, 'ipv6')

function isPrivate(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return inside.check(address, 'ipv4')
  if (family !== 6) return true
  return !reachable6.check(address, 'ipv6') || inside.check(address, 'ipv6')
}

/** Looked at when connecting, so that a name cannot lead elsewhere between the look and the call. */
const guardedLookup: LookupFunction = (hostname, options, done) => {
  lookUp(hostname, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '', 0)
    if (found.length === 0 || found.some(({ address }) => isPrivate(address)))
      return done(new Error(`${hostname} leads to an address that is not public`), '', 0)
    const [first] = found
    if (options.all) return done(null, found)
    return done(null, first?.address ?? '', first?.family ?? 0)
  })
}

/** Gets a document of an address that a user named: public addresses only, no redirects, small and soon. */
export async function guardedFetch(address: string, options: GuardOptions): Promise<Response> {
  const url = new URL(address)
  const { allowPrivate, timeoutMs, mostBytes } = options
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    throw new Error(`${url.origin} is not https`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && isIP(host) !== 0 && isPrivate(host)) throw new Error(`${host} is not a public address`)
  const asked: RequestOptions = {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
    agent: false,
    ...(!allowPrivate && { lookup: guardedLookup }),
  }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return await new Promise((resolve, reject) => {
    const call = request(url, asked, (answer) => {
      const chunks: Buffer[] = []
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= mostBytes) return void chunks.push(chunk)
        reject(new Error(`${url.origin} answered more than ${mostBytes} bytes`))
        call.destroy()
      })
      answer.on('error', reject)
      answer.on('end', () =>
        resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 502 })),
      )
    })
    call.on('error', reject)
    call.end()
  })
}
