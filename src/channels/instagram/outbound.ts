import type { PublicMessage } from '../comments.ts'
import type { ChannelOutbound } from '../outbound.ts'
import { markRead, remove, typing } from '../shared/meta-actions.ts'
import { authorizeGraph, readUsage } from '../shared/meta-graph.ts'
import { kindLimits } from '../shared/meta-limits.ts'
import { PRIVATE_REPLY_MS } from '../shared/meta-private-replies.ts'
import { hide, react } from './actions.ts'
import { render } from './render.ts'
import { identify, read, readIdentity } from './send.ts'

/** Direct messages and comments: …/instagram-platform/instagram-api-with-instagram-login */
export const outbound: ChannelOutbound = {
  hosts: { api: 'https://graph.instagram.com' },
  limits: {
    // Of two documents, the lower number: 100 in …/instagram-platform/overview#rate-limiting, 300 in
    // …/messenger-platform/overview/rate-limiting
    account: { points: 100, seconds: 1 },
  },
  kindLimits,
  timeoutMs: 5000,
  tries: 3,
  contents: ['text', 'quickReplies', 'buttons', 'list', 'carousel', 'media', 'location', 'contact', 'native'],
  publicContents: ['text'],
  repeatable: () => false,
  authorize: authorizeGraph,
  render,
  read,
  usage: readUsage,
  typing,
  markRead,
  remove,
  hide,
  privateReplies: { windowMs: PRIVATE_REPLY_MS, refuses: refusesPrivateReply },
  react,
  identify,
  readIdentity,
}

/** Only what stands below the account's own media: …/messenger-platform/instagram/features/private-replies */
function refusesPrivateReply({ data }: PublicMessage): string | null {
  if (data.mentioned !== true) return null
  return 'Instagram answers in private only what was commented on media of the account itself.'
}
