import { BlockList, isIP } from 'node:net'

/**
 * Addresses that are nobody's on the internet, or lead back inside: loopback, private, link-local, shared by a
 * provider, documentation, benchmarks, multicast, reserved. iana.org/assignments/iana-ipv4-special-registry
 */
const PRIVATE_4 = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE_4.addSubnet(net, prefix, 'ipv4')

/**
 * Of IPv6 only 2000::/3 is given out, so that IPv4 in IPv6 (::ffff:0:0/96), NAT64 (64:ff9b::/96 and /48), private,
 * link-local and multicast are all outside; inside it are tunnels that carry an IPv4 address, and documentation.
 * iana.org/assignments/iana-ipv6-special-registry
 */
const PUBLIC_6 = new BlockList()
PUBLIC_6.addSubnet('2000::', 3, 'ipv6')
const PRIVATE_6 = new BlockList()
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  PRIVATE_6.addSubnet(net, prefix, 'ipv6')

/** True for whatever is not a public address, and for what is no address at all. */
export function isPrivateAddress(address: string): boolean {
  // An interface named behind it does not make an address public.
  const [bare = ''] = address.split('%')
  switch (isIP(bare)) {
    case 4:
      return PRIVATE_4.check(bare, 'ipv4')
    case 6:
      return !PUBLIC_6.check(bare, 'ipv6') || PRIVATE_6.check(bare, 'ipv6')
    default:
      return true
  }
}

const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|lan|home|intranet|corp)\.?$/i

/** Names that no public DNS should answer. */
export function isPrivateName(name: string): boolean {
  return PRIVATE_NAMES.test(name) || !name.replace(/\.$/, '').includes('.')
}
