import type { ChannelOutbound } from '../outbound.ts'
import { markRead, remove, typing } from '../shared/meta-actions.ts'
import { authorizeGraph, readUsage } from '../shared/meta-graph.ts'
import { react } from './actions.ts'
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
  react,
  identify,
  readIdentity,
}
