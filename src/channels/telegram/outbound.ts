import type { ChannelOutbound } from '../outbound.ts'
import { acknowledge, markRead, remove, typing } from './actions.ts'
import { edit } from './edit.ts'
import { react } from './reactions.ts'
import { render } from './render.ts'
import { authorize, identify, read, readIdentity } from './send.ts'

/** How Telegram is spoken to: core.telegram.org/bots/api. Nothing that was sent twice is taken once. */
export const outbound: ChannelOutbound = {
  hosts: { api: 'https://api.telegram.org' },
  // core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
  limits: {
    account: { points: 30, seconds: 1 },
    recipient: { points: 1, seconds: 1 },
    group: { points: 20, seconds: 60 },
  },
  timeoutMs: 6000,
  tries: 2,
  contents: ['text', 'quickReplies', 'buttons', 'list', 'carousel', 'media', 'location', 'contact', 'native'],
  repeatable: () => false,
  authorize,
  render,
  read,
  acknowledge,
  typing,
  markRead,
  edit,
  remove,
  react,
  identify,
  readIdentity,
}
