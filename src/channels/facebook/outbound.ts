import type { PublicMessage } from '../comments.ts'
import type { ChannelOutbound } from '../outbound.ts'
import { markRead, remove, typing } from '../shared/meta-actions.ts'
import { authorizeGraph, readUsage } from '../shared/meta-graph.ts'
import { kindLimits } from '../shared/meta-limits.ts'
import { PRIVATE_REPLY_MS } from '../shared/meta-private-replies.ts'
import { edit, hide, react } from './actions.ts'
import { render } from './render.ts'
import { identify, read, readIdentity } from './send.ts'

/** Messenger and the comments of a Page, in its name: …/messenger-platform/reference/send-api, …/pages-api */
export const outbound: ChannelOutbound = {
  hosts: { api: 'https://graph.facebook.com' },
  limits: {
    // More to one person is slowed down without a number that is told: …/messenger-platform/overview/rate-limiting
    account: { points: 300, seconds: 1 },
  },
  kindLimits,
  timeoutMs: 5000,
  tries: 3,
  contents: [
    'text',
    'quickReplies',
    'buttons',
    'list',
    'carousel',
    'media',
    'location',
    'contact',
    'template',
    'native',
  ],
  publicContents: ['text', 'media'],
  givesBackReference: true,
  repeatable: () => false,
  authorize: authorizeGraph,
  render,
  read,
  usage: readUsage,
  typing,
  markRead,
  edit,
  remove,
  hide,
  privateReplies: { windowMs: PRIVATE_REPLY_MS, refuses: refusesPrivateReply },
  react,
  identify,
  readIdentity,
}

/** "To a post or comment on the business' Page": a review, and what names the page elsewhere, is neither. */
function refusesPrivateReply({ data }: PublicMessage): string | null {
  if (data.item !== 'rating') return null
  return 'Messenger answers comments and posts in private, and no reviews: answer it in public.'
}
