import type { ChannelOutbound } from '../outbound.ts'
import { markRead, remove, typing } from '../shared/meta-actions.ts'
import { authorizeGraph, readUsage } from '../shared/meta-graph.ts'
import { edit, react } from './actions.ts'
import { render } from './render.ts'
import { identify, read, readIdentity } from './send.ts'

/** Messenger and the comments of a Page, in its name: …/messenger-platform/reference/send-api, …/pages-api */
export const outbound: ChannelOutbound = {
  hosts: { api: 'https://graph.facebook.com' },
  limits: {
    // Sounds and videos are fewer, and more to one person is slowed down without a number that is told:
    // …/messenger-platform/overview/rate-limiting
    account: { points: 300, seconds: 1 },
  },
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
  react,
  identify,
  readIdentity,
}
