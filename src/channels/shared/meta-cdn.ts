/**
 * What people attach in Messenger and Instagram lies at signed addresses of Meta's CDN, for a while and without a
 * token: …/messenger-platform/webhooks/webhook-events/messages, …/instagram-platform/webhooks/examples
 */
import type { ChannelMedia, MediaReference } from '../media.ts'
import { EXTERNAL, failed, stepOfStatus } from './media-steps.ts'

/** Pages for people, which shares of posts and reels may name instead of a file: there is nothing to copy. */
const PAGES = /(^|\.)(facebook\.com|fb\.com|fb\.me|fb\.watch|m\.me|instagram\.com|ig\.me|threads\.(com|net))$/

export function cdnMedia(network: string): ChannelMedia {
  return {
    tokenHosts: [],
    locate: ({ url }) =>
      url === null || isPage(url) ? EXTERNAL : { kind: 'download', url, withToken: false },
    next: () => failed(`${network} is asked nothing about a file.`),
    // A signature that ran out is a 403 there, and a file that is gone any of the others.
    refused: (response) => stepOfStatus(network, response, [403, 404, 410]),
  }
}

function isPage(url: NonNullable<MediaReference['url']>): boolean {
  return PAGES.test(URL.parse(url)?.hostname ?? '')
}
