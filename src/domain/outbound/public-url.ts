import { isIP } from 'node:net'
import type { Json } from '../../channels/inbound.ts'
import { isPrivateAddress, isPrivateName } from '../../infra/private-address.ts'
import type { GivenContent } from './given-content.ts'

/** Why a network could not, or must not, fetch an address; null when it looks public. */
export function privateUrlReason(text: string): string | null {
  const url = URL.parse(text)
  if (!url) return 'is no address'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://'
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password'
  // The URL parser has already undone octal, hexadecimal and short forms of IPv4 addresses.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  if (family !== 0 && isPrivateAddress(host)) return 'is a private address'
  if (family === 0 && isPrivateName(host)) return 'is a private name'
  return null
}

/** Every address in a content that a network or a customer would open, with its place in the input. */
export function urlsIn(content: GivenContent): { url: string; path: string }[] {
  switch (content.kind) {
    case 'media': {
      const source = 'url' in content.source ? [{ url: content.source.url, path: 'media.url' }] : []
      return [...source, ...optional(content.previewUrl, 'media.previewUrl')]
    }
    case 'quickReplies':
      return content.replies.flatMap(({ imageUrl }, n) =>
        optional(imageUrl, `quickReplies.replies.${n}.imageUrl`),
      )
    case 'buttons':
      return content.buttons.flatMap(({ action }, n) =>
        action.type === 'url' ? [{ url: action.url, path: `buttons.buttons.${n}.url` }] : [],
      )
    case 'carousel':
      return content.cards.flatMap((card, n) => [
        ...optional(card.imageUrl, `carousel.cards.${n}.imageUrl`),
        ...optional(card.url, `carousel.cards.${n}.url`),
        ...card.buttons.flatMap(({ action }, b) =>
          action.type === 'url' ? [{ url: action.url, path: `carousel.cards.${n}.buttons.${b}.url` }] : [],
        ),
      ])
    case 'template':
      return addressesIn(content.components, 'template.components')
    case 'native':
      return addressesIn(content.payload, 'native')
    default:
      return []
  }
}

/** Whatever looks like an address in the network's own words. */
function addressesIn(value: Json, path: string): { url: string; path: string }[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) ? [{ url: value, path }] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => addressesIn(part, `${path}.${key}`))
}

function optional(url: string | undefined, path: string): { url: string; path: string }[] {
  return url === undefined ? [] : [{ url, path }]
}
