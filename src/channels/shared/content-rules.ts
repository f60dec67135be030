/** Rules that hold for a content on more than one network. */
import type { OutboundContent } from '../outbound.ts'
import { invalid } from './refusal.ts'

/** The text, which people must be able to see. */
export function visible(text: string, what: string, path: string): string {
  if (text.trim() === '') throw invalid(`${what} is empty.`, path)
  return text
}

export function atLeastOne(count: number, what: string, path: string): void {
  if (count === 0) throw invalid(`There are no ${what}: at least one is needed.`, path)
}

export function countWithin(
  count: number,
  rule: { network: string; most: number; what: string },
  path: string,
): void {
  const { network, most, what } = rule
  atLeastOne(count, what, path)
  if (count > most) throw invalid(`${network} takes at most ${most} ${what}; there are ${count}.`, path)
}

/**
 * The address as a network can call it: percent-encoded, the host in ASCII. Whether it leads somewhere it should
 * not is asked elsewhere.
 */
export function webAddress(
  url: string,
  rule: { network: string; secure: boolean; maxLength?: number },
  path: string,
): string {
  const address = URL.canParse(url) ? new URL(url) : null
  const schemes = rule.secure ? ['https:'] : ['https:', 'http:']
  if (!address || !schemes.includes(address.protocol)) {
    const names = rule.secure ? 'an https' : 'an http or https'
    throw invalid(`${rule.network} needs ${names} address here.`, path)
  }
  const { href } = address
  if (rule.maxLength !== undefined && href.length > rule.maxLength)
    throw invalid(
      `${rule.network} takes addresses of up to ${rule.maxLength} characters; this one has ${href.length}.`,
      path,
    )
  return href
}

type Place = Extract<OutboundContent, { kind: 'location' }>

/** A place as networks want it that demand its name and its address: what is missing is told by the other. */
export function placeWords({ name, address, latitude, longitude }: Place): {
  title: string
  address: string
} {
  const position = `${latitude}, ${longitude}`
  return { title: name || address || position, address: address || position }
}

export function onEarth({ latitude, longitude }: Place): void {
  if (!(Math.abs(latitude) <= 90)) throw invalid('A latitude is from -90 to 90.', 'location.latitude')
  if (!(Math.abs(longitude) <= 180)) throw invalid('A longitude is from -180 to 180.', 'location.longitude')
}
